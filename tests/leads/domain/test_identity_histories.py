"""Random histories through the pure walk, batch by batch, as the database would keep them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from leads.domain.identity import RANK, Key, Outcome, Sighting, World, compatible, other_company, walk

START = datetime(2026, 1, 1, tzinfo=UTC)
VALUES = [
    ("user_id", "u1"), ("user_id", "u2"), ("email", "a@acme.example"), ("email", "b@globex.example"), ("email", "c@gmail.com"),
    ("phone", "+1"), ("phone", "+2"), ("scoped", "wecom:1"), ("scoped", "line:1"),
]  # fmt: skip
KEYS = st.lists(st.sampled_from(VALUES), max_size=4, unique_by=lambda key: key[0]).map(
    lambda keys: tuple(sorted(keys, key=lambda key: RANK[key[0]]))
)


class Histories(RuleBasedStateMachine):
    """Devices meet identifiers; aliases come only by their own rule, so that all else is evidence of devices and messages."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.person_of: dict[UUID, UUID] = {}
        self.owner_of: dict[Key, UUID] = {}
        self.into: dict[UUID, UUID] = {}
        self.event_of: dict[UUID, UUID] = {}
        self.seen: list[Sighting] = []
        self.apart: set[frozenset[UUID]] = set()
        self.device_now: dict[UUID, UUID] = {}
        self.at_episode: dict[UUID, UUID] = {}

    def uid(self) -> UUID:
        return UUID(int=next(self.numbers))

    def world(self) -> World:
        keys_of: dict[UUID, set[Key]] = {}
        for key, person in self.owner_of.items():
            keys_of.setdefault(person, set()).add(key)
        return World(dict(self.person_of), dict(self.owner_of), keys_of, {}, frozenset(self.apart))

    def keep(self, sightings: list[Sighting], out: Outcome) -> None:
        for join in out.joins:
            self.into[join.loser] = join.winner
        self.owner_of = {key: self.now(person) for key, person in {**out.taken, **self.owner_of}.items()}
        self.person_of = {device: self.now(person) for device, person in self.person_of.items()}
        for visitor, person in out.attached.items():
            self.person_of[visitor] = person
        for split in out.split:
            self.person_of[split.episode] = self.now(split.person)
            self.device_now |= {device: split.episode for device, at in self.device_now.items() if at == split.visitor}
        for sighting in sightings:
            self.at_episode[sighting.event_id] = out.placed(sighting).visitor_id
        self.event_of = {event: self.now(person) for event, person in {**self.event_of, **out.person_at}.items()}

    def now(self, person: UUID) -> UUID:
        while person in self.into:
            person = self.into[person]
        return person

    @rule(steps=st.lists(st.tuples(st.integers(1, 4), KEYS), min_size=1, max_size=4))
    def happen(self, steps: list[tuple[int, tuple[Key, ...]]]) -> None:
        at = START + timedelta(minutes=len(self.seen))
        new = [Sighting(self.uid(), self.visitor(device), at, keys) for device, keys in steps]
        out = walk(new, self.world(), self.uid)
        for join in out.joins:
            assert self.may_be_one(join.loser, join.winner)
        self.keep(new, out)
        self.seen += [out.placed(sighting) for sighting in new]

    def visitor(self, device: int) -> UUID:
        """The newest episode of a device."""
        return self.device_now.setdefault(UUID(int=10**6 + device), UUID(int=10**6 + device))

    def may_be_one(self, loser: UUID, winner: UUID) -> bool:
        """No device and no message joins two who are known by different values of one strong kind, nor whom somebody took apart."""
        theirs = [key for key, person in self.owner_of.items() if person == loser]
        ours = [key for key, person in self.owner_of.items() if person == winner]
        return compatible(theirs, ours) and frozenset((loser, winner)) not in self.apart

    @rule(data=st.data())
    def take_apart(self, data: st.DataObject) -> None:
        people = sorted(set(self.owner_of.values()))
        if len(people) > 1:
            self.apart.add(frozenset(data.draw(st.lists(st.sampled_from(people), min_size=2, max_size=2, unique=True))))

    @rule()
    def replay(self) -> None:
        """The last event once more: nobody is made, nothing taken, nobody joined."""
        if self.seen:
            last = self.seen[-1]
            out = walk([last], self.world(), self.uid)
            assert (out.made, out.taken, out.joins, out.split) == ({}, {}, [], [])
            assert out.person_at[last.event_id] == self.event_of[last.event_id]

    @invariant()
    def every_event_belongs_to_one_person_who_stands(self) -> None:
        assert set(self.event_of) == {sighting.event_id for sighting in self.seen}
        assert not set(self.event_of.values()) & set(self.into)
        assert not set(self.owner_of.values()) & set(self.into)

    @invariant()
    def every_event_stands_at_an_episode_of_its_person(self) -> None:
        """What one person's devices hold is what that person did, whoever else had the device before or after."""
        assert {event: self.person_of[episode] for event, episode in self.at_episode.items()} == self.event_of

    @invariant()
    def nobody_has_two_user_ids(self) -> None:
        owners = [person for (kind, _), person in self.owner_of.items() if kind == "user_id"]
        assert len(owners) == len(set(owners))


Histories.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestHistories = Histories.TestCase


def test_another_company_is_one_whose_name_differs() -> None:
    assert other_company("lena@globex.com", ["lena@acme.com"])
    assert not other_company("lena@acme.de", ["lena@acme.com"])
    assert not other_company("lena@gmail.com", ["lena@acme.com"])
    assert not other_company("lena@acme.com", ["lena@gmail.com"])
