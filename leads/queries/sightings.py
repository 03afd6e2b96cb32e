"""The events of a batch and what is known so far about those who caused them."""

from dataclasses import dataclass
from uuid import UUID

from leads.domain.identity import Sighting, World
from leads.domain.traits import keys
from leads.queries import people
from tracking.models import Visitor
from tracking.queries.events import EventRow, of_ids


@dataclass
class Batch:
    """Events of humans in the order of happening, and the world before them."""

    events: list[EventRow]
    sightings: list[Sighting]
    world: World
    # Visitors that still point at somebody who was merged away.
    stale: dict[UUID, UUID]


def load(event_ids: list[UUID]) -> Batch:
    """Read the batch. Hold the lock "identity" while you decide on it."""
    events = [event for event in of_ids(event_ids) if not event.is_bot]
    sightings = [
        Sighting(e.id, e.visitor_id, e.occurred_at, keys(e.identity), str(e.identity.get("previous_id") or "")[:200])
        if e.identity
        else Sighting(e.id, e.visitor_id, e.occurred_at)
        for e in events
    ]
    person_of = {e.visitor_id: e.person_id for e in events if e.person_id}
    gone = people.survivors(set(person_of.values()))
    stale = {visitor: gone[person] for visitor, person in person_of.items() if person in gone}
    return Batch(events, sightings, _world(sightings, {**person_of, **stale}), stale)


def _world(sightings: list[Sighting], person_of: dict[UUID, UUID]) -> World:
    previous = {s.previous for s in sightings if s.previous}
    owner_of = people.owners({key for s in sightings for key in s.keys} | {("user_id", text) for text in previous})
    named = _named(previous)
    person_of = {**{visitor: person for visitor, person in named.values() if person}, **person_of}
    asked = {person_of[s.visitor_id] for s in sightings if (s.keys or s.previous) and s.visitor_id in person_of}
    asked |= set(owner_of.values()) | {person_of[visitor] for visitor, _ in named.values() if visitor in person_of}
    visitors = {text: visitor for text, (visitor, _) in named.items()}
    return World(person_of, owner_of, people.keys_of(asked), visitors)


def _named(anonymous_ids: set[str]) -> dict[str, tuple[UUID, UUID | None]]:
    """anonymous id → its newest episode and that one's person."""
    if not anonymous_ids:
        return {}
    found = Visitor.objects.filter(anonymous_id__in=anonymous_ids).order_by("episode")
    return {row[0]: (row[1], row[2]) for row in found.values_list("anonymous_id", "id", "person_id")}
