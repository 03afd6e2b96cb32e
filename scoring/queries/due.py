"""Question: for which leads is an instant past that is written down: the end of a silence, of a cool-down, of what fades otherwise?"""

from typing import Literal
from uuid import UUID

from kernel import clock, sql
from kernel.due import Due

Instant = Literal["silent_at", "breaks_at", "cools_at"]
TABLES = {"silent_at": "leads_snapshot", "breaks_at": "leads_snapshot", "cools_at": "leads_lead"}
CLAIM = """
SELECT l.id FROM {table} x JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = x.id
WHERE x.workspace_id = %(workspace_id)s AND x.{instant} <= %(now)s ORDER BY x.{instant} LIMIT %(limit)s FOR UPDATE OF l SKIP LOCKED
"""
PENDING = "EXISTS (SELECT 1 FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND x.{instant} <= %(now)s)"


def is_any(instant: Instant) -> Due:
    return Due(PENDING.format(table=TABLES[instant], instant=instant))


def claim(instant: Instant, limit: int) -> list[UUID]:
    """The leads that are longest due, locked; those that somebody else has are left to them."""
    return [row[0] for row in sql.tuples(CLAIM.format(table=TABLES[instant], instant=instant), now=clock.now(), limit=limit)]
