"""Question: how many customers were fast (under 30 days), how many old and nurtured, and how long did it take? (F008, F129, F130)"""

from dataclasses import dataclass

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql

FAST_DAYS = 30
# Where the bars of the distribution end, in days; the last one has no end.
ENDS = (30, 60, 90, 180, 365, 730)


@dataclass(frozen=True)
class Age:
    """Days from first contact to the first won deal. `before_contact` deals were won before the first contact: counted as fast.

    `quarter`, `median`, `three_quarters` and `nine_tenths` of the customers took no more days than that; None where there are none.
    `to_30` … `over_730` is how many took so long: each up to its days, from where the one before ended.
    """

    customers: int
    fast: int
    old: int
    before_contact: int
    average: float | None
    quarter: float | None
    median: float | None
    three_quarters: float | None
    nine_tenths: float | None
    to_30: int
    to_60: int
    to_90: int
    to_180: int
    to_365: int
    to_730: int
    over_730: int

    @property
    def old_share(self) -> float | None:
        """In percent; a workspace that nurtures well has about 50 (F130)."""
        return share(self.old, self.customers)

    @property
    def lengths(self) -> list[tuple[int, int | None, int]]:
        """(from so many days, to under so many, customers), the shortest first; the last has no end."""
        counts = [*(getattr(self, f"to_{end}") for end in ENDS), self.over_730]
        return list(zip((0, *ENDS), (*ENDS, None), counts, strict=True))


def run(period: Period, limit: int = FAST_DAYS) -> Age:
    """Over the leads whose first contact lies in the period; `limit` days is strict: 30 d 0 s is old."""
    asked = {"since": period.since, "until": period.until, "limit": limit, "ends": list(ENDS)}
    return sql.rows(sql.file(__file__, "age.sql"), Age, **asked)[0]
