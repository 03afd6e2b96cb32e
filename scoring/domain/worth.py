"""What a limited part of a score is worth: points that fade as the score does, and points that fade otherwise."""

from datetime import datetime

from scoring.domain import parts
from scoring.domain.fold import NONE, Interest, fold, of_points
from scoring.domain.parts import Parts


class Worth:
    """A sum that grows by entries. Where points fade in several ways, what was taken may come back while what was given stays; so a cap
    looks at the most that the sum can come to from an instant on, and a floor at the least."""

    __slots__ = ("others", "own")

    def __init__(self) -> None:
        self.own: Interest = NONE
        self.others: Parts | None = None

    def copy(self) -> "Worth":
        other = Worth()
        other.own, other.others = self.own, None if self.others is None else dict(self.others)
        return other

    def add(self, kernel: str, points: float, occurred_at: datetime, rate: float) -> None:
        if kernel:
            self.others = {} if self.others is None else self.others
            parts.add(self.others, kernel, points, occurred_at)
        else:
            self.fold(of_points(points, occurred_at, rate))

    def fold(self, own: Interest) -> None:
        """Add points that fade as the score does."""
        self.own = fold(self.own, own)

    def most(self, rate: float, at: datetime) -> float:
        """The most that it comes to at `at` or later, if nothing is added; without other parts what it is at `at`."""
        if not self.others:
            return self.own.at(rate, at)
        return sum(max(each, 0.0) for each in (self.own.at(rate, at), *parts.worths(self.others, at)))

    def least(self, rate: float, at: datetime) -> float:
        """The least, likewise."""
        if not self.others:
            return self.own.at(rate, at)
        return sum(min(each, 0.0) for each in (self.own.at(rate, at), *parts.worths(self.others, at)))
