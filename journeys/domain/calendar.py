"""When a wait ends: a length of time, then if asked the next allowed weekday and hour in the workspace's time zone.

A local time that a clock change skips becomes the next valid instant (02:30 → 03:30); one that comes twice is taken once, the first.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec


class Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long, and until which hour (0-23, local) of which weekdays (0 = Monday)."""

    days: float = 0
    hours: float = 0
    minutes: float = 0
    hour: int | None = None
    weekdays: tuple[int, ...] = ()

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days, hours=self.hours, minutes=self.minutes)

    @property
    def takes_time(self) -> bool:
        return self.length > timedelta() or self.hour is not None or bool(self.weekdays)


def local(day: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The instant of `hour` o'clock on the local day of `day`, in UTC."""
    naive = datetime.combine(day.date(), time(hour))
    # fold=0: the first of two; a skipped time read with fold=0 lands after the gap once it has gone through UTC.
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC)


def end_of(wait: Wait, start: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which a wait begun at `start` ends; with an hour or weekdays always after `start`."""
    ends = start + wait.length
    if wait.hour is None and not wait.weekdays:
        return ends
    return _next_slot(ends, start, wait.hour, wait.weekdays, zone)


def _next_slot(ends: datetime, start: datetime, hour: int | None, weekdays: Sequence[int], zone: ZoneInfo) -> datetime:
    here = ends.astimezone(zone)
    if hour is None and here.weekday() in weekdays and ends > start:
        return ends
    for offset in range(9):
        day = here + timedelta(days=offset)
        slot = local(day, hour or 0, zone)
        if slot >= ends and slot > start and (not weekdays or day.weekday() in weekdays):
            return slot
    return ends
