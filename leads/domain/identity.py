"""Who is it? Pure decisions over a batch of sightings, in the order in which they happened.

The rules, for a sighting that carries identifiers (user id, e-mail, phone):
- Nobody owns them: the visitor's anonymous person becomes known by them; without a person one is made; a person who is known by
  another value of the same kind is somebody else, so the visitor is split and a person made.
- Somebody owns them: the visitor's anonymous person is joined into the owner; a different known person stays who they are, and the
  visitor is split. **Two identified people are never joined by a device**, and what the device does from that message on, the message
  included, belongs to the second.
- Owners of two identifiers of one message are one person, unless both are known by different values of one kind.
- A weaker identifier yields to a stronger one of the same message that says otherwise: offices share numbers, and a mailbox such as
  info@ is shared by several accounts.
- Whom somebody has taken apart (a merge undone) is not joined again by what anonymous devices or messages say, only by an alias.
- A known user id with an address at another company than before has changed jobs: the person stays, a new episode begins.
- An alias says in so many words that two ids are one person, and joins them; an anonymous id in it is a device again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import msgspec

from kernel import ids
from leads.domain import contacts
from leads.enums import IdentifierKind

Key = tuple[str, str]
USER_ID, EMAIL = IdentifierKind.USER_ID.value, IdentifierKind.EMAIL.value
# From strong to weak; a device is weaker than any of them and never an identifier.
RANK: dict[str, int] = {kind: place for place, kind in enumerate(IdentifierKind.values)}


class Sighting(msgspec.Struct, frozen=True):
    """One event as far as identity goes. `keys` from strongest to weakest (RANK)."""

    event_id: UUID
    visitor_id: UUID
    at: datetime
    keys: tuple[Key, ...] = ()
    previous: str = ""


@dataclass(frozen=True)
class Join:
    """`loser` is the same human as `winner`; both stand in the database."""

    loser: UUID
    winner: UUID
    at: datetime
    reason: str


@dataclass(frozen=True)
class Split:
    """From this event on `visitor` is in other hands: a new `episode` of its anonymous id, which is `person`'s."""

    visitor: UUID
    episode: UUID
    person: UUID
    event_id: UUID
    at: datetime


@dataclass
class World:
    """What is known before the batch; `walk` reads it only."""

    person_of: Mapping[UUID, UUID]
    owner_of: Mapping[Key, UUID]
    keys_of: Mapping[UUID, set[Key]]
    visitor_named: Mapping[str, UUID] = field(default_factory=dict)
    # Pairs whose merge was undone: {loser, winner}.
    apart: frozenset[frozenset[UUID]] = frozenset()


@dataclass(frozen=True)
class JobChange:
    """A known user id came with an address at another company."""

    person: UUID
    event_id: UUID
    email: str
    at: datetime


@dataclass
class Outcome:
    """What has to be written. Ids are those that stand after every join."""

    person_at: dict[UUID, UUID] = field(default_factory=dict)
    made: dict[UUID, datetime] = field(default_factory=dict)
    made_for: dict[UUID, UUID] = field(default_factory=dict)
    attached: dict[UUID, UUID] = field(default_factory=dict)
    split: list[Split] = field(default_factory=list)
    # Events that came after a split of their device, with the episode they belong to.
    moved: dict[UUID, UUID] = field(default_factory=dict)
    taken: dict[Key, UUID] = field(default_factory=dict)
    known: dict[UUID, datetime] = field(default_factory=dict)
    joins: list[Join] = field(default_factory=list)
    job_changes: list[JobChange] = field(default_factory=list)

    def placed(self, sighting: Sighting) -> Sighting:
        """The sighting at the episode of its device to which it belongs."""
        episode = self.moved.get(sighting.event_id)
        return msgspec.structs.replace(sighting, visitor_id=episode) if episode else sighting


def compatible(one: Iterable[Key], other: Iterable[Key]) -> bool:
    """Whether both may be one human: no kind of which both have values has none in common."""
    left, right = _by_kind(one), _by_kind(other)
    return all(left[kind] & right[kind] for kind in left.keys() & right.keys())


def _by_kind(keys: Iterable[Key]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, value in keys:
        # An id in another service speaks only of that service: "wecom:…" and "line:…" are two kinds.
        group = f"{kind}:{value.partition(':')[0]}" if kind == IdentifierKind.SCOPED else kind
        found.setdefault(group, set()).add(value)
    return found


def other_company(address: str, before: Iterable[str]) -> bool:
    """Whether a business address names another company than all business addresses before (acme.com and acme.de are one)."""
    new = contacts.company_domain(address).partition(".")[0]
    old = {contacts.company_domain(one).partition(".")[0] for one in before} - {""}
    return bool(new and old and new not in old)


def walk(sightings: Iterable[Sighting], world: World, new_id: Callable[[], UUID] = ids.new) -> Outcome:
    """Decide every sighting, oldest first."""
    walker = _Walker(world, new_id)
    for sighting in sightings:
        walker.see(sighting)
    return walker.finish()


class _Walker:
    def __init__(self, world: World, new_id: Callable[[], UUID]) -> None:
        self.world, self.new_id, self.out = world, new_id, Outcome()
        self.person_of = dict(world.person_of)
        self.owner_of = dict(world.owner_of)
        self.keys_of = {person: set(keys) for person, keys in world.keys_of.items()}
        self.joined: dict[UUID, UUID] = {}
        self.episode: dict[UUID, UUID] = {}

    def now_is(self, person: UUID | None) -> UUID | None:
        """The person after every join so far."""
        while person in self.joined:
            person = self.joined[person]
        return person

    def see(self, sighting: Sighting) -> None:
        here = self.now_is(self.person_of.get(sighting.visitor_id))
        who = self.by_keys(sighting, here) if sighting.keys else here
        if who is None:
            who = self.make(sighting)
        if sighting.previous:
            who = self.alias(sighting, who)
        if here is not None and here != who and self.now_is(here) != who:
            self.split(sighting, who)
        elif here is None:
            self.out.attached[sighting.visitor_id] = who
        self.person_of[sighting.visitor_id] = who
        self.out.person_at[sighting.event_id] = who
        if sighting.visitor_id in self.episode:
            self.out.moved[sighting.event_id] = self.episode[sighting.visitor_id]

    def split(self, sighting: Sighting, who: UUID) -> None:
        """What this device does from here on is somebody else's."""
        self.episode[sighting.visitor_id] = episode = self.new_id()
        self.out.split.append(Split(sighting.visitor_id, episode, who, sighting.event_id, sighting.at))

    def by_keys(self, sighting: Sighting, here: UUID | None) -> UUID:
        """The person of these identifiers; joins `here` into them when it is anonymous."""
        keys = self.credible(sighting.keys)
        owners = [owner for owner in dict.fromkeys(self.now_is(self.owner_of.get(key)) for key in keys) if owner]
        who = owners[0] if owners else self.unowned(sighting, keys, here)
        for other in owners[1:]:
            if self.may_join(who, other) and compatible(self.keys_of.get(who, ()), self.keys_of.get(other, ())):
                who = self.join(other, who, sighting.at, "same_message")
        here = self.now_is(here)
        if here is not None and here != who and not self.keys_of.get(here) and self.may_join(who, here):
            who = self.join(here, who, sighting.at, "identified")
        self.look_for_job_change(sighting, keys, who)
        self.take(keys, who, sighting.at)
        return who

    def may_join(self, one: UUID, other: UUID) -> bool:
        return frozenset((one, other)) not in self.world.apart

    def look_for_job_change(self, sighting: Sighting, keys: tuple[Key, ...], who: UUID) -> None:
        """Only a user id that was theirs before vouches for a new address."""
        vouched = any(key[0] == USER_ID and self.now_is(self.owner_of.get(key)) == who for key in keys)
        before = [value for kind, value in self.keys_of.get(who, ()) if kind == EMAIL]
        for key in keys:
            if vouched and key[0] == EMAIL and key not in self.owner_of and other_company(key[1], before):
                self.out.job_changes.append(JobChange(who, sighting.event_id, key[1], sighting.at))

    def credible(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Without one whose owner is known by another stronger one than this message gives."""
        return tuple(key for key in keys if not self.denied(key, [other for other in keys if RANK[other[0]] < RANK[key[0]]]))

    def denied(self, key: Key, stronger: list[Key]) -> bool:
        owner = self.now_is(self.owner_of.get(key))
        theirs = [other for other in self.keys_of.get(owner, ()) if RANK[other[0]] < RANK[key[0]]] if owner else []
        return not compatible(theirs, stronger)

    def unowned(self, sighting: Sighting, keys: tuple[Key, ...], here: UUID | None) -> UUID:
        if here is not None and compatible(self.keys_of.get(here, ()), keys):
            return here
        return self.make(sighting)

    def make(self, sighting: Sighting) -> UUID:
        person = self.new_id()
        self.out.made[person] = sighting.at
        self.out.made_for[person] = sighting.visitor_id
        return person

    def take(self, keys: tuple[Key, ...], who: UUID, at: datetime) -> None:
        mine = self.keys_of.setdefault(who, set())
        if not mine and keys:
            self.out.known[who] = at
        for key in keys:
            if key not in self.owner_of:
                self.owner_of[key] = self.out.taken[key] = who
                mine.add(key)

    def alias(self, sighting: Sighting, who: UUID) -> UUID:
        key: Key = (IdentifierKind.USER_ID.value, sighting.previous)
        owner = self.now_is(self.owner_of.get(key))
        if owner is not None:
            return self.join(owner, who, sighting.at, "alias") if owner != who else who
        visitor = self.world.visitor_named.get(sighting.previous)
        device = self.now_is(self.person_of.get(visitor)) if visitor else None
        if device is None:
            self.take((key,), who, sighting.at)
        elif device != who and not (self.keys_of.get(device) and self.keys_of.get(who)):
            return self.join(device, who, sighting.at, "alias")
        return who

    def join(self, loser: UUID, winner: UUID, at: datetime, reason: str) -> UUID:
        """One person of two; who is in the database already stays, else the known one. Returns who that is."""
        if winner in self.out.made and loser not in self.out.made:
            loser, winner = winner, loser
        self.joined[loser] = winner
        if loser in self.out.made:
            del self.out.made[loser], self.out.made_for[loser]
        else:
            self.out.joins.append(Join(loser, winner, at, reason))
        known_at = self.out.known.pop(loser, None)
        if known_at and not self.keys_of.get(winner):
            self.out.known[winner] = known_at
        self.keys_of[winner] = self.keys_of.get(winner, set()) | self.keys_of.pop(loser, set())
        return winner

    def finish(self) -> Outcome:
        out = self.out
        if not self.joined:
            return out
        out.person_at = {event: self.now_is(person) or person for event, person in out.person_at.items()}
        out.attached = {visitor: self.now_is(person) or person for visitor, person in out.attached.items()}
        out.split = [replace(split, person=self.now_is(split.person) or split.person) for split in out.split]
        out.taken = {key: self.now_is(person) or person for key, person in out.taken.items()}
        out.job_changes = [replace(change, person=self.now_is(change.person) or change.person) for change in out.job_changes]
        out.joins = [Join(j.loser, self.now_is(j.winner) or j.winner, j.at, j.reason) for j in out.joins]
        return out
