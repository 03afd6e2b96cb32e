import threading
import time
from datetime import timedelta

import pytest
from django.db import connections

from journeys.actions.enrol import enrol_by_hand
from journeys.actions.segments import look_for_leads
from journeys.actions.withdraw import withdraw
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node, Reentry, SegmentEntry
from journeys.models import Enrolment
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.blacklist import blacklist
from leads.models import Company, Lead
from tenants.actions.workspaces import open_workspace
from tests.cast import person
from tests.conftest import NOON
from tests.journeys.world import Recorder, World, later


def waiting(entry: Entry, **rules: object) -> Graph:
    return Graph(start="w", entry=entry, nodes={"w": Node("wait", config={"days": 1}, next="x"), "x": Node("exit")}, **rules)


SIGNUP = Entry([EventEntry("signup")])


@pytest.mark.parametrize(
    ("reentry", "days", "passages"),
    [(Reentry(), 400, 1), (Reentry("always"), 2, 2), (Reentry("after", 30), 20, 1), (Reentry("after", 30), 31.1, 2)],
)
def test_reentry_rules(world: World, sent: Recorder, reentry: Reentry, days: float, passages: int) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        journey = world.live(waiting(SIGNUP, reentry=reentry))
        assert world.enrol(journey, lead, key="a") == 1
        assert world.enrol(journey, lead, key="b") == 0
    with clock.pretend(later(NOON, days=1)):
        world.run()
    with clock.pretend(later(NOON, days=days)):
        world.enrol(journey, lead, key="c")
    assert [passage.passage for passage in world.passages(lead)] == list(range(1, passages + 1))


def test_the_same_cause_enters_once_even_when_every_entry_is_allowed(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        journey = world.live(waiting(SIGNUP, reentry=Reentry("always")))
        world.enrol(journey, lead, key="event:1")
    with clock.pretend(later(NOON, days=1)):
        world.run()
        assert world.enrol(journey, lead, key="event:1") == 0


def test_an_event_lets_in_and_a_bot_or_another_property_does_not(world: World, sent: Recorder) -> None:
    lead = world.lead()
    world.live(waiting(Entry([EventEntry("asset_downloaded", {"asset": "Guide"})])))
    world.event(lead, "asset_downloaded", asset="guide", is_bot=True)
    world.event(lead, "asset_downloaded", asset="other")
    assert world.passages(lead) == []
    world.event(lead, "asset_downloaded", asset="guide")
    assert world.passage(lead).entry_key[:6] == "event:"


def test_a_stage_that_ends_the_journey_keeps_out(world: World, sent: Recorder) -> None:
    lead = world.lead(stage="customer")
    journey = world.live(waiting(SIGNUP, exits=Ends(stages=["customer"])))
    assert world.enrol(journey, lead) == 0
    with tenancy.scope(world.workspace_id), pytest.raises(Refused, match="may not enter now"):
        enrol_by_hand(journey.pk, lead.pk, SYSTEM)


def test_a_segment_lets_in_in_chunks_and_looks_again_in_an_hour(world: World, sent: Recorder) -> None:
    with clock.pretend(NOON):
        quiet = world.leads(1100)
        with tenancy.scope(world.workspace_id):
            Lead.objects.update(last_active_at=NOON - timedelta(days=61))
        world.lead(last_active_at=NOON - timedelta(days=59))
        journey = world.live(waiting(Entry(segment=SegmentEntry({"active": ["..60d"]}))))
        rounds = 0
        while tenancy_do(world):
            rounds += 1
    assert rounds == 3
    with tenancy.scope(world.workspace_id):
        assert Enrolment.objects.filter(journey=journey).count() == len(quiet)
        journey.refresh_from_db()
        assert (journey.segment_after, journey.segment_due_at) == (None, later(NOON, hours=1))


def tenancy_do(world: World) -> int:
    with tenancy.scope(world.workspace_id):
        return look_for_leads()


def test_withdrawn_by_hand_is_out_at_once(world: World, sent: Recorder) -> None:
    lead = world.lead()
    world.enrol(world.live(waiting(SIGNUP)), lead)
    with tenancy.scope(world.workspace_id):
        withdraw(world.passage(lead).pk, SYSTEM)
        with pytest.raises(Refused, match="over already"):
            withdraw(world.passage(lead).pk, SYSTEM)
    with clock.pretend(later(NOON, days=400)):
        world.run()
    assert (world.passage(lead).state, world.history(lead)) == ("exited", [])


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """A world whose rows other threads can see."""
    return World(open_workspace(slug="race", name="Race", owner=person("race@acme.example", "Race")).id)


@pytest.mark.parametrize("round_", range(3))
def test_twenty_causes_at_once_make_one_passage(committed_world: World, sent: Recorder, round_: int) -> None:
    world, barrier, entered = committed_world, threading.Barrier(8), []
    lead, journey = world.lead(), world.live(waiting(SIGNUP, reentry=Reentry("always")))

    def enter(number: int) -> None:
        barrier.wait()
        entered.append(world.enrol(journey, lead, key=f"event:{number}"))
        connections.close_all()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(entered) == 1
    assert world.passage(lead).state == "active"


def test_who_asks_while_a_company_is_being_barred_waits_for_the_answer(committed_world: World, sent: Recorder) -> None:
    world, barred = committed_world, threading.Event()
    with tenancy.scope(world.workspace_id):
        company = Company.objects.create(name="alpha", domain="alpha.example")
    lead, journey = world.lead(company=company), world.live(waiting(SIGNUP))

    def bar() -> None:
        with tenancy.scope(world.workspace_id):
            blacklist(company.pk, "They told us so", SYSTEM)
            barred.set()
            time.sleep(0.5)
        connections.close_all()

    thread = threading.Thread(target=bar)
    thread.start()
    barred.wait(10)
    entered = world.enrol(journey, lead)
    thread.join()
    assert entered == 0
