from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from journeys.actions import advance
from journeys.actions.journeys import change_draft
from journeys.actions.publish import pause, publish, resume
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node, plain
from kernel import claim, clock, tenancy
from kernel.audit import SYSTEM
from tests.conftest import NOON
from tests.journeys.world import Recorder, World, later

DAY = timedelta(days=1)


def mail_then(*more: tuple[str, Node], **rules: object) -> Graph:
    nodes = {
        "mail": Node("send_message", config={"template": "a"}, next=more[0][0] if more else "done"),
        **dict(more),
        "done": Node("exit"),
    }
    return Graph(start="mail", entry=Entry([EventEntry("signup")]), nodes=nodes, **rules)


WAIT = ("pause", Node("wait", config={"days": 3}, next="again"))
AGAIN = ("again", Node("send_message", config={"template": "b"}, next="done"))
OPENED = ("opened", Node("wait_until", config={"what": "opened", "days": 3}, next="done", branches={"deadline": "again"}))


def test_a_wait_ends_on_time_and_not_before(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then(WAIT, AGAIN)), lead)
        world.run()
    assert sent.nodes_of(lead.pk) == ["mail"]
    assert world.passage(lead).until == NOON + 3 * DAY
    with clock.pretend(NOON + 3 * DAY - timedelta(seconds=1)):
        world.run()
    assert sent.nodes_of(lead.pk) == ["mail"]
    with clock.pretend(NOON + 3 * DAY):
        world.run()
    assert sent.nodes_of(lead.pk) == ["mail", "again"]
    assert world.history(lead) == [("mail", "queued"), ("pause", "waited"), ("again", "queued"), ("done", "exit")]
    assert world.passage(lead).state == "finished"


def test_not_opened_in_three_days_is_sent_once_more_and_only_once(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then(OPENED, AGAIN)), lead)
        world.run()
    for days in (3, 4, 10, 100):
        with clock.pretend(later(NOON, days=days)):
            world.run()
    assert sent.nodes_of(lead.pk) == ["mail", "again"]


@pytest.mark.parametrize(("name", "is_bot", "nodes"), [("email_opened", False, ["mail"]), ("email_clicked", False, ["mail"]),
                                                       ("email_opened", True, ["mail", "again"])])  # fmt: skip
def test_a_human_open_cancels_the_resend_and_a_bot_does_not(
    world: World, sent: Recorder, name: str, is_bot: bool, nodes: list[str]
) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then(OPENED, AGAIN)), lead)
        world.run()
    with clock.pretend(later(NOON, days=2.99)):
        world.event(lead, name, is_bot=is_bot, message_id=sent.ref(lead.pk, "mail"))
        world.run()
    with clock.pretend(later(NOON, days=3.5)):
        world.run()
    assert sent.nodes_of(lead.pk) == nodes


def test_an_open_whose_news_is_late_still_cancels_the_resend(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then(OPENED, AGAIN)), lead)
        world.run()
    ref = sent.ref(lead.pk, "mail")
    world.event(lead, "email_opened", later(NOON, days=2.99), heard=False, message_id=ref)
    with clock.pretend(later(NOON, days=3)):
        world.run()
    assert world.history(lead) == [("mail", "queued"), ("opened", "met"), ("done", "exit")]


def test_an_open_of_another_message_is_none_of_its_business(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then(OPENED, AGAIN)), lead)
        world.run()
    with clock.pretend(later(NOON, days=1)):
        world.event(lead, "email_opened", message_id="another")
        world.run()
    assert world.passage(lead).node == "opened"


def test_a_poison_enrolment_stands_alone_rests_and_is_parked(world: World, sent: Recorder) -> None:
    leads = world.leads(9)
    sent.poison = {leads[4].pk}
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then()), *leads)
        world.run()
    states = {lead.pk: world.passage(lead).state for lead in leads}
    assert states == {lead.pk: "active" if lead.pk in sent.poison else "finished" for lead in leads}
    assert world.history(leads[4]) == []
    for attempt in range(1, claim.PARK_AFTER):
        assert (world.passage(leads[4]).attempt, world.passage(leads[4]).last_error) == (attempt, "RuntimeError('poison')")
        with clock.pretend(later(NOON, hours=attempt)):
            world.run()
    parked = world.passage(leads[4])
    assert (parked.state, parked.end_reason) == ("parked", "failures")


def test_a_crash_in_the_middle_leaves_nothing_half_done(world: World, sent: Recorder) -> None:
    lead = world.lead()
    journey = world.live(mail_then(WAIT, AGAIN))
    world.enrol(journey, lead)
    with tenancy.scope(world.workspace_id):
        rows = claim.claim("journeys_enrolment", "c.state = 'active'", 10)
    with pytest.raises(KeyboardInterrupt):
        advance_and_die(world, rows)
    assert world.history(lead) == []
    assert (world.passage(lead).node, world.passage(lead).visit) == ("mail", 1)


def advance_and_die(world: World, rows: list[claim.Claimed]) -> None:
    with tenancy.scope(world.workspace_id):
        assert advance.advance(rows) == 1
        raise KeyboardInterrupt


def test_who_lost_the_claim_moves_nothing(world: World, sent: Recorder) -> None:
    lead = world.lead()
    world.enrol(world.live(mail_then(WAIT, AGAIN)), lead)
    with tenancy.scope(world.workspace_id):
        (row,) = claim.claim("journeys_enrolment", "c.state = 'active'", 10)
    with tenancy.scope(world.workspace_id):
        assert advance.advance([claim.Claimed(row.id, row.attempt - 1)]) == 0
    assert sent.done == {}


def test_a_thousand_advance_in_few_queries(world: World, sent: Recorder, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    leads = world.leads(1000)
    world.enrol(world.live(mail_then(WAIT, AGAIN)), *leads)
    with django_assert_max_num_queries(50):
        world.run()
    assert len(sent.done) == 1000


def test_running_passages_stay_on_their_version(world: World, sent: Recorder) -> None:
    old, new = world.lead(), world.lead()
    with clock.pretend(NOON):
        journey = world.live(mail_then(WAIT, AGAIN))
        world.enrol(journey, old)
        world.run()
        with tenancy.scope(world.workspace_id):
            change_draft(journey_id=journey.pk, definition=plain(mail_then()), actor=SYSTEM)
            assert publish(journey.pk, SYSTEM).number == 2
            assert publish(journey.pk, SYSTEM).number == 2
        world.enrol(journey, new)
        world.run()
    with clock.pretend(later(NOON, days=3)):
        world.run()
    assert (sent.nodes_of(old.pk), sent.nodes_of(new.pk)) == (["mail", "again"], ["mail"])


def test_paused_time_does_not_burst_on_resume(world: World, sent: Recorder) -> None:
    leads = world.leads(3)
    journey = world.live(mail_then(WAIT, AGAIN))
    for hours, lead in enumerate(leads):
        with clock.pretend(later(NOON, hours=hours)):
            world.enrol(journey, lead)
            world.run()
    with clock.pretend(later(NOON, days=1)), tenancy.scope(world.workspace_id):
        pause(journey.pk, SYSTEM)
    with clock.pretend(later(NOON, days=10)):
        world.run()
        assert world.passage(leads[0]).attempt == 0
        with tenancy.scope(world.workspace_id):
            resume(journey.pk, SYSTEM)
        world.run()
    assert [world.passage(lead).until for lead in leads] == [later(NOON, days=12, hours=hours) for hours in range(3)]
    with clock.pretend(later(NOON, days=12)):
        world.run()
    assert [sent.nodes_of(lead.pk) for lead in leads] == [["mail", "again"], ["mail"], ["mail"]]


def test_a_goal_wins_over_a_due_step(world: World, sent: Recorder) -> None:
    lead = world.lead()
    with clock.pretend(NOON):
        world.enrol(world.live(mail_then(WAIT, AGAIN, goal=Ends(stages=["mql"]))), lead)
        world.run()
    with tenancy.scope(world.workspace_id):
        type(lead).objects.filter(pk=lead.pk).update(stage="mql")
    with clock.pretend(later(NOON, days=3)):
        world.run()
    assert (world.passage(lead).state, world.passage(lead).end_reason) == ("goal", "stage:mql")
    assert sent.nodes_of(lead.pk) == ["mail"]


def test_a_lead_takes_at_most_a_hundred_steps_a_day(world: World, sent: Recorder) -> None:
    lead = world.lead()
    spin = Node("wait_until", config={"what": "event:x", "days": 1}, next="mail", branches={"deadline": "done"})
    journey = world.live(mail_then(("spin", spin)))
    with clock.pretend(NOON):
        world.enrol(journey, lead)
        for minute in range(60):
            with clock.pretend(later(NOON, minutes=minute)):
                world.run()
                world.event(lead, "x")
    assert (world.passage(lead).state, world.passage(lead).end_reason) == ("parked", "too_many_steps")
    assert len(world.history(lead)) == 100
