"""Interest as one signed logarithm: a new entry folds into it exactly, in any order, however late it comes.

interest(t) = Σ pointsᵢ × e^(−rate × (t − tᵢ)) = e^(−rate × t) × Σ pointsᵢ × e^(rate × tᵢ). The sum on the right does not depend on t, so
its sign and logarithm at leads.domain.snapshot.REFERENCE are all that has to be kept.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from leads.domain.snapshot import days, interest_at

# Two amounts that differ by less than this share cancel out: what would be left is rounding, not interest.
NEGLIGIBLE = 1e-12


class Interest(NamedTuple):
    """sign × exp(log) at the reference instant; (0, None) is none at all."""

    sign: int
    log: float | None

    def at(self, rate: float, instant: datetime) -> float:
        return interest_at(self.sign, self.log, rate, None, instant)


NONE = Interest(0, None)


def of_points(points: float, occurred_at: datetime, rate: float) -> Interest:
    """One behavioural entry."""
    if not points:
        return NONE
    return Interest(1 if points > 0 else -1, math.log(abs(points)) + rate * days(occurred_at))


def fold(one: Interest, other: Interest) -> Interest:
    """Both together."""
    if one.log is None:
        return other
    if other.log is None:
        return one
    big, small = (one, other) if one.log >= other.log else (other, one)
    assert big.log is not None
    assert small.log is not None
    share = math.exp(small.log - big.log)
    if big.sign == small.sign:
        return Interest(big.sign, big.log + math.log1p(share))
    return NONE if 1.0 - share <= NEGLIGIBLE else Interest(big.sign, big.log + math.log1p(-share))


def total(parts: Iterable[Interest]) -> Interest:
    """All of them together."""
    sum_of = NONE
    for part in parts:
        sum_of = fold(sum_of, part)
    return sum_of


def rank_key(fit: float, interest: Interest) -> float | None:
    """ln(fit × interest), which orders leads the same at every instant; none without interest."""
    if interest.sign <= 0 or interest.log is None:
        return None
    return math.log(max(fit, 1.0)) + interest.log
