"""A branch and an entry may ask a condition tree: they answer as segments do, of a whole batch at once."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings

from journeys.actions.advance import advance
from journeys.actions.enrol import Entry as Cause
from journeys.actions.enrol import enrol, let_in
from journeys.actions.journeys import change_draft, create_journey
from journeys.actions.publish import publish
from journeys.domain.graph import Entry, EventEntry, Graph, Node, SegmentEntry, plain
from journeys.models import Enrolment
from journeys.queries import standings
from journeys.queries.live import LiveJourney, live_journeys
from journeys.queries.preview import Preview, count_as_asked, preview
from kernel import claim, clock, keeper, tenancy, work
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries import trees
from tests.cast import Cast
from tests.conftest import NOON
from tests.journeys.world import Recorder, World, later
from tests.leads import segment_life
from tests.leads.segment_life import TREES

SIGNUP = Entry([EventEntry("signup")])
WORKED = [{"field": "stage", "op": "is", "value": ["engaged", "target"]}]
HOT: dict[str, Any] = {"ask": "tag", "tag": "hot"}


@pytest.fixture
def history(acme: Cast, noon: datetime) -> list[UUID]:
    """Eight leads, a hundred happenings in twenty days until noon."""
    return segment_life.lived(7, 100, timedelta(days=20), noon)


def entering(history: list[UUID]) -> "QuerySet[Lead]":
    """Whom a journey takes at all: open leads of no company on the blacklist."""
    return Lead.objects.filter(id__in=history, closed_at=None, person__company__blacklisted_at=None)


def branching(*cases: dict[str, Any]) -> Graph:
    """Each way ends by its name."""
    names = [case["name"] for case in cases]
    nodes = {name: Node("exit", config={"reason": name}) for name in [*names, "otherwise"]}
    return Graph("b", SIGNUP, nodes={"b": Node("branch", config={"cases": list(cases)}, next="otherwise",
                                               branches={name: name for name in names}), **nodes})  # fmt: skip


def live(graph: Graph) -> LiveJourney:
    """Inside the open scope."""
    journey = create_journey(kind="custom", name="Try", actor=SYSTEM)
    change_draft(journey_id=journey.pk, definition=plain(graph), actor=SYSTEM)
    publish(journey.pk, SYSTEM)
    return live_journeys(journey.pk)[0]


def walked(graph: Graph, leads: list[UUID]) -> dict[UUID, str]:
    """Lead → how its passage ended, all of them advanced as one batch."""
    journey = live(graph)
    enrol(journey, [Cause(lead, "hand") for lead in leads])
    advance(claim.claim(standings.TABLE, standings.READY, 500))
    return dict(Enrolment.objects.filter(journey_id=journey.id).values_list("lead_id", "end_reason"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=TREES, second=TREES)
def test_the_ways_are_chosen_as_segments_answer(
    acme: Cast, history: list[UUID], noon: datetime, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """By a tree; by short conditions and a tree; else otherwise."""
    cases = [{"name": "one", "lead": first}, {"name": "two", "when": WORKED, "lead": second}]
    assume(not any(trees.fault(parse(tree)) for tree in (first, second)) and first != {"all": []})
    one, two = trees.members(parse(first)), trees.members(parse(second))
    with transaction.atomic():
        open_leads = dict(entering(history).values_list("id", "stage"))
        worked = {lead for lead, stage in open_leads.items() if stage in ("engaged", "target")}
        wanted = {lead: "one" if lead in one else "two" if lead in two & worked else "otherwise" for lead in open_leads}
        assert walked(branching(*cases), history) == wanted
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_the_entry_lets_in_whom_a_segment_would_name(acme: Cast, history: list[UUID], noon: datetime, tree: dict[str, Any]) -> None:
    assume(not trees.fault(parse(tree)))
    named = trees.members(parse(tree)) & set(entering(history).values_list("id", flat=True))
    with transaction.atomic():
        graph = Graph("x", Entry([EventEntry("demo_viewed")], ["mql"], SegmentEntry({"known": ["yes"]}), tree), nodes={"x": Node("exit")})
        counted = preview(graph.entry)
        assert set(let_in(live(graph), [Cause(lead, "hand") for lead in history])) == named
        assert counted == Preview(
            matching=len(named),
            did=len(named & trees.members(parse({"ask": "did", "event": "demo_viewed", "days": 30}))),
            entered=len(
                trees.members(parse({"all": [tree, {"ask": "been", "stage": "mql", "days": 30}, {"not": {"ask": "blacklisted"}}]}))
            ),
        )
        transaction.set_rollback(True)


def test_asked_once_however_many_stand_there(acme: Cast, noon: datetime) -> None:
    leads = segment_life.people(9, Random(1))
    big = {"ask": "number", "field": "returns", "op": "at_least", "value": 1}
    asked = []
    for some in (leads[:1], leads[1:]):
        journey = live(branching({"name": "big", "lead": big}, {"name": "old", "lead": {"not": big}}))
        enrol(journey, [Cause(lead, "hand") for lead in some])
        claimed = claim.claim(standings.TABLE, standings.READY, 500)
        with CaptureQueriesContext(connection) as found:
            advance(claimed)
        asked.append(len(found))
        assert set(Enrolment.objects.filter(journey_id=journey.id).values_list("end_reason", flat=True)) == {"old"}
    assert asked[0] == asked[1]


def test_a_branch_behind_a_step_sees_what_it_did_and_branches_follow_each_other(world: World) -> None:
    lead = world.lead()
    ways = {"cases": [{"name": "hot", "lead": {"all": [HOT, {"not": {"ask": "tag", "tag": "cold"}}]}}]}
    nodes = {
        "first": Node("branch", config=ways, next="tag", branches={"hot": "wrong"}),
        "tag": Node("tag", config={"tag": "hot"}, next="second"),
        "second": Node("branch", config=ways, next="wrong", branches={"hot": "third"}),
        "third": Node("branch", config={"cases": [{"name": "cold", "lead": {"not": HOT}}]}, next="rest", branches={"cold": "wrong"}),
        "rest": Node("wait", config={"days": 1}, next="right"),
        "wrong": Node("exit", config={"reason": "wrong"}),
        "right": Node("exit", config={"reason": "right"}),
    }
    with clock.pretend(NOON):
        world.enrol(world.live(Graph("first", SIGNUP, nodes=nodes)), lead)
        world.run()
    assert world.passage(lead).node == "rest"
    with clock.pretend(later(NOON, days=1)):
        world.run()
    assert world.passage(lead).end_reason == "right"
    assert [outcome for _, outcome in world.history(lead)] == ["otherwise", "tagged", "hot", "otherwise", "waited", "exit"]


def test_only_who_is_asked_at_the_event_the_stage_and_the_round_and_not_by_hand(world: World, sent: Recorder) -> None:
    there, other = world.lead(title="CTO", known=True), world.lead(title="Intern", known=True)
    cto = {"ask": "text", "field": "title", "op": "is", "values": ["cto"]}
    nodes = {"w": Node("wait", config={"days": 1}, next="x"), "x": Node("exit")}
    with clock.pretend(NOON):
        by_event = world.live(Graph("w", Entry([EventEntry("signup")], lead=cto), nodes=nodes), "By event")
        by_round = world.live(Graph("w", Entry(segment=SegmentEntry({"known": ["yes"]}), lead=cto), nodes=nodes), "By segment")
        for lead in (there, other):
            world.event(lead, "signup")
        work.run_until_quiet(world.workspace_id)
        told = [{passage.journey_id for passage in world.passages(lead)} for lead in (there, other)]
        assert told == [{by_event.pk, by_round.pk}, set()]
        world.enrol(by_event, other)
    assert [passage.journey_id for passage in world.passages(other)] == [by_event.pk]


def test_what_is_not_there_keeps_it_from_being_launched(world: World, sent: Recorder) -> None:
    gone = {"any": [{"ask": "segment", "segment": "00000000-0000-0000-0000-000000000000"}]}
    with pytest.raises(Refused, match=r"^b: The way “in”, any\[0\]: "):
        world.live(branching({"name": "in", "lead": gone}))
    with pytest.raises(Refused, match=r"^entry: Condition any\[0\]: "):
        world.live(Graph("x", Entry(stages=["mql"], lead=gone), nodes={"x": Node("exit")}))


def test_the_count_before_the_launch_names_who_would_enter(world: World, sent: Recorder) -> None:
    there, other = world.lead(title="CTO", known=True), world.lead(title="Intern", known=True)
    cto = {"ask": "text", "field": "title", "op": "is", "values": ["cto"]}
    for lead in (there, other):
        world.event(lead, "signup")
    with tenancy.scope(world.workspace_id):
        segment = SegmentEntry({"known": ["yes"]})
        assert preview(Entry([EventEntry("signup")], ["mql"], segment)) == Preview(matching=2, did=2, entered=0)
        assert preview(Entry([EventEntry("signup")], ["mql"], segment, cto)) == Preview(matching=1, did=1, entered=0)


def test_the_count_of_who_did_it_may_be_kept(world: World, sent: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    def remember(name: str, about: str) -> tuple[Any, datetime]:
        if about not in told:
            told[about] = keeper.QUESTIONS[name](about)
        return told[about], NOON

    monkeypatch.setattr(keeper, "MEMORY", [remember])
    there, other = world.lead(title="CTO", known=True), world.lead(title="Intern", known=True)
    cto = {"ask": "text", "field": "title", "op": "is", "values": ["cto"]}
    world.event(there, "signup", plan="B")
    with tenancy.scope(world.workspace_id):
        assert preview(Entry([EventEntry("signup", {"plan": "b"})])) == Preview(did=1, as_of=NOON)
        assert preview(Entry([EventEntry("signup", {"plan": "c"}), EventEntry("other")])) == Preview(did=0, as_of=NOON)
    world.event(other, "signup", plan="B")
    with tenancy.scope(world.workspace_id):
        assert preview(Entry([EventEntry("signup", {"plan": "b"})])) == Preview(did=1, as_of=NOON)
        assert preview(Entry([EventEntry("signup", {"plan": "b"})], lead=cto)) == Preview(did=1, as_of=NOON)
        assert preview(Entry([EventEntry("signup"), EventEntry("signup", {"plan": "c"})])) == Preview(did=2, as_of=NOON)
        told.update(dict.fromkeys(told))  # the worker did not understand it
        assert preview(Entry([EventEntry("signup", {"plan": "b"})])) == Preview(did=2)
        assert count_as_asked('{"events": [{"name": "signup"}], "lead": {"ask": "nothing"}}') is None
