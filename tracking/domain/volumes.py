"""Hours in which messages are counted."""

from datetime import datetime
from uuid import UUID

# What was sent by no site: our own happenings, files, imports without one.
NO_SITE = UUID(int=0)


def hour_of(instant: datetime) -> datetime:
    """The beginning of its hour."""
    return instant.replace(minute=0, second=0, microsecond=0)
