"""record_own: our own happenings travel the way like any other event."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock, facts, ids, sql
from tracking.actions.store import EventRecord, add_events
from tracking.domain.draft import Draft
from tracking.enums import Door, EventKind
from tracking.facts import EventsRecorded

TAKE = """
INSERT INTO tracking_inbox (workspace_id, message_id, door, kind, received_at, fingerprint, envelope, body, digested)
SELECT %(workspace_id)s, x.message_id, 'own', 'track', %(now)s, 0, '{}', x.body, true
FROM json_to_recordset(%(rows)s::json) AS x(message_id text, body json) ON CONFLICT DO NOTHING RETURNING message_id
"""
DEVICES = """
SELECT DISTINCT ON (person_id) person_id, id FROM tracking_visitor
WHERE workspace_id = %(workspace_id)s AND person_id = ANY(%(person_ids)s::uuid[]) ORDER BY person_id, last_seen_at DESC, id DESC
"""
# Made for somebody who never visited, and taken along when they turned out to be somebody else.
WENT = """
SELECT DISTINCT ON (v.anonymous_id) x.id, v.id FROM unnest(%(person_ids)s::uuid[]) AS x(id)
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.anonymous_id = 'person:' || x.id ORDER BY v.anonymous_id, v.episode DESC
"""
ADD_DEVICES = """
INSERT INTO tracking_visitor (workspace_id, id, anonymous_id, episode, person_id, first_seen_at, last_seen_at, sessions, device, browser,
                              country, is_bot, first_touch, last_touch, search_intent)
SELECT %(workspace_id)s, x.id, 'person:' || x.person_id, 1, x.person_id, x.at, x.at, 0, '', '', '', false, '{}', '{}', ''
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, person_id uuid, at timestamptz) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class OwnEvent:
    """Something that Leadway saw or did: `message_id` is deterministic, so a repeat writes nothing."""

    person_id: UUID
    name: str
    occurred_at: datetime
    message_id: str
    properties: dict[str, Any] = field(default_factory=dict)
    is_bot: bool = False
    history: bool = False


def record_own(events: list[OwnEvent]) -> list[UUID]:
    """Write our own events (`email_opened`, `opportunity_won` …) to the people's timelines; the ids of those that are new.

    Announces EventsRecorded for all but bots' events. An event whose message_id stands already is left out (F027).
    """
    fresh = _take(events)
    if not fresh:
        return []
    now, devices = clock.now(), _devices(fresh)
    drafts = [_draft(event, devices[event.person_id], now) for event in fresh]
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].at, i))
    records = add_events([drafts[i] for i in order])
    _announce(records, [fresh[i].history for i in order])
    return [record.id for record in records]


def _take(events: list[OwnEvent]) -> list[OwnEvent]:
    """Those whose message_id is new, each once."""
    if not events:
        return []
    rows = [{"message_id": event.message_id, "body": {"event": event.name, "properties": event.properties}} for event in events]
    new = {row[0] for row in sql.tuples(TAKE, now=clock.now(), rows=sql.as_json(rows))}
    return list({event.message_id: event for event in reversed(events) if event.message_id in new}.values())[::-1]


def _devices(events: list[OwnEvent]) -> dict[UUID, UUID]:
    """The visitor that stands for each person: the one seen last, or one made for who never visited; where that went along in a merge of
    which the teller has not heard, it is still the one."""
    people = {event.person_id: event.occurred_at for event in events}
    asked = list(people)
    found = dict(sql.tuples(DEVICES, person_ids=asked))
    missing = [{"id": ids.new(at), "person_id": key, "at": at} for key, at in people.items() if key not in found]
    if missing:
        sql.execute(ADD_DEVICES, rows=sql.as_json(missing))
        found = {**dict(sql.tuples(WENT, person_ids=asked)), **dict(sql.tuples(DEVICES, person_ids=asked))}
    return found


def _draft(event: OwnEvent, visitor_id: UUID, now: datetime) -> Draft:
    return Draft(
        0, event.message_id, None, Door.OWN.value, EventKind.TRACK.value, now, {}, {}, properties=event.properties, visitor_id=visitor_id,
        occurred_at=event.occurred_at, name=event.name[:200], is_bot=event.is_bot,
    )  # fmt: skip


def _announce(records: list[EventRecord], histories: list[bool]) -> None:
    for history in (True, False):
        told = [record for record, past in zip(records, histories, strict=True) if past == history and not record.is_bot]
        if told:
            visitor_ids = list(dict.fromkeys(record.visitor_id for record in told if record.visitor_id))
            facts.publish(EventsRecorded(event_ids=[record.id for record in told], visitor_ids=visitor_ids, history=history))
