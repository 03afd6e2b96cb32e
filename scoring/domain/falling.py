"""When a sum of points that fade in several ways passes a value: found by steps that never go too far.

Between two ends of steps, what is positive is convex and falls, so its tangent lies below it: the day at which the tangent passes the
value comes at the latest when the sum does. Going on from there, the steps close in on the instant (Newton, from the left). What is
negative can only lift the sum while it fades, so leaving it as it stands errs to the early side too. The answer may thus come early,
where the sum turns back before it passes; it never comes late. `scoring.queries.score_turn` is the same for the database.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from leads.domain.fading import EDGE, EXPONENTIAL, LINEAR, NEVER, STEP, one
from leads.domain.snapshot import DAY, REFERENCE, days
from scoring.domain.fold import Interest
from scoring.domain.kernels import Key

FAR, TICK, MOST = 40_000.0, 1e-6 / DAY, 100


class Part(NamedTuple):
    """A part as leads.domain.fading reads it."""

    kind: str
    at: float
    amount: float
    log: float

    def slope(self, day: float) -> float:
        """How many points a day it loses at `day`; the ends of steps are not in it."""
        if self.kind == EXPONENTIAL:
            return self.at * one(*self, day)
        return self.amount if self.kind == LINEAR and day < self.at - EDGE else 0.0


def all_parts(interest: Interest, rate: float, parts: Mapping[Key, tuple[float, float]]) -> list[Part]:
    """With what fades as the score does."""
    own = [Part(EXPONENTIAL, rate, interest.sign, interest.log)] if interest.log is not None else []
    return [*own, *(Part(*key, *amount) for key, amount in parts.items())]


def turns(fit: float, parts: Iterable[Part], value: float, day: float) -> float | None:
    """The day at which `fit` and the parts stop being at `value` or over it, or under it, as they are on `day`; None: they never do."""
    found = list(parts)
    over = _sum(fit, found, day) >= value
    with_it = [part for part in found if part.amount > 0] if over else [part for part in found if part.amount < 0]
    for _ in range(MOST):
        gap = _sum(fit, found, day) - value
        if (gap >= 0) != over:
            return day
        slope = abs(math.fsum(part.slope(day) for part in with_it))
        ends = [part.at for part in with_it if part.kind == STEP and part.at - EDGE > day]
        steps = [day + max(abs(gap) / slope, TICK)] if slope > abs(gap) / FAR else []
        if not ends and not steps:
            return None
        day = min(*ends, *steps) if len(ends) + len(steps) > 1 else (ends or steps)[0]
        if day > FAR:
            return None
    return day


def _sum(fit: float, parts: Iterable[Part], day: float) -> float:
    return fit + math.fsum(one(*part, day) for part in parts)


def instant(day: float) -> datetime:
    """The first microsecond that is not before `day` days after REFERENCE."""
    return REFERENCE + timedelta(microseconds=math.ceil(day * DAY * 1e6 - 0.5))


def next_end(parts: Iterable[Key], since: datetime) -> datetime | None:
    """When the next part ends."""
    day = days(since)
    ends = [at for kind, at in parts if kind not in (EXPONENTIAL, NEVER) and at - EDGE > day]
    return instant(min(ends)) if ends else None
