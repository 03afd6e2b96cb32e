"""The events of a batch and what is known so far about those who caused them: lean rows, because every event passes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from kernel import ids, sql
from leads.domain.identity import Sighting, World
from leads.domain.traits import keys
from leads.queries import people
from tracking.models import Visitor

EVENTS = """
SELECT e.id, e.visitor_id, e.occurred_at, e.door = 'own', e.name, e.channel, coalesce(e.context->>'locale', ''),
    coalesce(e.context->>'country', ''), CASE WHEN e.identity = '{}' THEN NULL ELSE e.identity::text END
FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
    AND NOT e.is_bot
ORDER BY e.id
"""
# The last column: the later episodes of a device that was split, newest first; these events may have been stored before they began.
DEVICES = """
SELECT v.id, v.person_id, v.first_seen_at, v.first_touch::text, v.last_touch::text, v.search_intent, n.later
FROM tracking_visitor v
LEFT JOIN LATERAL (
    SELECT json_agg(
        json_build_object('id', w.id, 'person_id', w.person_id, 'since', w.first_seen_at) ORDER BY w.episode DESC
    )::text AS later
    FROM tracking_visitor w
    WHERE w.workspace_id = %(workspace_id)s AND w.anonymous_id = v.anonymous_id AND w.episode > v.episode
) n ON true
WHERE v.workspace_id = %(workspace_id)s AND v.id = ANY(%(visitors)s::uuid[])
"""
NO_IDENTITY: dict[str, Any] = {}


class Happening(msgspec.Struct, frozen=True):
    """One event as far as identity and profile go. `own`: Leadway's own, such as a click or a call."""

    id: UUID
    visitor_id: UUID
    occurred_at: datetime
    own: bool
    name: str
    channel: str
    locale: str
    country: str
    identity: dict[str, Any]

    @property
    def is_activity(self) -> bool:
        """What the person did; a call by an SDR or a deal won is ours."""
        return not self.own or self.name.startswith(("email_", "unsubscribed"))


class Episode(msgspec.Struct, frozen=True):
    """The same anonymous id in other hands."""

    id: UUID
    person_id: UUID | None
    since: datetime


class Device(msgspec.Struct, frozen=True):
    """A visitor with its touches; `later`, newest first: in whose hands it was afterwards."""

    id: UUID
    person_id: UUID | None
    first_seen_at: datetime
    first_touch: dict[str, Any]
    last_touch: dict[str, Any]
    search_intent: str
    later: tuple[Episode, ...] = ()

    def at(self, moment: datetime) -> UUID:
        """The episode of that moment, this or a later one."""
        return next((each.id for each in self.later if each.since <= moment), self.id)


@dataclass
class Batch:
    """Events of humans in the order of happening, and the world before them."""

    events: list[Happening]
    devices: dict[UUID, Device]
    sightings: list[Sighting]
    world: World
    # Visitors that still point at somebody who was merged away.
    stale: dict[UUID, UUID]


def load(event_ids: Sequence[UUID]) -> Batch:
    """Read the batch. Hold the lock "identity" while you decide on it."""
    events = _events(event_ids)
    devices = _devices({event.visitor_id for event in events})
    person_of = {d.id: d.person_id for d in devices.values() if d.person_id}
    person_of |= {each.id: each.person_id for d in devices.values() for each in d.later if each.person_id}
    gone = people.survivors(set(person_of.values()))
    stale = {visitor: gone[person] for visitor, person in person_of.items() if person in gone}
    sightings = [_sighting(event, devices[event.visitor_id]) for event in events]
    return Batch(events, devices, sightings, _world(sightings, {**person_of, **stale}), stale)


def _events(event_ids: Sequence[UUID]) -> list[Happening]:
    if not event_ids:
        return []
    start, end = ids.span(event_ids)
    end += timedelta(milliseconds=1)
    found = sql.tuples(EVENTS, ids=list(event_ids), start=start, end=end)
    return [
        Happening(i, visitor, at, own, name, channel, locale, country, msgspec.json.decode(identity) if identity else NO_IDENTITY)
        for i, visitor, at, own, name, channel, locale, country, identity in found
    ]


def _devices(visitor_ids: set[UUID]) -> dict[UUID, Device]:
    decode = msgspec.json.decode
    found = sql.tuples(DEVICES, visitors=list(visitor_ids)) if visitor_ids else []
    return {row[0]: Device(row[0], row[1], row[2], decode(row[3]), decode(row[4]), row[5], _later(row[6])) for row in found}


def _later(text: str | None) -> tuple[Episode, ...]:
    return msgspec.json.decode(text, type=tuple[Episode, ...]) if text else ()


def _sighting(event: Happening, device: Device) -> Sighting:
    visitor = event.visitor_id if event.own else device.at(event.occurred_at)
    if not event.identity:
        return Sighting(event.id, visitor, event.occurred_at)
    previous = str(event.identity.get("previous_id") or "")[:200]
    return Sighting(event.id, visitor, event.occurred_at, keys(event.identity), previous)


def _world(sightings: list[Sighting], person_of: dict[UUID, UUID]) -> World:
    previous = {s.previous for s in sightings if s.previous}
    owner_of = people.owners({key for s in sightings for key in s.keys} | {("user_id", text) for text in previous})
    named = _named(previous)
    person_of = {**{visitor: person for visitor, person in named.values() if person}, **person_of}
    asked = {person_of[s.visitor_id] for s in sightings if (s.keys or s.previous) and s.visitor_id in person_of}
    asked |= set(owner_of.values()) | {person_of[visitor] for visitor, _ in named.values() if visitor in person_of}
    visitors = {text: visitor for text, (visitor, _) in named.items()}
    return World(person_of, owner_of, people.keys_of(asked), visitors, people.apart(set(owner_of.values())))


def _named(anonymous_ids: set[str]) -> dict[str, tuple[UUID, UUID | None]]:
    """anonymous id → its newest episode and that one's person."""
    if not anonymous_ids:
        return {}
    found = Visitor.objects.filter(anonymous_id__in=anonymous_ids).order_by("episode")
    return {row[0]: (row[1], row[2]) for row in found.values_list("anonymous_id", "id", "person_id")}
