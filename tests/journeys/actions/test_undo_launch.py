"""A launch by a segment: with the number first, and back as long as nothing was done for whom it let in."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from journeys.actions.journeys import change_draft, create_journey
from journeys.actions.publish import pause, publish, resume
from journeys.actions.undo_launch import undo_launch
from journeys.domain.graph import Entry, EventEntry, Graph, Node, SegmentEntry, plain
from journeys.domain.launch import UNDO_FOR, may_undo
from journeys.models import Enrolment, Journey, JourneyVersion
from journeys.queries.launches import lets_anybody_out
from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.models import Lead
from tests.conftest import NOON
from tests.journeys.world import Recorder, World

QUIET = Entry([EventEntry("signup")], segment=SegmentEntry({"active": ["..60d"]}))
# Those called Mail get one at once, the others wait.
FIRST = {"cases": [{"name": "mail", "when": [{"field": "title", "op": "is", "value": "mail"}]}]}
GRAPH = Graph(
    start="who", entry=QUIET,
    nodes={
        "who": Node("branch", config=FIRST, next="wait", branches={"mail": "mail"}),
        "mail": Node("send_message", config={"template": "welcome"}, next="wait"),
        "wait": Node("wait", config={"days": 2}, next="later"),
        "later": Node("send_message", config={"template": "welcome"}, next="end"), "end": Node("exit"),
    },
)  # fmt: skip


def asleep(world: World, title: str = "") -> Lead:
    return world.lead(last_active_at=NOON - timedelta(days=61), title=title)


def draft(world: World, graph: Graph = GRAPH) -> UUID:
    with tenancy.scope(world.workspace_id):
        journey = create_journey(kind="custom", name="Wake", actor=SYSTEM)
        change_draft(journey_id=journey.pk, definition=plain(graph), actor=SYSTEM)
    return UUID(str(journey.pk))


def launch(world: World, journey: UUID, expected: int | None = None, at: datetime = NOON) -> None:
    with clock.pretend(at):
        with tenancy.scope(world.workspace_id):
            publish(journey, SYSTEM, expected)
        work.run_until_quiet(world.workspace_id)


def undo(world: World, journey: UUID, at: datetime = NOON + timedelta(hours=1)) -> int:
    with tenancy.scope(world.workspace_id), clock.pretend(at):
        return undo_launch(journey, SYSTEM)


def standing(world: World) -> dict[UUID, list[tuple[str, str]]]:
    """Lead → (state, why it ended) of its passages."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    with tenancy.scope(world.workspace_id):
        for one in Enrolment.objects.order_by("passage"):
            found.setdefault(one.lead_id, []).append((str(one.state), one.end_reason))
    return found


def state(world: World, journey: UUID) -> str:
    with tenancy.scope(world.workspace_id):
        return str(Journey.objects.get(pk=journey).state)


def test_another_number_than_was_shown_launches_nothing(world: World, sent: Recorder) -> None:
    lead, journey = asleep(world), draft(world)
    asleep(world)
    with pytest.raises(Refused) as refused:
        launch(world, journey, expected=1)
    assert (refused.value.code, refused.value.status, refused.value.field) == ("changed", 409, "expected")
    assert (state(world, journey), standing(world)) == ("draft", {})
    with tenancy.scope(world.workspace_id):
        assert JourneyVersion.objects.filter(journey_id=journey).count() == 0
    launch(world, journey, expected=2)
    assert (state(world, journey), len(standing(world)), standing(world)[lead.pk]) == ("live", 2, [("active", "")])


def test_a_number_that_is_near_the_one_that_was_shown_launches(world: World, sent: Recorder) -> None:
    """Who fell asleep while somebody read the page is no reason to look again."""
    journey = draft(world)
    for _ in range(21):
        asleep(world)
    with pytest.raises(Refused, match="21 leads would enter now, not 19"):
        launch(world, journey, expected=19)
    launch(world, journey, expected=20)
    assert (state(world, journey), len(standing(world))) == ("live", 21)


def test_a_number_says_nothing_where_no_segment_lets_in(world: World, sent: Recorder) -> None:
    journey = draft(world, Graph("end", Entry([EventEntry("signup")]), nodes={"end": Node("exit")}))
    launch(world, journey, expected=7)
    assert state(world, journey) == "live"


def test_undone_whoever_got_nothing_leaves_and_the_others_wait(world: World, sent: Recorder) -> None:
    quiet, mailed, by_event = asleep(world), asleep(world, "mail"), world.lead(last_active_at=NOON)
    journey = draft(world)
    launch(world, journey)
    with clock.pretend(NOON):
        world.event(by_event, "signup")
        work.run_until_quiet(world.workspace_id)
    assert undo(world, journey) == 1
    assert state(world, journey) == "paused"
    assert standing(world) == {
        quiet.pk: [("exited", "launch_undone")], mailed.pk: [("active", "")], by_event.pk: [("active", "")],
    }  # fmt: skip
    with tenancy.scope(world.workspace_id):
        told = AuditEntry.objects.get(verb="journey.launch_undone")
        assert (told.target_id, told.changes) == (str(journey), {"version": [1, None], "leads": [1, 0]})
        with pytest.raises(Refused) as refused:
            undo_launch(journey, SYSTEM)
        assert refused.value.code == "too_late"
    with clock.pretend(NOON + timedelta(days=3)):
        work.run_until_quiet(world.workspace_id)
    assert sent.nodes_of(quiet.pk) == []


def test_who_left_by_an_undo_has_not_passed_and_enters_once_more(world: World, sent: Recorder) -> None:
    quiet, journey = asleep(world), draft(world)
    launch(world, journey)
    assert undo(world, journey) == 1
    again = NOON + timedelta(hours=2)
    with clock.pretend(again):
        with tenancy.scope(world.workspace_id):
            resume(journey, SYSTEM)
        work.run_until_quiet(world.workspace_id)
    assert standing(world) == {quiet.pk: [("exited", "launch_undone"), ("active", "")]}
    with clock.pretend(again + timedelta(days=3)):
        work.run_until_quiet(world.workspace_id)
    assert sent.nodes_of(quiet.pk) == ["later"]


def test_whom_a_worker_has_in_hand_stays(world: World, sent: Recorder) -> None:
    lead, journey = asleep(world), draft(world)
    launch(world, journey)
    with tenancy.scope(world.workspace_id):
        Enrolment.objects.update(lease_until=NOON + timedelta(hours=2))
    with tenancy.scope(world.workspace_id):
        assert not lets_anybody_out(Journey.objects.get(pk=journey), NOON)
    assert (undo(world, journey), standing(world)) == (0, {lead.pk: [("active", "")]})


def test_a_day_later_it_is_no_launch_any_more_and_paused_it_still_is(world: World, sent: Recorder) -> None:
    lead, journey = asleep(world), draft(world)
    launch(world, journey)
    with pytest.raises(Refused):
        undo(world, journey, NOON + timedelta(days=1, seconds=1))
    assert standing(world) == {lead.pk: [("active", "")]}
    with tenancy.scope(world.workspace_id):
        pause(journey, SYSTEM)
    assert (undo(world, journey), standing(world)) == (1, {lead.pk: [("exited", "launch_undone")]})
    with tenancy.scope(world.workspace_id):
        told = AuditEntry.objects.filter(verb__in=["journey.paused", "lead.withdrawn"]).values_list("verb", "target_id")
        assert sorted(told) == [("journey.paused", str(journey)), ("lead.withdrawn", str(lead.pk))]


def test_whom_an_earlier_version_of_the_day_let_in_leaves_too(world: World, sent: Recorder) -> None:
    lead, journey = asleep(world), draft(world)
    launch(world, journey)
    with tenancy.scope(world.workspace_id):
        found = Journey.objects.get(pk=journey)
        found.draft["nodes"]["wait"]["config"] = {"days": 3}
        found.save(update_fields=["draft"])
    with clock.pretend(NOON + timedelta(hours=1)), tenancy.scope(world.workspace_id):
        assert publish(journey, SYSTEM).number == 2
    assert (undo(world, journey, NOON + timedelta(hours=2)), standing(world)) == (1, {lead.pk: [("exited", "launch_undone")]})


def test_what_a_resumed_journey_lets_in_can_be_taken_out_too(world: World, sent: Recorder) -> None:
    """Published long ago: whoever came before the pause stays, whoever joined the segment meanwhile was let in by the resume."""
    before, journey = asleep(world), draft(world)
    launch(world, journey)
    with tenancy.scope(world.workspace_id), clock.pretend(NOON + timedelta(days=1)):
        pause(journey, SYSTEM)
    meanwhile, resumed = asleep(world), NOON + timedelta(days=9)
    with clock.pretend(resumed):
        with tenancy.scope(world.workspace_id):
            with pytest.raises(Refused):
                undo_launch(journey, SYSTEM)
            resume(journey, SYSTEM)
        work.run_until_quiet(world.workspace_id)
    assert undo(world, journey, resumed + timedelta(hours=1)) == 1
    assert standing(world) == {before.pk: [("active", "")], meanwhile.pk: [("exited", "launch_undone")]}
    with tenancy.scope(world.workspace_id):
        found = Journey.objects.get(pk=journey)
        assert not lets_anybody_out(found, resumed + timedelta(hours=1))


@pytest.mark.parametrize(
    ("state", "graph", "age", "may"),
    [
        ("live", GRAPH, UNDO_FOR, True), ("live", GRAPH, UNDO_FOR + timedelta(seconds=1), False), ("paused", GRAPH, timedelta(0), True),
        ("archived", GRAPH, timedelta(0), False),
        ("live", Graph(entry=Entry([EventEntry("x")])), timedelta(0), False),
    ],
)  # fmt: skip
def test_when_a_launch_may_be_undone(state: str, graph: Graph, age: timedelta, may: bool) -> None:
    assert may_undo(state, graph, NOON - age, NOON) == may
