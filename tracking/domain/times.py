"""When it happened: the client's clock corrected by the Segment formula, and what cannot be is quarantined.

timestamp = received − (sent − original): both readings are of the client's own clock, so its error cancels.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

PAST = timedelta(days=30)
FUTURE = timedelta(minutes=5)
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


def placed(instant: datetime, received: datetime, imported: bool) -> datetime | None:
    """`instant`, at most when it was received; None when it lies outside what can be: thirty days back, five minutes ahead.

    The import door takes any past since 1990.
    """
    earliest = EARLIEST_IMPORT if imported else received - PAST
    if not earliest <= instant <= received + FUTURE:
        return None
    return min(instant, received)
