"""Features → numbers, learned from the leads of the first period alone, and without a look at their outcome (target-free).

A text becomes one column a level; rare levels share a column, and where there are many of them some more by their hash; what is not known
is a level of its own. A number is taken as its logarithm, in standard deviations from the mean, at most four. All columns together are a
list of JSON-ready rows, so that the same encoding can be done again anywhere.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scoring.domain.features import COUNTS, PAGE, Facts, Value, number

MOST_LEVELS, BUCKETS, MANY_RARE = 40, 16, 16
FARTHEST = 4.0
# A text is a number when nearly all of its values are, and they are many.
NUMERIC_SHARE, NUMERIC_LEVELS = 0.95, 12
Sparse = dict[int, float]


@dataclass(frozen=True)
class Column:
    """One column: `kind` is level, rare, hash, missing or number; `level` its value or the number of its bucket."""

    feature: str
    kind: str
    level: str = ""
    mean: float = 0.0
    spread: float = 1.0


@dataclass(frozen=True)
class Encoding:
    """The columns, and for each feature where its columns are."""

    columns: tuple[Column, ...]

    @cached_property
    def places(self) -> dict[str, dict[tuple[str, str], int]]:
        found: dict[str, dict[tuple[str, str], int]] = {}
        for place, column in enumerate(self.columns):
            found.setdefault(column.feature, {})[column.kind, column.level] = place
        return found

    def vector(self, facts: Mapping[str, Value]) -> Sparse:
        """The columns that are not zero."""
        found: Sparse = {}
        for feature, places in self.places.items():
            self._put(found, feature, places, facts.get(feature))
        return found

    def _put(self, found: Sparse, feature: str, places: Mapping[tuple[str, str], int], value: Value | None) -> None:
        if ("number", "") in places:
            place = places["number", ""]
            size = None if value is None else number(value)
            if size is None:
                _one(found, places, "missing")
            else:
                column = self.columns[place]
                found[place] = max(-FARTHEST, min(FARTHEST, (squeezed(size) - column.mean) / column.spread))
        elif value is None:
            _one(found, places, "missing")
        elif ("level", str(value)) in places:
            _one(found, places, "level", str(value))
        else:
            _one(found, places, "rare")
            _one(found, places, "hash", bucket(feature, str(value)))


def _one(found: Sparse, places: Mapping[tuple[str, str], int], kind: str, level: str = "") -> None:
    place = places.get((kind, level))
    if place is not None:
        found[place] = 1.0


def bucket(feature: str, level: str) -> str:
    """Which of the buckets a rare level falls into; the same on every machine."""
    return str(hashlib.blake2b(f"{feature}\x00{level}".encode("utf-8", "replace"), digest_size=4).digest()[0] % BUCKETS)


def squeezed(size: float) -> float:
    """The logarithm of a number, with its sign: ten more of a thousand are little, of ten much."""
    return math.copysign(math.log1p(abs(size)), size)


def learn(rows: Sequence[Facts], features: Sequence[str]) -> Encoding:
    """The encoding of `features` by what `rows` hold; a level needs half a percent of the rows, and at least ten, to stand alone."""
    columns: list[Column] = []
    least = max(10, math.ceil(len(rows) / 200))
    for feature in features:
        values = [row[feature] for row in rows if feature in row]
        made = _numeric(feature, values) if _is_numeric(feature, values) else _levels(feature, values, least)
        columns += made
        if len(values) < len(rows) or not feature.startswith((*COUNTS, PAGE)):
            columns.append(Column(feature, "missing"))
    return Encoding(tuple(columns))


def _is_numeric(feature: str, values: Sequence[Value]) -> bool:
    found = [size for value in values if (size := number(value)) is not None]
    if found and all(isinstance(value, float | int) for value in values):
        return True
    return len(set(found)) > NUMERIC_LEVELS and len(found) >= NUMERIC_SHARE * len(values)


def _numeric(feature: str, values: Sequence[Value]) -> list[Column]:
    sizes = [squeezed(size) for value in values if (size := number(value)) is not None]
    mean = math.fsum(sizes) / len(sizes)
    spread = math.sqrt(math.fsum((size - mean) ** 2 for size in sizes) / len(sizes))
    return [Column(feature, "number", "", mean, spread if spread > 1e-9 else 1.0)]


def _levels(feature: str, values: Sequence[Value], least: int) -> list[Column]:
    counted = sorted(Counter(str(value) for value in values).items(), key=lambda pair: (-pair[1], pair[0]))
    kept = [level for level, times in counted if times >= least][:MOST_LEVELS]
    rare = [Column(feature, "rare")]
    if len(counted) - len(kept) >= MANY_RARE:
        rare += [Column(feature, "hash", str(place)) for place in range(BUCKETS)]
    return [*(Column(feature, "level", level) for level in kept), *rare]
