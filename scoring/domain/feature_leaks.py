"""Features that know the end (F046): they would make a model shine in a test and say nothing of a lead whose end is still to come.

Four ways to know it: known (nearly) only of those with the outcome, or only of those without; a value that (nearly) only those with the
outcome have, and most of them; known only after the outcome; known today by a value whose time nobody wrote down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.domain.features import Facts

# So many of the other kind have to be expected among those of whom it is known, and at most so small a share of them found. Whether a
# feature is known at all is rarely an honest sign of success; that nobody of some kind comes to the outcome is common.
EXPECTED, FOUND, FOUND_LOST = 10.0, 0.2, 0.05
MOST_OF_THEM = 0.5
# As in scoring.domain.leaks: at least so many leads, and so large a share of those with the outcome.
LEAST, SHARE = 3, 0.2


@dataclass(frozen=True)
class FeatureLeak:
    """`code` is with_outcome, without_outcome, value, late or undated; of `known` leads, `ended` have the outcome."""

    feature: str
    code: str
    known: int
    ended: int
    value: str = ""


# Feature → [known of leads with the outcome at last, of these late, undated].
Late = dict[str, list[int]]


def count_late(counts: Late, known: Iterable[str], late: Iterable[str], undated: Iterable[str], ended: bool) -> None:
    """Add one lead."""
    if ended:
        for feature in known:
            counts.setdefault(feature, [0, 0, 0])[0] += 1
        for feature in late:
            counts.setdefault(feature, [0, 0, 0])[1] += 1
    for feature in undated:
        counts.setdefault(feature, [0, 0, 0])[2] += 1


def found(rows: Sequence[tuple[Facts, bool]], late: Mapping[str, Sequence[int]], features: Sequence[str]) -> list[FeatureLeak]:
    """The leaks among `features`, in their order, the first way of each. A row says whether the outcome ever came, soon or late."""
    rate = sum(ended for _, ended in rows) / max(len(rows), 1)
    return [leak for feature in features if (leak := _of(feature, rows, rate) or _of_time(feature, late.get(feature)))]


def _of(feature: str, rows: Sequence[tuple[Facts, bool]], rate: float) -> FeatureLeak | None:
    values = [(str(facts[feature]), ended) for facts, ended in rows if feature in facts]
    known, ended = len(values), sum(hit for _, hit in values)
    if known == len(rows):
        return _of_value(feature, values, rate)
    if _telling(known, known - ended, 1 - rate, FOUND):
        return FeatureLeak(feature, "with_outcome", known, ended)
    if _telling(known, ended, rate, FOUND_LOST):
        return FeatureLeak(feature, "without_outcome", known, ended)
    return _of_value(feature, values, rate)


def _of_value(feature: str, values: Sequence[tuple[str, bool]], rate: float) -> FeatureLeak | None:
    every, hits = Counter(level for level, _ in values), Counter(level for level, ended in values if ended)
    for level, ended in hits.most_common(3):
        if ended >= MOST_OF_THEM * hits.total() and _telling(every[level], every[level] - ended, 1 - rate, FOUND):
            return FeatureLeak(feature, "value", every[level], ended, level)
    return None


def _telling(known: int, others: int, share: float, most: float) -> bool:
    """Whether so few `others` among `known` cannot be chance, where they are `share` of all."""
    return known * share >= EXPECTED and others <= most * known * share


def _of_time(feature: str, counted: Sequence[int] | None) -> FeatureLeak | None:
    if counted is None:
        return None
    known, late, undated = counted
    if late >= LEAST and late >= SHARE * known:
        return FeatureLeak(feature, "late", known, late)
    return FeatureLeak(feature, "undated", undated, 0) if undated >= LEAST else None
