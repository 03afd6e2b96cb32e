"""Periods of a report: whole days in the workspace's zone, both ends named; months for series."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS_BY_DEFAULT = 12


@dataclass(frozen=True)
class Period:
    """From the start of `first` to the end of `last`, in `zone` (F125)."""

    first: date
    last: date
    zone: str

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def until(self) -> datetime:
        """Exclusive."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone))


class BadPeriod(ValueError):
    """`field` is since or until."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


def month_start(of: date, offset: int = 0) -> date:
    """The first day of the month `offset` months after that of `of`."""
    number = of.year * 12 + of.month - 1 + offset
    return date(number // 12, number % 12 + 1, 1)


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(field, f"“{text}” is no day: write it as 2026-05-31.") from error


def parse(since: str, until: str, today: date, zone: str) -> Period:
    """The period that a URL names; by default the last twelve months with the current one. Raises BadPeriod."""
    last = _day(until, "until") if until else today
    first = _day(since, "since") if since else month_start(last, 1 - MONTHS_BY_DEFAULT)
    if not date(1970, 1, 1) <= first <= date(9998, 1, 1) or not date(1970, 1, 1) <= last <= date(9998, 1, 1):
        raise BadPeriod("since", "Choose days between 1970 and 9998.")
    if first > last:
        raise BadPeriod("until", "The period ends before it begins: swap the days.")
    return Period(first, last, zone)


def months(period: Period) -> list[str]:
    """Every month that the period touches, as 2026-05."""
    found, current = [], month_start(period.first)
    while current <= period.last:
        found.append(f"{current:%Y-%m}")
        current = month_start(current, 1)
    return found
