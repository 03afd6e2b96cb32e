"""The promised time of a stay in a stage: when it is up, and whether it was kept (F051, F066). Clocks are per visit (pure).

Hours run around the clock. The promise that stands now judges every visit, those of the past too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["none", "running", "late", "kept", "broken"]


@dataclass(frozen=True)
class Clock:
    """`due_at`: until when the stay was promised to take at most; None for no promise. `over`: how far beyond it is or went."""

    state: State
    due_at: datetime | None = None
    over: timedelta = timedelta(0)


def clock_of(entered_at: datetime, left_at: datetime | None, sla_hours: int | None, now: datetime) -> Clock:
    """A stay that goes on is running or late, one that has ended kept or broken its promise. A stay of exactly the promise keeps it."""
    if sla_hours is None:
        return Clock("none")
    due_at = entered_at + timedelta(hours=sla_hours)
    over = max((left_at or now) - due_at, timedelta(0))
    if left_at is not None:
        return Clock("broken" if over else "kept", due_at, over)
    return Clock("late" if over else "running", due_at, over)
