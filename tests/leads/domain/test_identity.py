"""Decisions on who is who: whatever happens, two identified people are never joined by a device."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from leads.domain.identity import Key, Sighting, World, compatible, walk

START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = st.lists(
    st.sampled_from(
        [("user_id", "u1"), ("user_id", "u2"), ("email", "a@x"), ("email", "b@x"), ("email", "c@x"), ("phone", "+1"), ("phone", "+2")]
    ),
    max_size=3,
    unique_by=lambda key: key[0],
).map(lambda keys: tuple(sorted(keys, key=lambda key: ["user_id", "email", "phone"].index(key[0]))))
STEPS = st.lists(st.tuples(st.integers(0, 3), KEYS), max_size=25)


def uid(number: int) -> UUID:
    return UUID(int=number)


def sightings(steps: list[tuple[int, tuple[Key, ...]]]) -> list[Sighting]:
    return [Sighting(uid(1000 + i), uid(device), START + timedelta(minutes=i), keys) for i, (device, keys) in enumerate(steps)]


def ids() -> object:
    numbers = iter(range(5000, 9000))
    return lambda: uid(next(numbers))


@given(STEPS)
@settings(max_examples=120)
def test_no_device_joins_two_identified_people(steps: list[tuple[int, tuple[Key, ...]]]) -> None:
    """E-mail only: every address keeps a person of its own, however devices are shared."""
    mails = [(device, tuple(key for key in keys if key[0] == "email")) for device, keys in steps]
    out = walk(sightings(mails), World({}, {}, {}), ids())
    owners = out.taken
    assert len(set(owners.values())) == len(owners)
    for sighting in sightings(mails):
        for key in sighting.keys:
            assert out.person_at[sighting.event_id] == owners[key]


@given(STEPS)
@settings(max_examples=120)
def test_every_event_has_a_person_who_is_made_once(steps: list[tuple[int, tuple[Key, ...]]]) -> None:
    seen = sightings(steps)
    out = walk(seen, World({}, {}, {}), ids())
    assert set(out.person_at) == {s.event_id for s in seen}
    assert set(out.person_at.values()) == set(out.made)
    assert set(out.known) == set(out.taken.values())
    assert out.joins == []


@given(STEPS)
@settings(max_examples=120)
def test_one_batch_or_many_end_in_the_same_people(steps: list[tuple[int, tuple[Key, ...]]]) -> None:
    """Where batches end changes nothing about who owns what."""
    seen, new_id = sightings(steps), ids()
    whole = walk(seen, World({}, {}, {}), new_id).taken
    person_of: dict[UUID, UUID] = {}
    owner_of: dict[Key, UUID] = {}
    for sighting in seen:
        keys_of: dict[UUID, set[Key]] = {}
        for key, person in owner_of.items():
            keys_of.setdefault(person, set()).add(key)
        out = walk([sighting], World(dict(person_of), dict(owner_of), keys_of), new_id)
        into = {join.loser: join.winner for join in out.joins}
        owner_of = {key: into.get(person, person) for key, person in (owner_of | out.taken).items()}
        person_of = {device: into.get(person, person) for device, person in person_of.items()}
        person_of[sighting.visitor_id] = out.person_at[sighting.event_id]
    assert groups(whole) == groups(owner_of)


def groups(owner_of: dict[Key, UUID]) -> set[frozenset[Key]]:
    found: dict[UUID, set[Key]] = {}
    for key, person in owner_of.items():
        found.setdefault(person, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def test_an_anonymous_person_is_joined_and_a_known_one_split() -> None:
    anonymous, lena, tom = uid(1), uid(2), uid(3)
    world = World({uid(10): anonymous, uid(11): tom}, {("email", "lena@x"): lena}, {lena: {("email", "lena@x")}, tom: {("email", "tom@x")}})
    seen = [Sighting(uid(100), uid(10), START, (("email", "lena@x"),)), Sighting(uid(101), uid(11), START, (("email", "lena@x"),))]
    out = walk(seen, world)
    assert [(join.loser, join.winner, join.reason) for join in out.joins] == [(anonymous, lena, "identified")]
    assert [(each.visitor, each.person, each.event_id) for each in out.split] == [(uid(11), lena, uid(101))]
    assert out.moved == {uid(101): out.split[0].episode}
    assert set(out.person_at.values()) == {lena}


def test_an_office_phone_does_not_make_colleagues_one() -> None:
    lena = uid(2)
    keys: set[Key] = {("email", "lena@x"), ("phone", "+1")}
    world = World({}, dict.fromkeys(keys, lena), {lena: keys})
    out = walk([Sighting(uid(100), uid(10), START, (("email", "tom@x"), ("phone", "+1")))], world)
    assert out.person_at[uid(100)] != lena
    assert list(out.taken) == [("email", "tom@x")]


def test_an_alias_joins_and_a_circle_ends() -> None:
    people = {("user_id", name): uid(number) for number, name in enumerate("abc", 1)}
    world = World({}, people, {person: {key} for key, person in people.items()})
    steps = [("b", "a"), ("c", "b"), ("a", "c")]
    seen = [Sighting(uid(100 + i), uid(10 + i), START, (("user_id", who),), before) for i, (who, before) in enumerate(steps)]
    out = walk(seen, world)
    assert len(out.joins) == 2
    assert len(set(out.person_at.values())) == 1


@given(
    st.sets(st.tuples(st.sampled_from(["email", "user_id"]), st.sampled_from("ab"))),
    st.sets(st.tuples(st.just("email"), st.sampled_from("ab"))),
)
def test_compatible_is_the_same_both_ways(one: set[Key], other: set[Key]) -> None:
    assert compatible(one, other) == compatible(other, one)


def test_a_mailbox_yields_to_a_user_id_that_says_otherwise() -> None:
    lena = uid(2)
    keys: set[Key] = {("user_id", "u1"), ("email", "info@x")}
    world = World({}, dict.fromkeys(keys, lena), {lena: keys})
    out = walk([Sighting(uid(100), uid(10), START, (("user_id", "u2"), ("email", "info@x")))], world)
    assert out.person_at[uid(100)] != lena
    assert list(out.taken) == [("user_id", "u2")]
