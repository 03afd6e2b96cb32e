"""What people did, as journeys hear it: events by id, and the message they are about. Bots are left out here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from journeys.domain.happenings import Happening
from kernel import ids, sql

EVENTS = """
SELECT e.id, e.name, e.occurred_at, e.properties::text
FROM json_to_recordset(%(ids)s::json) AS x(id uuid)
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.id = x.id
     AND e.occurred_at BETWEEN %(since)s AND %(until)s AND NOT e.is_bot
"""
# Asked once more when a wait runs out: an event that stands in the table counts, even if the news of it is still on its way.
MISSED = """
SELECT DISTINCT ON (w.enrolment_id) w.enrolment_id, e.name
FROM json_to_recordset(%(waits)s::json) AS w(enrolment_id uuid, lead_id uuid, names json, ref text, since timestamptz)
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = w.lead_id
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id
     AND e.occurred_at >= w.since AND e.occurred_at BETWEEN %(since)s AND %(now)s AND NOT e.is_bot
     AND (CASE WHEN json_array_length(w.names) = 0 THEN e.name <> ALL(%(quiet)s)
          ELSE EXISTS (SELECT 1 FROM json_array_elements_text(w.names) AS n(name) WHERE n.name = e.name) END)
     AND (w.ref = '' OR e.properties->>'message_id' = w.ref)
ORDER BY w.enrolment_id, e.occurred_at
"""
SLACK = timedelta(milliseconds=2)


@dataclass(frozen=True)
class OpenWait:
    """A wait that is about to be given up. No names: any interaction counts."""

    enrolment_id: UUID
    lead_id: UUID
    names: list[str]
    ref: str
    since: datetime


def of_events(event_ids: Sequence[UUID], lead_ids: Sequence[UUID]) -> list[Happening]:
    """The happenings of these events (event_ids[i] happened to lead_ids[i]), in the order of happening."""
    if not event_ids:
        return []
    lead_of = dict(zip(event_ids, lead_ids, strict=True))
    times = [ids.time_of(key) for key in event_ids]
    rows = sql.tuples(EVENTS, ids=sql.as_json([{"id": key} for key in lead_of]), since=min(times) - SLACK, until=max(times) + SLACK)
    return sorted(
        (Happening(key, lead_of[key], name, at, msgspec.json.decode(text)) for key, name, at, text in rows), key=lambda h: h.event_id
    )


def missed(waits: list[OpenWait], now: datetime, quiet: list[str]) -> dict[UUID, str]:
    """Enrolment → name of the first event that its wait was for and that it was not told of."""
    if not waits:
        return {}
    rows = sql.tuples(MISSED, waits=sql.as_json(waits), now=now, since=min(w.since for w in waits), quiet=quiet)
    return {row[0]: row[1] for row in rows}
