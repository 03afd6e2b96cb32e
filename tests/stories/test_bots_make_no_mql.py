"""No lead becomes an MQL from bot traffic alone (M11): the machines of the bench line `bots`, through the real actions."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from bench.traffic import mail, web
from bench.traffic.actors import Actor
from bench.traffic.play import play_mails, play_web
from kernel import clock, tenancy, work
from leads.actions.people import create_lead
from leads.models import Lead, StageVisit
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tracking.actions.accept import accept_messages
from tracking.models import Event

Maker = Callable[[Random], mail.Mail]
# As good a fit as the default rulebook knows: 38 points before anything happens.
BEST = {
    "name": "Rita Reader", "email": "rita@reader.example", "title": "CEO", "company": "Reader", "industry": "software", "persona": "cxo",
}  # fmt: skip
SHOWN = (web.crawler, web.previewer, web.monitor, web.headless, web.driven, web.blind)
STRANGERS = (*SHOWN, web.scraper, web.follower, web.detonator, web.patient, web.sandbox)
GATEWAYS = (
    mail.safelinks, mail.mimecast, mail.proofpoint, mail.barracuda, mail.looks_ahead, mail.apple, mail.on_delivery, mail.patient_trap,
)  # fmt: skip


def best_lead(cast: Cast) -> Lead:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        return create_lead(BEST, as_actor(cast.mara))


def stages(cast: Cast) -> set[str]:
    """Every stage that a lead of the workspace ever was in."""
    with tenancy.scope(cast.acme.id):
        return set(StageVisit.objects.values_list("stage", flat=True))


def weeks_of(cast: Cast, lead: Lead, make: Maker, weeks: int) -> None:
    """A mail a week, read by a machine of this kind."""
    random = Random(3)
    for week in range(weeks):
        start = NOON + timedelta(days=7 * week, hours=1)
        with tenancy.scope(cast.acme.id):
            play_mails([make(random)], start, lead.pk, f"week:{week}")
        with clock.pretend(start + timedelta(hours=1)):
            work.run_until_quiet(cast.acme.id)


@pytest.mark.parametrize("make", [*GATEWAYS, mail.one_link, mail.late_picture])
def test_eight_weeks_of_mails_that_only_a_gateway_reads(cast: Cast, make: Maker) -> None:
    weeks_of(cast, best_lead(cast), make, 8)
    assert "mql" not in stages(cast)


def test_a_patient_gateway_needs_more_than_two_mails(cast: Cast) -> None:
    """All links one by one under a browser's name, without the trap, is what a keen reader does: the limit that docs/bots.md names."""
    weeks_of(cast, best_lead(cast), mail.slow, 2)
    assert "mql" not in stages(cast)


def test_machines_on_the_website_stay_strangers(cast: Cast) -> None:
    random = Random(5)
    with tenancy.scope(cast.acme.id):
        for day in range(5):
            play_web([make(random) for make in STRANGERS for _ in range(3)], NOON + timedelta(days=day), random)
    with clock.pretend(NOON + timedelta(days=5)):
        work.run_until_quiet(cast.acme.id)
    assert stages(cast) <= {"awareness", "friend"}


@pytest.mark.parametrize("make", SHOWN)
def test_a_machine_that_fills_in_forms_moves_nobody(cast: Cast, make: Callable[[Random], Actor]) -> None:
    """It gives the address of a lead that stands, and asks for a demo every day."""
    lead, seen = best_lead(cast), make(Random(1)).hits[0]
    context = {"page": {"url": seen.url}, "userAgent": seen.agent, **seen.context}
    said = {"anonymousId": "machine", "userId": "u-rita", "context": context}
    for day in range(3):
        with clock.pretend(NOON + timedelta(days=day, hours=1)):
            with tenancy.scope(cast.acme.id):
                accept_messages(
                    [
                        {**said, "type": "identify", "traits": BEST},
                        *({**said, "type": "track", "event": event} for event in ("demo_requested", "contact_request_submitted")),
                    ]
                )
            work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert set(Event.objects.values_list("is_bot", flat=True)) == {True}
        assert list(Lead.objects.values_list("pk", "last_active_at")) == [(lead.pk, lead.last_active_at)]
    assert stages(cast) == {"awareness", "name"}
