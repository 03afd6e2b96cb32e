"""Our own happenings, and whose visitor is whose."""

from datetime import UTC, datetime
from uuid import UUID

from kernel import facts, ids, sql
from tests.cast import Cast
from tracking.actions.record import OwnEvent, record_own
from tracking.actions.visitors import attach, repoint, repoint_only, split
from tracking.facts import EventsRecorded
from tracking.models import Event, Visitor

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def visitor(anonymous_id: str, person_id: UUID | None = None) -> Visitor:
    found: Visitor = Visitor.objects.create(anonymous_id=anonymous_id, person_id=person_id, first_seen_at=NOON, last_seen_at=NOON)
    return found


def told() -> list[EventsRecorded]:
    """What was published and waits for delivery, oldest first."""
    found = sql.tuples(
        "SELECT payload FROM kernel_outbox WHERE workspace_id = %(workspace_id)s AND kind = 'tracking.EventsRecorded' ORDER BY id"
    )
    return [facts.msgspec.convert(facts.msgspec.json.decode(row[0]), EventsRecorded, strict=False) for row in found]


def test_a_repeat_writes_nothing(acme: Cast) -> None:
    person = ids.new()
    own = visitor("a-1", person)
    event = OwnEvent(person, "email_opened", NOON, "open:1", {"message_id": "x"})
    [first] = record_own([event, event])
    assert record_own([event]) == []
    [stored] = Event.objects.all()
    assert (stored.id, stored.visitor_id, stored.name, stored.kind, stored.door, stored.properties) == (
        first, own.id, "email_opened", "track", "own", {"message_id": "x"},
    )  # fmt: skip
    assert (stored.occurred_at, ids.time_of(stored.id)) == (NOON, NOON)


def test_who_never_visited_gets_a_visitor(acme: Cast) -> None:
    person = ids.new()
    record_own([OwnEvent(person, "sdr_touched", NOON, "t:1"), OwnEvent(person, "opportunity_won", NOON, "t:2", history=True)])
    [made] = Visitor.objects.all()
    assert (made.anonymous_id, made.person_id) == (f"person:{person}", person)
    assert [event.name for event in Event.objects.order_by("id")] == ["sdr_touched", "opportunity_won"]


def test_what_is_told_of_somebody_whose_visitor_went_along_goes_where_it_went(acme: Cast) -> None:
    """A merge took it, and who tells has not heard of the merge yet."""
    lena, leo = ids.new(), ids.new()
    record_own([OwnEvent(leo, "email_sent", NOON, "s:1")])
    own = Visitor.objects.get()
    repoint(leo, lena)
    record_own([OwnEvent(leo, "email_clicked", NOON, "c:1")])
    assert {(event.name, event.visitor_id) for event in Event.objects.all()} == {("email_sent", own.pk), ("email_clicked", own.pk)}
    assert list(Visitor.objects.values_list("person_id", flat=True)) == [lena]


def test_a_bots_opening_is_kept_and_not_told(acme: Cast) -> None:
    person = ids.new()
    [human] = record_own([OwnEvent(person, "email_clicked", NOON, "c:1")])
    [bot] = record_own([OwnEvent(person, "email_clicked", NOON, "c:2", is_bot=True)])
    assert {event.id: event.is_bot for event in Event.objects.all()} == {human: False, bot: True}
    if facts.hearers(EventsRecorded):
        assert [fact.event_ids for fact in told()] == [[human]]


def test_repoint_moves_and_moves_back(acme: Cast) -> None:
    lena, leo = ids.new(), ids.new()
    one, two, other = visitor("a-1"), visitor("a-2"), visitor("a-3")
    attach([(one.id, lena), (two.id, lena), (other.id, leo)])
    moved = repoint(lena, leo)
    assert sorted(moved) == sorted([one.id, two.id])
    repoint_only([two.id], lena)
    assert dict(Visitor.objects.values_list("anonymous_id", "person_id")) == {"a-1": leo, "a-2": lena, "a-3": leo}


def test_split_begins_a_new_episode_of_nobody(acme: Cast) -> None:
    old = visitor("a-1", ids.new())
    first, second = ids.new(), ids.new()
    for episode in (first, second):
        split(old.id, episode, NOON)
    found = list(Visitor.objects.filter(anonymous_id="a-1").order_by("episode").values_list("id", "episode", "person_id"))
    assert found == [(old.id, 1, old.person_id), (first, 2, None), (second, 3, None)]
