"""The events of a batch and what is known so far about those who caused them."""

from dataclasses import dataclass
from uuid import UUID

from kernel import sql
from leads.domain.identity import Sighting, World
from leads.domain.traits import keys
from leads.queries import people
from tracking.enums import Door
from tracking.models import Visitor
from tracking.queries.events import EventRow, of_ids


NEWEST = """
SELECT DISTINCT ON (v.id) v.id, w.id, w.person_id FROM tracking_visitor v
JOIN tracking_visitor w ON w.workspace_id = %(workspace_id)s AND w.anonymous_id = v.anonymous_id AND w.episode > v.episode
WHERE v.workspace_id = %(workspace_id)s AND v.id = ANY(%(visitors)s::uuid[]) ORDER BY v.id, w.episode DESC
"""


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
    newest = _newest_episodes([str(e.visitor_id) for e in events if e.door != Door.OWN and e.person_id])
    sightings = [_sighting(e, newest.get(e.visitor_id, (e.visitor_id,))[0] if e.door != Door.OWN else e.visitor_id) for e in events]
    person_of = {e.visitor_id: e.person_id for e in events if e.person_id} | {row[0]: row[1] for row in newest.values() if row[1]}
    gone = people.survivors(set(person_of.values()))
    stale = {visitor: gone[person] for visitor, person in person_of.items() if person in gone}
    return Batch(events, sightings, _world(sightings, {**person_of, **stale}), stale)


def _sighting(event: EventRow, visitor_id: UUID) -> Sighting:
    if not event.identity:
        return Sighting(event.id, visitor_id, event.occurred_at)
    previous = str(event.identity.get("previous_id") or "")[:200]
    return Sighting(event.id, visitor_id, event.occurred_at, keys(event.identity), previous)


def _newest_episodes(visitor_ids: list[str]) -> dict[UUID, tuple[UUID, UUID | None]]:
    """Visitors that were split since their events were stored → the episode that goes on, and its person."""
    if not visitor_ids:
        return {}
    return {old: (new, person) for old, new, person in sql.tuples(NEWEST, visitors=visitor_ids)}


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
