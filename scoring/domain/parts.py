"""Sums of points that fade otherwise than the score: folded by kernel, exact at every instant; and what may be taken from them.

Entries of one kernel are one number: exponentials of one rate a logarithm, linear ones with one end points a day, steps with one end
points. Nothing here knows the clock: what is over is forgotten when the next entry comes.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from leads.domain.fading import EDGE, EXPONENTIAL, LINEAR, NEVER, one
from leads.domain.snapshot import days
from scoring.domain import kernels
from scoring.domain.fold import NEGLIGIBLE, Interest, fold, of_points
from scoring.domain.kernels import OWN, Key

# Kernel → (amount, log) as leads.domain.fading reads them; `log` counts for exponentials only.
Parts = dict[Key, tuple[float, float]]


def add(parts: Parts, kernel: str, points: float, occurred_at: datetime) -> None:
    """Fold one entry in."""
    key = kernels.key_of(kernel)
    amount, log = parts.get(key, (0.0, 0.0))
    if key[0] == EXPONENTIAL:
        both = fold(Interest(int(amount), log if amount else None), of_points(points, occurred_at, key[1]))
        amount, log = float(both.sign), both.log or 0.0
    else:
        more = points / (key[1] - days(occurred_at)) if key[0] == LINEAR else points
        rest = amount + more
        amount = 0.0 if abs(rest) <= NEGLIGIBLE * max(abs(amount), abs(more)) else rest
    if amount:
        parts[key] = amount, log
    else:
        parts.pop(key, None)


def prune(parts: Parts, at: datetime) -> None:
    """Forget what is over at `at`."""
    day = days(at)
    for key in [key for key in parts if key[0] not in (EXPONENTIAL, NEVER) and day >= key[1] - EDGE]:
        del parts[key]


def of_kept(kept: Iterable[Any]) -> Parts:
    """From a lead's snapshot."""
    return {(kind, at): (amount, log) for kind, at, amount, log in kept}


def to_keep(parts: Mapping[Key, tuple[float, float]]) -> list[list[Any]]:
    """For a lead's snapshot, always in one order."""
    return [[kind, at, amount, log] for (kind, at), (amount, log) in sorted(parts.items())]


def worths(parts: Mapping[Key, tuple[float, float]], at: datetime) -> list[float]:
    """What each part is worth at `at`."""
    day = days(at)
    return [one(*key, *amount, day) for key, amount in parts.items()]


def worth(parts: Mapping[Key, tuple[float, float]] | None, at: datetime) -> float:
    """What they are worth together."""
    return math.fsum(worths(parts, at)) if parts else 0.0


def shares(own: float, parts: Mapping[Key, tuple[float, float]], at: datetime, amount: float) -> list[tuple[str, float]]:
    """(kernel, points) by which `amount` is taken at `at` from interest of which `own` fades as the score does.

    What is taken fades as what it is taken from, else a score could rise while nothing happens: first from what fades as the score, then
    from what fades by another rate, then from what ends soonest, last from what never fades.
    """
    found, day = [], days(at)
    there = [(OWN, own), *((kernels.text(key), one(*key, *parts[key], day)) for key in sorted(parts, key=_first))]
    for kernel, most in there:
        piece = min(amount, max(most, 0.0))
        if piece > 0:
            found.append((kernel, piece))
            amount -= piece
    return found


def _first(key: Key) -> tuple[int, float]:
    """Exponentials, the fastest first; then what ends, the soonest first; then what never does."""
    kind, at = key
    return (0, -at) if kind == EXPONENTIAL else (2, 0.0) if kind == NEVER else (1, at)
