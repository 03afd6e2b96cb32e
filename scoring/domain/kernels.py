"""How the points of one rule fade, where its rulebook says so: a decay of its own (F036).

A kernel is that decay at one entry, as the ledger keeps it: '' fades as the workspace's score does, `exponential:0.023` by that rate per
day, `linear:353.5` evenly to nothing at day 353.5 after leads.domain.snapshot.REFERENCE, `step:353.5` is full until then, `none` stays.
It names its end and not how long it lasts, so what is taken from such points later, with the same kernel, ends when they do.
"""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from leads.domain.fading import EDGE, EXPONENTIAL, LINEAR, NEVER, STEP
from leads.domain.snapshot import DAY, REFERENCE, days

KINDS = (EXPONENTIAL, LINEAR, STEP, NEVER)
LONGEST = 3650
OWN = ""
Key = tuple[str, float]


class RuleDecay(Struct, frozen=True, forbid_unknown_fields=True):
    """`share` is left after every `days` (exponential); nothing is left after `days` (linear, step); all stays (none)."""

    kind: str
    days: float | None = None
    share: float | None = None

    def key(self, occurred_at: datetime) -> Key:
        """(kind, rate per day or day of the end) of an entry of `occurred_at`."""
        if self.kind == EXPONENTIAL:
            return self.kind, -math.log(self.share or 1.0) / (self.days or 1.0)
        return self.kind, 0.0 if self.kind == NEVER else days(occurred_at) + (self.days or 0.0)


class Wrong(NamedTuple):
    """What is wrong with a decay: the field in it ('' for all of it), and the mend."""

    field: str
    detail: str


def problems(decay: RuleDecay, points: float) -> Iterator[Wrong]:
    """What the types cannot say."""
    if decay.kind not in KINDS:
        yield Wrong("kind", f"“{decay.kind}” is no way to fade: use {', '.join(KINDS)}.")
        return
    if points < 0:
        yield Wrong("", "This rule takes points, and these fade as what they are taken from: leave decay out.")
    timed, shared = decay.kind != NEVER, decay.kind == EXPONENTIAL
    if timed != (decay.days is not None):
        yield Wrong("days", f"Say in how many days it fades, 1 to {LONGEST}." if timed else "It never fades: leave them out.")
    elif decay.days is not None and not 1 <= decay.days <= LONGEST:
        yield Wrong("days", f"Give a number of days from 1 to {LONGEST}.")
    if shared != (decay.share is not None):
        yield Wrong(
            "share", "Say what share is left after the days, 0.01 to 0.99." if shared else "A share is for exponential: leave it out."
        )
    elif decay.share is not None and not 0.01 <= decay.share <= 0.99:
        yield Wrong("share", "Give a share from 0.01 to 0.99.")


def text(key: Key) -> str:
    """As the ledger keeps it."""
    kind, at = key
    return kind if kind == NEVER else f"{kind}:{at!r}"


@lru_cache(maxsize=20_000)
def key_of(kernel: str) -> Key:
    """The other way round."""
    kind, _, at = kernel.partition(":")
    return kind, float(at or 0)


def at_entry(decay: RuleDecay | None, occurred_at: datetime, rate: float) -> str:
    """The kernel of an entry of `occurred_at`; '' where that is how the workspace's score fades anyway (`rate` per day)."""
    key = decay.key(occurred_at) if decay else None
    return OWN if key is None or key == (EXPONENTIAL, rate) else text(key)


def left(kernel: str, rate: float, occurred_at: datetime, at: datetime) -> float:
    """The share of an entry of `occurred_at` that is left at `at`; 1 before it happened. `rate`: the workspace's, per day."""
    kind, end = key_of(kernel) if kernel else (EXPONENTIAL, rate)
    if kind == NEVER or at <= occurred_at:
        return 1.0
    if kind == EXPONENTIAL:
        return math.exp(-end * ((at - occurred_at) / timedelta(days=1)))
    if days(at) >= end - EDGE:
        return 0.0
    return 1.0 if kind == STEP else (end - days(at)) / (end - days(occurred_at))


def ends_at(kernel: str) -> datetime | None:
    """The instant from which on nothing is left; None where there is none."""
    kind, at = key_of(kernel) if kernel else (EXPONENTIAL, 0.0)
    return REFERENCE + timedelta(seconds=at * DAY) if kind in (LINEAR, STEP) else None


def told(kernel: str, decays: bool, rate: float) -> dict[str, Any]:
    """A kernel for those who read the ledger: its kind, and when it ends or how much is left after a day."""
    kind, at = key_of(kernel) if kernel else (EXPONENTIAL, rate)
    if not decays or kind == NEVER:
        return {"kind": NEVER, "left_a_day": None, "ends_at": None}
    if kind == EXPONENTIAL:
        return {"kind": kind, "left_a_day": math.exp(-at), "ends_at": None}
    return {"kind": kind, "left_a_day": None, "ends_at": ends_at(kernel)}
