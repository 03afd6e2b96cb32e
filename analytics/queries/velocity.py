"""Question: how long does a lead stay in each stage, month by month? (F121; the median that counts those still waiting is M6)"""

from dataclasses import dataclass

from analytics.domain.periods import Period, months
from kernel import clock, sql


@dataclass(frozen=True)
class Pace:
    """One stage in one month. `average` in days over the `left_count` stays that ended in it; `median` in days over the
    `began_count` stays that began in it, of which `waiting` still wait; None where there is nothing to average or where fewer than
    half have left."""

    stage: str
    month: str
    average: float | None
    left_count: int
    median: float | None
    began_count: int
    waiting: int


def run(period: Period) -> list[Pace]:
    """Rows by stage and month, only months of the period."""
    statement = sql.file(__file__, "velocity.sql")
    found = sql.rows(statement, Pace, since=period.since, until=period.until, zone=period.zone, now=clock.now())
    wanted = set(months(period))
    return sorted((row for row in found if row.month in wanted), key=lambda row: (row.month, row.stage))
