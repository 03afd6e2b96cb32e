"""The three templates, walked."""

import pytest

from journeys.domain import templates
from journeys.domain.graph import plain
from journeys.models import Journey
from kernel import clock, tenancy
from tests.conftest import NOON
from tests.journeys.world import Recorder, World, later


def test_a_new_workspace_has_them_as_drafts(world: World) -> None:
    with tenancy.scope(world.workspace_id):
        kept = {journey.kind: (journey.state, journey.draft) for journey in Journey.objects.all()}
    assert kept == {kind: ("draft", plain(templates.TEMPLATES[kind]())) for kind in ("welcome", "drip", "reengagement")}


@pytest.mark.parametrize(("persona", "key"), [("cxo", "cxo"), ("Marketer", "marketer"), ("developer", "other"), ("", "other")])
def test_welcome_greets_by_persona_and_once_more_when_nobody_opened(world: World, sent: Recorder, persona: str, key: str) -> None:
    lead, opener = world.lead(persona=persona), world.lead(persona=persona)
    with clock.pretend(NOON):
        world.live(templates.welcome())
        world.event(lead, "newsletter_subscribed")
        world.event(opener, "asset_downloaded")
        world.run()
    with clock.pretend(later(NOON, days=2.9)):
        world.event(opener, "email_opened", message_id=sent.ref(opener.pk, f"mail-{key}"))
        world.run()
    with clock.pretend(later(NOON, days=3)):
        world.run()
    with clock.pretend(later(NOON, days=90)):
        world.run()
    assert sent.nodes_of(lead.pk) == [f"mail-{key}", f"again-{key}"]
    assert sent.nodes_of(opener.pk) == [f"mail-{key}"]
    assert [world.passage(x).state for x in (lead, opener)] == ["finished", "finished"]


def test_drip_ends_when_the_lead_qualifies(world: World, sent: Recorder) -> None:
    stays, qualifies = world.lead(stage="engaged"), world.lead(stage="engaged")
    with clock.pretend(NOON):
        journey = world.live(templates.drip())
        world.enrol(journey, stays, qualifies)
        world.run()
    for days in (7, 14):
        with clock.pretend(later(NOON, days=days)):
            world.run()
    with tenancy.scope(world.workspace_id):
        type(qualifies).objects.filter(pk=qualifies.pk).update(stage="mql")
    for days in (21, 35):
        with clock.pretend(later(NOON, days=days)):
            world.run()
    assert sent.nodes_of(stays.pk) == ["mail-1", "mail-2", "mail-3"]
    assert sent.nodes_of(qualifies.pk) == ["mail-1", "mail-2"]
    assert [world.passage(x).state for x in (stays, qualifies)] == ["finished", "goal"]


def test_reengagement_succeeds_with_any_sign_of_life_or_sets(world: World, sent: Recorder) -> None:
    silent, back = world.lead(last_active_at=later(NOON, days=-61)), world.lead(last_active_at=later(NOON, days=-61))
    with clock.pretend(NOON):
        world.enrol(world.live(templates.reengagement()), silent, back)
        world.run()
        assert sent.nodes_of(silent.pk) == ["call", "mail"]
    with clock.pretend(later(NOON, days=5)):
        world.event(back, "page_viewed")
        world.run()
    with clock.pretend(later(NOON, days=14)):
        world.run()
    assert (world.passage(back).state, sent.nodes_of(back.pk)) == ("goal", ["call", "mail"])
    assert (world.passage(silent).end_reason, sent.nodes_of(silent.pk)) == ("sunset", ["call", "mail", "sunset"])


def test_a_website_message_is_answered_at_once_and_nurtured_until_sales_accepts(world: World, sent: Recorder) -> None:
    waits, accepted = world.lead(stage="mql"), world.lead(stage="mql")
    with clock.pretend(NOON):
        world.live(templates.message())
        for lead in (waits, accepted):
            world.event(lead, "contact_request_submitted")
        world.run()
        assert sent.nodes_of(waits.pk) == sent.nodes_of(accepted.pk) == ["answer"]
        assert sent.done[next(iter(sent.done))].config["template"] == "message-received"
    with clock.pretend(later(NOON, days=7)):
        world.event(waits, "contact_request_submitted")
        world.run()
    with tenancy.scope(world.workspace_id):
        type(accepted).objects.filter(pk=accepted.pk).update(stage="sql")
    for days in (14, 21):
        with clock.pretend(later(NOON, days=days)):
            world.run()
    assert sent.nodes_of(waits.pk) == ["answer", "mail-1", "mail-2", "mail-3"]
    assert sent.nodes_of(accepted.pk) == ["answer", "mail-1"]
    assert [world.passage(lead).state for lead in (waits, accepted)] == ["finished", "goal"]
    with clock.pretend(later(NOON, days=30)):
        world.event(waits, "contact_request_submitted")
        world.run()
    assert sent.nodes_of(waits.pk)[-1] == "answer"
