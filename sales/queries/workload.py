"""Who works on how many, and how well promises are kept."""

from dataclasses import dataclass

from kernel import clock, sql


@dataclass(frozen=True)
class Load:
    """One SDR; owner_id None: nobody's yet."""

    owner_id: int | None
    working: int
    late: int


LOAD = """
SELECT h.owner_id, count(*) AS working, count(*) FILTER (WHERE h.first_touch_at IS NULL AND h.due_at < %(now)s) AS late
FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.state IN ('open', 'claimed')
GROUP BY h.owner_id ORDER BY working DESC, h.owner_id
"""


def workload() -> list[Load]:
    """Hand-offs in work per owner, and those whose promised first touch is overdue."""
    return sql.rows(LOAD, Load, now=clock.now())


@dataclass(frozen=True)
class Waiting:
    """What waits for sales now."""

    waiting: int
    late: int
    oldest_minutes: int | None


WAITING = """
SELECT count(*) AS waiting, count(*) FILTER (WHERE h.first_touch_at IS NULL AND h.due_at < %(now)s) AS late,
       floor(extract(epoch FROM %(now)s - min(h.opened_at)) / 60)::int AS oldest_minutes
FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.state = 'open'
"""


def waiting() -> Waiting:
    """How many wait unclaimed, how many of them too long, and since when the oldest."""
    return sql.rows(WAITING, Waiting, now=clock.now())[0]
