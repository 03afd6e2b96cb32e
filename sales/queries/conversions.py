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
    first, last = ids.span(event_ids)
    return sql.rows(CONVERSIONS, Conversion, ids=list(event_ids), names=sorted(names), first=first - second, last=last + second)


# What somebody asked for before saying who he is. By key, step by step: a join is planned by what the tables were like yesterday.
VISITORS = """
SELECT v.id, l.id FROM leads_lead l
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(lead_ids)s::uuid[]) AND l.closed_at IS NULL
"""
OF_VISITORS = """
SELECT e.id, e.name, e.occurred_at, e.channel, e.visitor_id FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = ANY(%(visitors)s::uuid[]) AND e.occurred_at >= %(since)s
  AND e.name = ANY(%(names)s) AND e.kind = 'track' AND NOT e.is_bot
ORDER BY e.occurred_at, e.id
"""


def of_leads(lead_ids: Collection[UUID], names: Collection[str], since: datetime) -> list[Conversion]:
    """Events of these leads since then that are called by one of `names`, in the order of happening."""
    if not lead_ids or not names:
        return []
    lead_of = dict(sql.tuples(VISITORS, lead_ids=list(lead_ids)))
    rows = sql.tuples(OF_VISITORS, visitors=list(lead_of), names=sorted(names), since=since) if lead_of else []
    return [Conversion(key, name, at, channel, lead_of[visitor_id]) for key, name, at, channel, visitor_id in rows]
