"""Question: how many customers were fast (under 30 days), how many old and nurtured, and how long did it take? (F129, F130)"""

from dataclasses import dataclass

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql

FAST_DAYS = 30


@dataclass(frozen=True)
class Age:
    """Days from first contact to the first won deal. `before_contact` deals were won before the first contact: counted as fast."""

    customers: int
    fast: int
    old: int
    before_contact: int
    average: float | None
    median: float | None

    @property
    def old_share(self) -> float | None:
        """In percent; a workspace that nurtures well has about 50 (F130)."""
        return share(self.old, self.customers)


def run(period: Period, limit: int = FAST_DAYS) -> Age:
    """Over the leads whose first contact lies in the period; `limit` days is strict: 30 d 0 s is old."""
    return sql.rows(sql.file(__file__, "age.sql"), Age, since=period.since, until=period.until, limit=limit)[0]
