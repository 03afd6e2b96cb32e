from journeys.actions.carry_over import carry_over
from journeys.actions.hear import hear_moves
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node
from kernel import clock, tenancy
from leads.facts import StageMove
from leads.models import Lead
from tests.conftest import NOON
from tests.journeys.world import Recorder, World, later

SIGNUP = Entry([EventEntry("signup")])


def until(what: str, **rules: object) -> Graph:
    nodes = {
        "w": Node("wait_until", config={"what": what, "days": 14}, next="yes", branches={"deadline": "no"}),
        "yes": Node("exit", config={"reason": "yes"}),
        "no": Node("exit", config={"reason": "no"}),
    }
    return Graph(start="w", entry=SIGNUP, nodes=nodes, **rules)


def move(world: World, lead: Lead, to: str, *, history: bool = False, reason: str = "manual") -> None:
    with tenancy.scope(world.workspace_id):
        Lead.objects.filter(pk=lead.pk).update(stage=to)
        moved = StageMove(lead_id=lead.pk, from_stage="name", to_stage=to, visit_no=1, at=clock.now(), reason=reason)
        hear_moves([moved], history=history)


def test_waiting_for_an_event(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(until("event:demo_requested")), lead)
        world.run()
    with clock.pretend(later(NOON, days=1)):
        world.event(lead, "demo_requested", later(NOON, days=-1))
        world.event(lead, "page_viewed")
        world.run()
        assert world.passage(lead).state == "active"
        world.event(lead, "demo_requested")
        world.run()
    assert world.passage(lead).end_reason == "yes"


def test_waiting_for_any_sign_of_life(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(until("any")), lead)
        world.run()
    with clock.pretend(later(NOON, days=1)):
        world.event(lead, "sdr_touched")
        world.run()
        assert world.passage(lead).state == "active"
        world.event(lead, "page_viewed")
        world.run()
    assert world.passage(lead).end_reason == "yes"


def test_waiting_for_a_stage(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(until("stage:target")), lead)
        world.run()
    with clock.pretend(later(NOON, days=1)):
        move(world, lead, "target")
        world.run()
    assert world.passage(lead).end_reason == "yes"


def test_goal_and_exit_by_stage_and_event(world: World, sent: Recorder) -> None:
    leads = world.leads(3)
    with clock.pretend(NOON):
        world.enrol(world.live(until("any", goal=Ends(["bought"], ["mql"]), exits=Ends(["unsubscribed"]))), *leads)
        world.run()
    with clock.pretend(later(NOON, days=1)):
        move(world, leads[0], "mql")
        world.event(leads[1], "bought")
        world.event(leads[2], "unsubscribed")
    told = [(world.passage(lead).state, world.passage(lead).end_reason) for lead in leads]
    assert told == [("goal", "stage:mql"), ("goal", "event:bought"), ("exited", "event:unsubscribed")]


def test_a_stage_lets_in_but_not_one_only_passed_nor_history(world: World, sent: Recorder) -> None:
    passed, past, entered = world.lead(), world.lead(), world.lead()
    world.live(Graph(start="x", entry=Entry(stages=["target"]), nodes={"x": Node("exit")}))
    move(world, passed, "target", reason="passed")
    move(world, past, "target", history=True)
    move(world, entered, "target")
    assert [len(world.passages(lead)) for lead in (passed, past, entered)] == [0, 0, 1]


def test_history_ends_but_never_wakes(world: World, sent: Recorder) -> None:
    lead, other = world.lead(), world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(until("stage:target", exits=Ends(stages=["customer"]))), lead, other)
        world.run()
        move(world, lead, "target", history=True)
        move(world, other, "customer", history=True)
    assert (world.passage(lead).signal, world.passage(other).state) == ("", "exited")


def test_a_merge_carries_passages_over_and_leaves_one_running(world: World, sent: Recorder) -> None:
    winner, loser, third = world.lead(), world.lead(), world.lead()
    with clock.pretend(NOON):
        shared, alone = world.live(until("any")), world.live(until("any"), "Other")
        world.enrol(shared, winner, loser, third)
        world.enrol(alone, loser, third)
        world.run()
    with tenancy.scope(world.workspace_id):
        carry_over([winner.pk, winner.pk], [loser.pk, third.pk])
        carry_over([winner.pk, winner.pk], [loser.pk, third.pk])
    assert (world.passages(loser), world.passages(third)) == ([], [])
    told = sorted((p.journey_id == shared.pk, p.state, p.end_reason) for p in world.passages(winner))
    assert told == [
        (False, "active", ""),
        (False, "exited", "merged"),
        (True, "active", ""),
        (True, "exited", "merged"),
        (True, "exited", "merged"),
    ]
