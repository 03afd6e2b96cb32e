"""Question: by how much does the number of approved leads grow from month to month? (F124, F125)"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from analytics.domain.periods import Period, month_start, months
from analytics.domain.rates import growth
from kernel import sql


@dataclass(frozen=True)
class Counted:
    month: str
    leads: int


@dataclass(frozen=True)
class MonthlyRate:
    """`rate` in percent over the month before; None where that one has no lead."""

    month: str
    leads: int
    rate: float | None


def run(period: Period, basis: str) -> list[MonthlyRate]:
    """Every month of the period; whole months, and the one before the first is read to compare with."""
    first = month_start(period.first, -1)
    last = date.fromordinal(month_start(period.last, 1).toordinal() - 1)
    wide = replace(period, first=first, last=last)
    statement = sql.file(__file__, "lvr.sql")
    rows = sql.rows(statement, Counted, since=wide.since, until=wide.until, zone=period.zone, basis=basis)
    counted = {row.month: row.leads for row in rows}
    names = months(wide)
    return [
        MonthlyRate(month, counted.get(month, 0), growth(counted.get(month, 0), counted.get(before, 0)))
        for before, month in pairwise(names)
    ]
