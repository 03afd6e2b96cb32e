"""When a score reaches the threshold, and the instant at which it will fall below."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from leads.domain.fading import one
from leads.domain.snapshot import REFERENCE, days
from scoring.domain import falling, parts
from scoring.domain.fold import NONE, Interest, fold, of_points
from scoring.domain.kernels import Key

FAR = 40_000.0
# Fewer points than this are rounding, not points. Interest is kept as a logarithm, so 50 + 10 of one instant may read as
# 59.99999999999: the error is about 1e-13 of the sum for every entry, under 1e-8 at the largest threshold (10,000) with thousands of them.
# Points have four decimals: what is truly below is below by 1e-4, a hundred times as much. A score of 60 fades by this much in 0.03 s.
HAIR = 1e-6


def reached(score: float, threshold: float) -> bool:
    """Whether `score` is at the threshold or over it. Every comparison goes through this one, or through `least` in SQL."""
    return score >= least(threshold)


def least(threshold: float) -> float:
    """The smallest score that reaches the threshold."""
    return threshold - HAIR


class Step(NamedTuple):
    """The score just before and just after an entry."""

    at: datetime
    before: float
    after: float


def walk(entries: Iterable[tuple[datetime, float, bool, str]], rate: float) -> list[Step]:
    """The score around each of a lead's entries (instant, points, fades, kernel), which come in the order of time.

    Lasting points that follow each other at one instant are one stroke: who somebody is, judged again. Between them there was no score.
    """
    fit, interest, steps = 0.0, NONE, []
    others: parts.Parts = {}
    for (at, lasting, _), stroke in groupby(enumerate(entries), lambda each: _stroke(*each)):
        before = max(0.0, fit + interest.at(rate, at) + parts.worth(others, at))
        for _, (_, points, _, kernel) in stroke:
            if lasting:
                fit += points
            elif kernel:
                parts.add(others, kernel, points, at)
            else:
                interest = fold(interest, of_points(points, at, rate))
        steps.append(Step(at, before, max(0.0, fit + interest.at(rate, at) + parts.worth(others, at))))
    return steps


def _stroke(number: int, entry: tuple[datetime, float, bool, str]) -> tuple[datetime, bool, int]:
    at, _, decays, _ = entry
    return at, not decays, number if decays else 0


def first_reached(steps: Iterable[Step], threshold: float) -> datetime | None:
    """The first instant at which the score is at the threshold or over it."""
    return next((step.at for step in steps if reached(step.after, threshold)), None)


def falls_at(
    fit: float, interest: Interest, rate: float, threshold: float, since: datetime,
    others: Mapping[Key, tuple[float, float]] | None = None,
) -> datetime | None:  # fmt: skip
    """The instant at which the fading score leaves the threshold, from which on `reached` denies it; None when it is below at `since`
    or never falls below. With `others`, which fade otherwise, it may come early where some of them are negative; it never comes late."""
    if others:
        return _falls(fit, falling.all_parts(interest, rate, others), least(threshold), days(since))
    need = least(threshold) - fit
    if need <= 0 or interest.sign <= 0 or interest.log is None or interest.at(rate, since) < need:
        return None
    when = (interest.log - math.log(need)) / rate
    return max(REFERENCE + timedelta(days=when), since) if when < FAR else None


def _falls(fit: float, found: list[falling.Part], value: float, day: float) -> datetime | None:
    if fit + sum(one(*part, day) for part in found) < value:
        return None
    when = falling.turns(fit, found, value, day)
    return None if when is None else falling.instant(when + falling.TICK)
