"""Question: which first sources bring leads, and which bring customers? (F015, F022)"""

from dataclasses import dataclass

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql


@dataclass(frozen=True)
class Counted:
    source: str
    leads: int
    customers: int


@dataclass(frozen=True)
class Source:
    """`source` is the first UTM source or referrer; empty where nothing told it. `rate` in percent."""

    source: str
    leads: int
    customers: int
    rate: float | None


def run(period: Period) -> list[Source]:
    """Largest first."""
    rows = sql.rows(sql.file(__file__, "sources.sql"), Counted, since=period.since, until=period.until)
    return [Source(row.source, row.leads, row.customers, share(row.customers, row.leads)) for row in rows]
