"""Question: for which leads is an instant past that is written down: the end of a silence, of a cool-down, of what fades otherwise?"""

from typing import Literal
from uuid import UUID

from kernel import clock, sql
from kernel.due import Due

Instant = Literal["silent_at", "breaks_at", "cools_at"]
# Also what says that a lead is due is locked, after the lead: who moved the instant on since the statement began is no more due.
SNAPSHOTS = "leads_snapshot x JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = x.id", "OF l, x"
PLACES = {"silent_at": SNAPSHOTS, "breaks_at": SNAPSHOTS, "cools_at": ("leads_lead x", "")}
CLAIM = """
SELECT x.id FROM {table} WHERE x.workspace_id = %(workspace_id)s AND x.{instant} <= %(now)s
ORDER BY x.{instant} LIMIT %(limit)s FOR UPDATE {locked} SKIP LOCKED
"""
PENDING = "EXISTS (SELECT 1 FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND x.{instant} <= %(now)s)"


def is_any(instant: Instant) -> Due:
    return Due(PENDING.format(table=PLACES[instant][0].split()[0], instant=instant))


def claim(instant: Instant, limit: int) -> list[UUID]:
    """The leads that are longest due, locked; those that somebody else has are left to them."""
    table, locked = PLACES[instant]
    found = sql.tuples(CLAIM.format(table=table, locked=locked, instant=instant), now=clock.now(), limit=limit)
    return [row[0] for row in found]
