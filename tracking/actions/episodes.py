"""move_events: events that were stored before their device was known to be in other hands go to those hands' episode, with their visits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel import ids, sql
from tracking.domain.sessions import SILENCE

LOCK = "SELECT id FROM tracking_visitor WHERE workspace_id = %(workspace_id)s AND id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE"
# Each visit from which events go to a visitor, and the visit of that visitor which takes them in, where there is one.
VISITS = """
SELECT m.visitor_id, m.session_id, m.started_at, m.last_at, m.first_id, (
    SELECT s.id FROM tracking_session s
    WHERE s.workspace_id = %(workspace_id)s AND s.visitor_id = m.visitor_id
      AND s.started_at <= m.last_at + %(silence)s AND s.last_at >= m.started_at - %(silence)s
      AND (s.source, s.medium, s.campaign) = (e.source, e.medium, e.campaign)
    ORDER BY s.last_at DESC LIMIT 1
), e.visitor_id
FROM (
    SELECT x.visitor_id, e.session_id, min(e.occurred_at) AS started_at, max(e.occurred_at) AS last_at, min(e.id::text)::uuid AS first_id
    FROM tracking_event e JOIN json_to_recordset(%(rows)s::json) AS x(id uuid, visitor_id uuid) ON e.id = x.id
    WHERE e.workspace_id = %(workspace_id)s AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
    GROUP BY x.visitor_id, e.session_id
) m
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.id = m.first_id AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
ORDER BY m.started_at
"""
# A visit that begins in the middle of another came the same way, which its first event has inherited.
ADD_VISITS = """
INSERT INTO tracking_session (workspace_id, id, visitor_id, number, started_at, last_at, channel, source, medium, campaign, entry_url,
                              exit_url, pages, events, engaged_ms)
SELECT %(workspace_id)s, x.id, x.visitor_id, x.place + coalesce((
    SELECT max(s.number) FROM tracking_session s WHERE s.workspace_id = %(workspace_id)s AND s.visitor_id = x.visitor_id
), 0), x.started_at, x.last_at, coalesce(nullif(e.channel, ''), 'direct'), e.source, e.medium, e.campaign, '', '', 0, 0, 0
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, visitor_id uuid, place int, started_at timestamptz, last_at timestamptz, first_id uuid)
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.id = x.first_id AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
"""
MOVE = """
UPDATE tracking_event e SET visitor_id = x.visitor_id, session_id = y.to_id
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, visitor_id uuid),
     json_to_recordset(%(visits)s::json) AS y(visitor_id uuid, from_id uuid, to_id uuid)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
  AND y.visitor_id = x.visitor_id AND y.from_id IS NOT DISTINCT FROM e.session_id
"""
COUNT = """
UPDATE tracking_session s SET started_at = n.started_at, last_at = n.last_at, entry_url = coalesce(n.urls[1], ''),
    exit_url = coalesce(n.urls[array_upper(n.urls, 1)], ''), pages = n.pages, events = n.events, engaged_ms = n.engaged_ms
FROM (
    SELECT o.id, min(e.occurred_at) AS started_at, max(e.occurred_at) AS last_at, count(*) AS events,
        count(*) FILTER (WHERE e.kind IN ('page', 'screen')) AS pages, array_agg(e.url ORDER BY e.id) FILTER (WHERE e.url <> '') AS urls,
        coalesce(sum((e.context->>'engaged_ms')::bigint), 0) AS engaged_ms
    FROM tracking_session o
    JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = o.visitor_id AND e.session_id = o.id AND NOT e.is_bot
      AND e.occurred_at >= least(o.started_at, %(start)s) AND e.occurred_at <= greatest(o.last_at, %(end)s)
    WHERE o.workspace_id = %(workspace_id)s AND o.id = ANY(%(visits)s::uuid[])
    GROUP BY o.id
) n
WHERE s.workspace_id = %(workspace_id)s AND s.id = n.id
"""
DROP_EMPTY = """
DELETE FROM tracking_session s WHERE s.workspace_id = %(workspace_id)s AND s.id = ANY(%(visits)s::uuid[]) AND NOT EXISTS (
    SELECT 1 FROM tracking_event e WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = s.visitor_id AND e.session_id = s.id
      AND NOT e.is_bot AND e.occurred_at >= s.started_at AND e.occurred_at <= s.last_at
)
"""
PUT_VISITORS = """
UPDATE tracking_visitor v SET sessions = n.number, last_seen_at = n.last_at
FROM (
    SELECT s.visitor_id, max(s.number) AS number, max(s.last_at) AS last_at FROM tracking_session s
    WHERE s.workspace_id = %(workspace_id)s AND s.visitor_id = ANY(%(ids)s::uuid[]) GROUP BY s.visitor_id
) n
WHERE v.workspace_id = %(workspace_id)s AND v.id = n.visitor_id
"""


@dataclass
class _Part:
    """What of one visit goes to another visitor; `to_id` is the visit there, None where nothing of it is in a visit."""

    visitor_id: UUID
    from_id: UUID | None
    started_at: datetime
    last_at: datetime
    first_id: UUID
    to_id: UUID | None
    before: UUID


def move_events(visitor_of: Mapping[UUID, UUID]) -> None:
    """Give these events to these visitors: {event: visitor}. The visits are counted anew; one that lost all its events is gone.

    Only leads knows when (a browser shared by two, F015); nothing is announced, for the people of these events are decided with it.
    """
    first, last = ids.span(visitor_of)
    last += timedelta(milliseconds=1)
    told = {"rows": sql.as_json([{"id": event, "visitor_id": to} for event, to in visitor_of.items()]), "start": first, "end": last}
    found = [_Part(*row) for row in sql.tuples(VISITS, silence=SILENCE, **told)]
    visitors = sorted({str(who) for visit in found for who in (visit.visitor_id, visit.before)})
    sql.execute(LOCK, ids=visitors)
    _add(found, first, last)
    pairs = [{"visitor_id": visit.visitor_id, "from_id": visit.from_id, "to_id": visit.to_id} for visit in found]
    sql.execute(MOVE, visits=sql.as_json(pairs), **told)
    visits = [str(visit) for pair in found for visit in (pair.from_id, pair.to_id) if visit]
    sql.execute(COUNT, visits=visits, start=first, end=last)
    sql.execute(DROP_EMPTY, visits=visits)
    sql.execute(PUT_VISITORS, ids=visitors)


def _add(parts: list[_Part], start: datetime, end: datetime) -> None:
    """Visits for the parts that no visit of their new visitor takes in."""
    new: list[dict[str, Any]] = []
    for part in parts:
        if part.from_id is None:
            part.to_id = None
        elif part.to_id is None:
            part.to_id = ids.new(part.started_at)
            place = 1 + sum(row["visitor_id"] == part.visitor_id for row in new)
            row = {"id": part.to_id, "visitor_id": part.visitor_id, "place": place, "first_id": part.first_id}
            new.append(row | {"started_at": part.started_at, "last_at": part.last_at})
    if new:
        sql.execute(ADD_VISITS, rows=sql.as_json(new), start=start, end=end)
