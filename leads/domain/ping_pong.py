"""Leads that two teams play with: from MQL to SQL and back again, counted from the stage visits (F055; pure).

A bounce is an MQL visit of a lead that was at SQL since its last MQL visit: MQL → SQL → MQL, whatever lower stages stand between. What
never was an MQL before has not come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.domain.schemes import PingPong
from leads.enums import Stage


@dataclass(frozen=True)
class Stay:
    """A stage visit as far as it matters here, in the order of entering."""

    stage: str
    entered_at: datetime
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class Bounce:
    """Handed over, accepted, and back: the MQL visit before, the SQL visit between, the MQL visit that came after it."""

    handed: Stay
    accepted: Stay
    back: Stay


def bounces(stays: Sequence[Stay]) -> list[Bounce]:
    """Every bounce of one lead, in order; `stays` in the order of entering."""
    found: list[Bounce] = []
    handed: Stay | None = None
    accepted: Stay | None = None
    for stay in stays:
        if stay.stage == Stage.SQL and handed:
            accepted = accepted or stay
        elif stay.stage == Stage.MQL:
            if handed and accepted:
                found.append(Bounce(handed, accepted, stay))
            handed, accepted = stay, None
    return found


def recent(found: Sequence[Bounce], days: int, now: datetime) -> list[Bounce]:
    """Those that came back in the last `days` days."""
    return [bounce for bounce in found if now - timedelta(days=days) <= bounce.back.entered_at]


def is_played_with(stays: Sequence[Stay], thresholds: PingPong, now: datetime) -> bool:
    return len(recent(bounces(stays), thresholds.days, now)) >= thresholds.times
