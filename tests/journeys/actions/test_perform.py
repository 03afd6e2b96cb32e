"""The built-in steps with an effect, carried out for real, and the way facts reach journeys."""

from journeys.domain.graph import Entry, EventEntry, Graph, Node
from kernel import clock, facts, ids, sql, tenancy, work
from leads.actions.lifecycle import Move, move_stage
from leads.domain.snapshot import REFERENCE
from leads.models import Lead, Snapshot, StageVisit
from leads.queries.leads import search
from scoring.facts import LeadScored
from scoring.models import TagEntry
from tests.journeys.world import World, later

SIGNUP = Entry([EventEntry("signup")])
GRAPH = Graph("tag", SIGNUP, nodes={
    "tag": Node("tag", config={"tag": "warm"}, next="move"),
    "move": Node("move_stage", config={"stage": "engaged", "note": "by welcome"}, next="again"),
    "again": Node("move_stage", config={"stage": "engaged"}, next="unknown"),
    "unknown": Node("move_stage", config={"stage": "moon"}, next="who"),
    "who": Node("branch", config={"cases": [
        {"name": "yes", "when": [{"field": "tag", "op": "is", "value": "warm"}, {"field": "stage", "op": "is", "value": "engaged"}]},
    ]}, next="no", branches={"yes": "yes"}),
    "yes": Node("exit", config={"reason": "yes"}),
    "no": Node("exit", config={"reason": "no"}),
})  # fmt: skip


def test_tag_and_move_for_real_and_a_later_branch_sees_them(world: World) -> None:
    leads = world.leads(3)
    world.enrol(world.live(GRAPH), *leads)
    world.run()
    with tenancy.scope(world.workspace_id):
        assert TagEntry.objects.filter(tag__name="warm").count() == 3
        assert list(Lead.objects.values_list("stage", flat=True).distinct()) == ["engaged"]
        assert set(StageVisit.objects.filter(stage="engaged").values_list("reason", "note")) == {("journey", "by welcome")}
    assert world.history(leads[0]) == [
        ("tag", "tagged"), ("move", "moved"), ("again", "there"), ("unknown", "refused"), ("who", "yes"), ("yes", "exit"),
    ]  # fmt: skip


def told(world: World, lead: Lead, *, history: bool) -> None:
    """An event that scoring has just told of."""
    with tenancy.scope(world.workspace_id):
        world.event(lead, "signup", heard=False)
        key = sql.tuples("SELECT id FROM tracking_event WHERE workspace_id = %(workspace_id)s ORDER BY id DESC LIMIT 1")[0][0]
        facts.publish(LeadScored(lead_ids=[lead.pk], event_ids=[key], event_lead_ids=[lead.pk], at=clock.now(), history=history))
    work.run_until_quiet(world.workspace_id)


def test_scores_let_in_and_history_does_not(world: World) -> None:
    past, now = world.lead(), world.lead()
    world.live(GRAPH)
    told(world, past, history=True)
    told(world, now, history=False)
    assert [len(world.passages(lead)) for lead in (past, now)] == [0, 1]
    assert world.passage(now).end_reason == "yes"


def test_a_move_lets_in_by_stage(world: World) -> None:
    lead = world.lead()
    world.live(Graph("x", Entry(stages=["engaged"]), nodes={"x": Node("exit")}))
    with tenancy.scope(world.workspace_id):
        move_stage(Move(lead.pk, "engaged", "engaged", clock.now()), actor=world.actor)
    work.run_until_quiet(world.workspace_id)
    assert world.passage(lead).entry_key == "stage:engaged:1"


def test_leads_can_be_filtered_by_journey(world: World) -> None:
    inside, _outside = world.lead(), world.lead()
    wait = Graph("w", SIGNUP, nodes={"w": Node("wait", config={"days": 1}, next="x"), "x": Node("exit")})
    journey = world.live(wait)
    world.enrol(journey, inside)
    with tenancy.scope(world.workspace_id):
        assert [lead.pk for lead in search({"in_journey": ["any"]})] == [inside.pk]
        assert [lead.pk for lead in search({"in_journey": [str(journey.pk)]})] == [inside.pk]
        assert search({"in_journey": [str(ids.new())]}).count() == 0


def test_a_score_is_read_as_it_stands_when_the_branch_is_reached(world: World) -> None:
    lead = world.lead()
    hot = {"cases": [{"name": "hot", "when": [{"field": "score", "op": "at_least", "value": 10}]}]}
    nodes = {
        "w": Node("wait", config={"days": 1}, next="who"),
        "who": Node("branch", config=hot, next="cold", branches={"hot": "warm"}),
        "warm": Node("exit", config={"reason": "warm"}),
        "cold": Node("exit", config={"reason": "cold"}),
    }
    with tenancy.scope(world.workspace_id):
        Snapshot.objects.filter(pk=lead.pk).update(fit=4, interest_sign=1, interest_log=2.0794415, interest_rate=0.05)
    with clock.pretend(REFERENCE):
        world.enrol(world.live(Graph("w", SIGNUP, nodes=nodes)), lead)
        world.run()
    with clock.pretend(later(REFERENCE, days=1)):
        world.run()
    assert world.passage(lead).end_reason == "warm"
