"""When it happened: the client's clock corrected by the Segment formula, and what cannot be is quarantined.

timestamp = received − (sent − original): both readings are of the client's own clock, so its error cancels. What does not cancel is the
time on the wire, which differs from request to request: two events a moment apart, sent apart, would change places when the first
request was the slower one. So a device keeps the correction that it has while its events come close together (`steady`).
"""

from datetime import UTC, datetime, timedelta
from typing import Any

PAST = timedelta(days=30)
FUTURE = timedelta(minutes=5)
# How much longer one request may take than another; a clock that differs by more was set.
LATENCY = timedelta(seconds=10)
EARLIEST_IMPORT = datetime(1990, 1, 1, tzinfo=UTC)


def parse(value: Any) -> datetime | None:
    """An ISO time, or seconds or milliseconds since 1970; a time without an offset is UTC. None when it is no time."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def corrected(original: datetime, sent: datetime | None, received: datetime) -> datetime:
    """The instant on our clock."""
    try:
        return received - (sent - original) if sent else original
    except OverflowError:
        return original


def steady(told: datetime, measured: timedelta, before: timedelta | None, last: datetime) -> timedelta:
    """What to add to the device's own time `told`: what was added `before` to its event of `last` (our clock), so that both keep their
    order; `measured` anew (received − sent) where the clock was set, or so late after `last` that it cannot change the order.
    """
    if before is None or abs(measured - before) > LATENCY or told + before - last > LATENCY:
        return measured
    return before


def placed(instant: datetime, received: datetime, imported: bool) -> datetime | None:
    """`instant`, at most when it was received; None when it lies outside what can be: thirty days back, five minutes ahead.

    The import door takes any past since 1990.
    """
    earliest = EARLIEST_IMPORT if imported else received - PAST
    if not earliest <= instant <= received + FUTURE:
        return None
    return min(instant, received)
