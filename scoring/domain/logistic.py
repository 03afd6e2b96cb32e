"""A logistic model in plain Python: its probability, and why. The same numbers as the library that found the coefficients.

log odds = intercept + Σ coefficient × column. Told from the average lead: `base` is the log odds of a lead that is average in every column,
and each feature adds Σ coefficient × (column − its mean); these reasons and the base add up exactly to the log odds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scoring.domain.encoding import Column, Encoding, Sparse
from scoring.domain.features import Value


@dataclass(frozen=True)
class Reason:
    """What one feature adds to the log odds of a lead, and its value there ("" when it is not known)."""

    feature: str
    value: str
    adds: float


@dataclass(frozen=True)
class Model:
    """Coefficients and the mean of each column over the leads it learned from, in the order of the columns."""

    encoding: Encoding
    coefficients: tuple[float, ...]
    means: tuple[float, ...]
    intercept: float

    @property
    def base(self) -> float:
        return self.intercept + math.fsum(c * m for c, m in zip(self.coefficients, self.means, strict=True))

    def log_odds(self, facts: Mapping[str, Value]) -> float:
        vector = self.encoding.vector(facts)
        return math.fsum((self.intercept, *(self.coefficients[place] * value for place, value in vector.items())))

    def probability(self, facts: Mapping[str, Value]) -> float:
        return logistic(self.log_odds(facts))

    def reasons(self, facts: Mapping[str, Value]) -> list[Reason]:
        """One a feature, the strongest first."""
        vector, found = self.encoding.vector(facts), []
        for feature, places in self.encoding.places.items():
            adds = math.fsum(self.coefficients[place] * (vector.get(place, 0.0) - self.means[place]) for place in places.values())
            value = facts.get(feature)
            found.append(Reason(feature, f"{value:g}" if isinstance(value, float) else str(value or ""), adds))
        return sorted(found, key=lambda reason: (-abs(reason.adds), reason.feature))


def logistic(log_odds: float) -> float:
    """Log odds → probability, without overflow."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-min(log_odds, 700.0)))
    raised = math.exp(max(log_odds, -700.0))
    return raised / (1.0 + raised)


def means(vectors: Sequence[Sparse], width: int) -> tuple[float, ...]:
    """The mean of each column."""
    sums = [0.0] * width
    for vector in vectors:
        for place, value in vector.items():
            sums[place] += value
    return tuple(total / max(len(vectors), 1) for total in sums)


def plain(model: Model) -> dict[str, Any]:
    """The model as JSON-ready data."""
    rows = zip(model.encoding.columns, model.coefficients, model.means, strict=True)
    columns = [{**asdict(column), "coefficient": value, "average": mean} for column, value, mean in rows]
    return {"intercept": model.intercept, "columns": columns}


def parse(data: Mapping[str, Any]) -> Model:
    """The model that `plain` wrote."""
    rows = data["columns"]
    names = ("feature", "kind", "level", "mean", "spread")
    encoding = Encoding(tuple(Column(**{name: row[name] for name in names}) for row in rows))
    return Model(encoding, tuple(row["coefficient"] for row in rows), tuple(row["average"] for row in rows), float(data["intercept"]))
