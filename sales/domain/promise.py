"""The promised time to the first touch, and its breach (F066). Pure."""

from datetime import datetime, timedelta

from sales.enums import RouteLane

FIRST_TOUCH = {RouteLane.FAST_LANE: timedelta(minutes=15), RouteLane.NURTURE_POOL: timedelta(hours=24)}
# What happened longer ago than this is history: nobody is called because of it, and nothing is promised.
PAST = timedelta(days=1)


def due(lane: str, opened_at: datetime) -> datetime:
    """When the first touch is promised by."""
    return opened_at + FIRST_TOUCH[RouteLane(lane)]


def breached(due_at: datetime | None, first_touch_at: datetime | None, now: datetime) -> bool:
    """Whether the promise was broken: touched too late, or not yet and too late already."""
    return due_at is not None and (first_touch_at or now) > due_at


def left(due_at: datetime | None, first_touch_at: datetime | None, now: datetime) -> timedelta | None:
    """What is left of the promise (negative once broken); None when nothing is promised or it was kept."""
    return None if due_at is None or first_touch_at is not None else due_at - now


def is_past(at: datetime, now: datetime) -> bool:
    return now - at > PAST
