"""Claim due rows for one worker: SELECT … FOR UPDATE SKIP LOCKED inside one workspace, with a lease that outlives a crash.

`attempt` rises when a row is claimed, before anything runs, so that a row which kills its worker is seen; it is also the fencing
token: who finishes a row names the attempt it claimed.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from kernel import clock, sql
from kernel.due import Due

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
PARK_AFTER = 5


@dataclass(frozen=True)
class Claimed:
    id: UUID
    attempt: int


# Materialized: with stale statistics the planner would put the locking sub-query inside a loop and run it again for every row.
CLAIM = """
WITH picked AS MATERIALIZED (
    SELECT c.id FROM {table} AS c
    WHERE c.workspace_id = %(workspace_id)s AND {ready} AND c.due_at <= %(now)s AND (c.lease_until IS NULL OR c.lease_until < %(now)s)
    ORDER BY {order} LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE {table} AS t SET lease_until = %(lease_until)s, attempt = t.attempt + 1
FROM picked WHERE t.workspace_id = %(workspace_id)s AND t.id = picked.id
RETURNING t.id, t.attempt
"""


def claim(table: str, ready: str, limit: int, lease: timedelta = LEASE, order: str = "c.due_at, c.id") -> list[Claimed]:
    """Up to `limit` due rows of `table` for which the SQL condition `ready` (over alias c) holds, now leased to the caller."""
    now = clock.now()
    found = sql.rows(CLAIM.format(table=table, ready=ready, order=order), Claimed, now=now, lease_until=now + lease, limit=limit)
    return sorted(found, key=lambda row: row.id)


PENDING = """
EXISTS (SELECT 1 FROM {table} AS c WHERE c.workspace_id = %(workspace_id)s AND {ready}
        AND c.due_at <= %(now)s AND (c.lease_until IS NULL OR c.lease_until < %(now)s))
"""


def pending(table: str, ready: str) -> Due:
    """Whether `claim` would find a row now."""
    return Due(PENDING.format(table=table, ready=ready))


def backoff(attempt: int) -> timedelta:
    """How long a failed row rests: 5 s, 10 s, 20 s … at most an hour."""
    return min(timedelta(seconds=5 * 2 ** max(attempt - 1, 0)), timedelta(hours=1))
