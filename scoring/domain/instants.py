"""An instant as people and machines write it."""

import re
from datetime import UTC, date, datetime, time, tzinfo

FIRST, LAST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# A plus sign in an address arrives as a blank.
BLANK = re.compile(r"(?<=\d) (?=\d{2}:?\d{2}$)")


def parse(text: str, zone: tzinfo = UTC) -> datetime | None:
    """ISO 8601, with a time or without (then its last moment); where it names no zone it is of `zone`. None for what is none."""
    text = BLANK.sub("+", text.strip())
    try:
        found = datetime.combine(date.fromisoformat(text), time.max) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    return found if FIRST <= found <= LAST else None
