"""The score that a lead's snapshot carries: fit (explicit, does not fade) and interest (behaviour, fades), readable at any instant.

Interest fades by `rate` per day. It is kept as sign × exp(log) at REFERENCE, so that its order among leads never changes with time
and nothing has to be rewritten while it fades: interest(t) = sign × exp(log − rate × days since REFERENCE). What fades otherwise, by a
decay of its own rule, is beside it (leads.domain.fading).
"""

import math
from datetime import UTC, datetime

from leads.domain import fading
from leads.domain.fading import Kept

REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)
# 0.7 per 7 days: the source's 0.448 = 0.7 × 0.8 × 0.8 (F040).
RATE = -math.log(0.7) / 7
DAY = 86_400.0


def days(at: datetime) -> float:
    """Days from REFERENCE to `at`; negative before it."""
    return (at - REFERENCE).total_seconds() / DAY


def interest_at(sign: int, log: float | None, rate: float, parts: Kept, at: datetime) -> float:
    """What is left of the interest at `at`; `parts`: what fades otherwise, as the snapshot carries it."""
    day = days(at)
    own = fading.worth(parts, day) if parts else 0.0
    if not sign or log is None:
        return own
    return own + sign * math.exp(min(log - rate * day, 700.0))


def score_at(fit: float, sign: int, log: float | None, rate: float, parts: Kept, at: datetime) -> float:
    """The total at `at`; never under zero."""
    return max(0.0, fit + interest_at(sign, log, rate, parts, at))
