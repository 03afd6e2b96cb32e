"""What is older than the policy lets it be, kind by kind: what the next housekeeping deletes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock, sql
from tracking.domain.policy import LENT, RETENTION, Policy

# Kind → (table, which of its rows are old). `first_id` is the least UUIDv7 of the instant, so that the primary key finds events.
OLD: dict[str, tuple[str, str]] = {
    "messages": ("tracking_inbox", "x.digested AND x.door = 'live' AND x.received_at < %(before)s"),
    "refusals": ("tracking_refusal", "x.at < %(before)s"),
    "events": ("tracking_event", "x.id < %(first_id)s AND x.occurred_at < %(before)s"),
    "sessions": ("tracking_session", "x.last_at < %(before)s"),
    # Nobody's: bots, and devices that no person was ever made for.
    "visitors": ("tracking_visitor", "x.person_id IS NULL AND x.last_seen_at < %(before)s"),
}
KEYS = {"messages": "message_id"}


def table_of(kind: str) -> tuple[str, str]:
    """(table, which of its rows are old)."""
    lent = LENT.get(kind)
    return (lent.table, lent.old) if lent else OLD[kind]


def bounds(before: datetime) -> dict[str, Any]:
    """Parameters of what is old."""
    return {"before": before, "first_id": str(UUID(int=max(int(before.timestamp() * 1000), 0) << 80))}


def due(policy: Policy) -> dict[str, int]:
    """Kind of data → rows that are older than they may be; kinds kept for ever are left out."""
    now, found = clock.now(), {}
    for kind in RETENTION:
        before = policy.before(kind, now)
        if before is not None:
            table, old = table_of(kind)
            statement = f"SELECT count(*) FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND {old}"
            found[kind] = int(sql.tuples(statement, **bounds(before))[0][0])
    return found
