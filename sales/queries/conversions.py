"""The events among a batch that a routing rule asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import ids, sql


@dataclass(frozen=True)
class Conversion:
    id: UUID
    name: str
    occurred_at: datetime
    channel: str
    lead_id: UUID | None = None


# The bounds of occurred_at let the database look into the months of these ids only.
CONVERSIONS = """
SELECT e.id, e.name, e.occurred_at, e.channel FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at BETWEEN %(first)s AND %(last)s
  AND e.name = ANY(%(names)s) AND e.kind = 'track' AND NOT e.is_bot
ORDER BY e.occurred_at, e.id
"""


def among(event_ids: Sequence[UUID], names: Collection[str]) -> list[Conversion]:
    """Those of `event_ids` that are called by one of `names`, in the order of happening."""
    if not event_ids or not names:
        return []
    second = timedelta(seconds=1)
    first, last = ids.time_of(min(event_ids)) - second, ids.time_of(max(event_ids)) + second
    return sql.rows(CONVERSIONS, Conversion, ids=[str(i) for i in event_ids], names=sorted(names), first=first, last=last)


# What somebody asked for before saying who he is.
OF_LEADS = """
SELECT e.id, e.name, e.occurred_at, e.channel, l.id AS lead_id
FROM leads_lead l
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(lead_ids)s::uuid[]) AND l.closed_at IS NULL
  AND e.occurred_at >= %(since)s AND e.name = ANY(%(names)s) AND e.kind = 'track' AND NOT e.is_bot
ORDER BY e.occurred_at, e.id
"""


def of_leads(lead_ids: Collection[UUID], names: Collection[str], since: datetime) -> list[Conversion]:
    """Events of these leads since then that are called by one of `names`, in the order of happening."""
    if not lead_ids or not names:
        return []
    return sql.rows(OF_LEADS, Conversion, lead_ids=[str(i) for i in lead_ids], names=sorted(names), since=since)
