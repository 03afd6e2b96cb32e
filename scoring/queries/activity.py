"""Events as the engine needs them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel import ids, sql
from scoring.domain.engine import Activity

# Two look-ups by key in place of a join: whatever the planner believes of a table that just grew, it can only take the key.
# The instants inside the ids say which months to read.
EVENTS = """
SELECT e.id, e.kind, e.name, e.url, e.path, e.occurred_at, {properties}, e.session_id FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at BETWEEN %(first)s AND %(last)s AND NOT e.is_bot
ORDER BY e.id
"""
# What an event says, each value as a text: as the leaves of segments read it.
TEXTS = """CASE WHEN e.kind <> 'page'
    THEN coalesce((SELECT json_object_agg(x.key, x.value)::text FROM jsonb_each_text(e.properties) x), '{}') END"""
# With how likely a person acts there, in percent, as it is known now: decided once a device, so asked once a visit.
SESSIONS = """
SELECT s.id, s.number,
       (SELECT (100 * v.human)::smallint FROM tracking_visitor v WHERE v.workspace_id = %(workspace_id)s AND v.id = s.visitor_id)
FROM tracking_session s WHERE s.workspace_id = %(workspace_id)s AND s.id = ANY(%(ids)s::uuid[])
"""
UNKNOWN = (1, None)
EDGE = timedelta(seconds=1)


def of_events(event_ids: Sequence[UUID], lead_ids: Sequence[UUID], properties: bool = False) -> list[Activity]:
    """event_ids[i], which happened to lead_ids[i]; bots left out; in the order of happening. `properties`: with what events say."""
    if not event_ids:
        return []
    lead_of = dict(zip(event_ids, lead_ids, strict=True))
    first, last = ids.span(lead_of)
    rows = sql.tuples(EVENTS.format(properties=TEXTS if properties else "NULL"), ids=list(lead_of), first=first - EDGE, last=last + EDGE)
    sessions = [str(key) for key in {row[-1] for row in rows} if key]
    visits = {key: (number, human) for key, number, human in sql.tuples(SESSIONS, ids=sessions)}
    return [
        Activity(key, lead_of[key], kind, name, url, path, at, session_id, *visits.get(session_id, UNKNOWN), told)
        for key, kind, name, url, path, at, told, session_id in rows
    ]
