"""When a score reaches the threshold, and the instant at which it will fall below."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from leads.domain.snapshot import REFERENCE
from scoring.domain.fold import NONE, Interest, fold, of_points

FAR = 40_000.0


class Step(NamedTuple):
    """The score just before and just after an entry."""

    at: datetime
    before: float
    after: float


def walk(entries: Iterable[tuple[datetime, float, bool]], rate: float) -> list[Step]:
    """The score around each of a lead's entries (instant, points, fades), which come in the order of time."""
    fit, interest, steps = 0.0, NONE, []
    for at, points, decays in entries:
        before = max(0.0, fit + interest.at(rate, at))
        if decays:
            interest = fold(interest, of_points(points, at, rate))
        else:
            fit += points
        steps.append(Step(at, before, max(0.0, fit + interest.at(rate, at))))
    return steps


def first_reached(steps: Iterable[Step], threshold: float) -> datetime | None:
    """The first instant at which the score is at the threshold or over it."""
    return next((step.at for step in steps if step.after >= threshold), None)


def falls_at(fit: float, interest: Interest, rate: float, threshold: float, since: datetime) -> datetime | None:
    """The instant at which the fading score leaves the threshold; None when it is below at `since` or never falls below."""
    need = threshold - fit
    if need <= 0 or interest.sign <= 0 or interest.log is None or interest.at(rate, since) < need:
        return None
    when = (interest.log - math.log(need)) / rate
    return max(REFERENCE + timedelta(days=when), since) if when < FAR else None
