"""What a bot brought is taken back, once."""

from datetime import UTC, datetime, timedelta

from kernel import clock, tenancy, work
from leads.models import Lead
from scoring.actions.disown import disown, own_again
from scoring.actions.tags import earn
from scoring.domain.engine import TagGain
from scoring.models import LedgerEntry
from tests.cast import Cast, as_actor
from tests.leads.touches import listen, touched
from tests.life import CHROME
from tests.scoring.people import Office
from tracking.actions.accept import accept_messages
from tracking.actions.redecide import redecide
from tracking.models import Visitor

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def judged(cast: Cast, verdict: str, at: datetime) -> None:
    with clock.pretend(at):
        with tenancy.scope(cast.acme.id):
            visitor = Visitor.objects.get(anonymous_id="b")
            redecide(visitor_id=visitor.pk, actor=as_actor(cast.olga), verdict=verdict)
        work.run_until_quiet(cast.acme.id)


def test_points_go_with_the_verdict_and_never_come_twice(cast: Cast, office: Office) -> None:
    context = {"page": {"url": "https://shop.example/pricing"}, "userAgent": CHROME}
    with clock.pretend(NOON):
        with tenancy.scope(cast.acme.id):
            accept_messages([{"type": "page", "anonymousId": "b", "messageId": "p", "timestamp": NOON.isoformat(), "context": context}])
        work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
    before = office.score(lead.pk, NOON)
    assert before > 0
    judged(cast, "bot", NOON + timedelta(minutes=1))
    judged(cast, "bot", NOON + timedelta(minutes=2))
    assert office.score(lead.pk, NOON + timedelta(minutes=2)) == 0
    with tenancy.scope(cast.acme.id):
        assert LedgerEntry.objects.filter(reverses_id__isnull=False).count() == LedgerEntry.objects.filter(reverses_id=None).count()


def test_a_person_taken_for_a_bot_scores_once(cast: Cast, office: Office) -> None:
    context = {"page": {"url": "https://shop.example/pricing"}, "userAgent": "curl/8.0"}
    with clock.pretend(NOON):
        with tenancy.scope(cast.acme.id):
            accept_messages([{"type": "page", "anonymousId": "b", "messageId": "p", "timestamp": NOON.isoformat(), "context": context}])
        work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.count() == 0
    for minute in (1, 2):
        judged(cast, "human", NOON + timedelta(minutes=minute))
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
        assert LedgerEntry.objects.filter(lead=lead, event_id__isnull=False).count() == 1


def test_segments_hear_of_tags_without_points(cast: Cast, office: Office) -> None:
    """Their drain may have looked before the fact came here."""
    lead = office.lead(NOON)
    (event,) = office.did(lead, "nothing_known", NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        gain = TagGain(lead_id=lead, name="hot", event_id=event, url_weight=1, behaviour_weight=1, occurred_at=NOON, effect_key="e")
        earn([gain])
        listen()
        disown([event], NOON)
        assert touched() == {lead}
        listen()
        own_again([], [gain])
        assert touched() == {lead}
