"""One lead the whole way: a stranger from a search, a welcome mail, a meeting, a return by sales, a second warming, a customer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from analytics.domain.periods import Period
from analytics.queries import age, funnel, sources, velocity
from campaigns.actions.engagement import record_open
from campaigns.models import Message
from journeys.actions.publish import publish
from journeys.models import Journey
from kernel import clock, tenancy, work
from leads.models import Lead, StageVisit
from sales.actions.claim import claim
from sales.actions.opportunity import Deal, open_opportunity, win
from sales.actions.touch import Said, log_touch
from sales.models import HandOff
from scoring.queries.explain import explain
from tests.campaigns.conftest import Post
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.life import CHROME
from tracking.actions.accept import accept_messages

QUERY = "utm_source=google&utm_medium=organic&utm_term=lead+tools"
PAGE = {"url": f"https://acme.example/pricing?{QUERY}", "path": "/pricing", "title": "Prices"}
WHO = {"anonymousId": "browser-lena", "context": {"userAgent": CHROME}}
TRAITS = {"name": "Lena 李", "email": "lena@brightwater.example", "title": "CEO", "persona": "cxo", "company": "Brightwater"}


class Days:
    """Days of a life: `at(3)` is three days after the first noon."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    @contextmanager
    def at(self, day: float) -> Iterator[None]:
        """Do things on that day, then let the workers work."""
        with clock.pretend(NOON + timedelta(days=day)):
            with tenancy.scope(self.cast.acme.id):
                yield
            work.run_until_quiet(self.cast.acme.id)

    def sends(self, day: float, *messages: dict[str, Any]) -> None:
        with self.at(day):
            accept_messages([{**WHO, "timestamp": clock.now().isoformat(), **message} for message in messages])


def did(event: str) -> dict[str, Any]:
    return {"type": "track", "event": event, "userId": "u-lena"}


def the_lead() -> Lead:
    return Lead.objects.select_related("person").get(person__email="lena@brightwater.example")


def stages() -> list[str]:
    return [str(visit) for visit in StageVisit.objects.filter(lead=the_lead()).order_by("entered_at", "recorded_at", "id")]


def test_lena_becomes_a_customer(cast: Cast, post: Post) -> None:
    days, sam = Days(cast), as_actor(cast.sam)
    with days.at(0):
        for journey in Journey.objects.all():
            publish(journey.pk, actor=as_actor(cast.mara))

    # A stranger from a search looks at prices: a lead without a name, with a score already (F016, F075).
    days.sends(1, {"type": "page", "properties": PAGE, "context": {**WHO["context"], "page": PAGE}})
    with days.at(1):
        stranger = Lead.objects.get()
        assert (stranger.stage, stranger.known) == ("awareness", False)
        assert explain(stranger.pk).score > 0

    # She gives her name: the same lead, her first touch, and a mail at once (F015, F092).
    days.sends(2, {"type": "identify", "userId": "u-lena", "traits": TRAITS}, did("newsletter_subscribed"))
    with days.at(2):
        lead = the_lead()
        assert lead.pk == stranger.pk
        assert (lead.person.first_source, lead.person.name) == ("google", "Lena 李")
        assert [(m.state, m.opened_at) for m in Message.objects.filter(lead=lead)] == [("sent", None)]
    assert len(post.kept()) == 1

    # Not opened for three days: sent a second time, and only a second time (F094).
    with days.at(4.9):
        pass
    assert len(post.kept()) == 1
    for day in (5.1, 8.5):
        with days.at(day):
            pass
        assert len(post.kept()) == 2
    with days.at(9):
        second = Message.objects.filter(lead=the_lead()).order_by("created_at").last()
        assert second is not None
        record_open(second.pk, user_agent=CHROME)

    # A meeting and a broadcast: over the threshold, MQL-01, one hand-off, claimed and returned (F056, F061).
    days.sends(10, did("offline_meeting_attended"))
    days.sends(11, did("live_broadcast_watched"))
    with days.at(12):
        lead = the_lead()
        assert lead.stage == "mql"
        hand_off = HandOff.objects.get(lead=lead)
        claim(hand_off.pk, actor=sam)
        before = explain(lead.pk)
        log_touch(Said(disposition="not_now", reason="budget_priority", note="Next year."), actor=sam, hand_off_id=hand_off.pk)
        after = explain(lead.pk)
        assert before.score >= 60
        assert after.score <= 50
        assert round(sum(part.points for part in after.parts), 6) == round(after.score, 6)
    with days.at(12.5):
        assert the_lead().stage == "target"

    # Too soon to come back: within the cool-down no hand-off, whatever she does. Later: MQL-02 (F054, F055).
    days.sends(14, did("live_broadcast_watched"), did("asset_downloaded"))
    with days.at(14.1):
        assert the_lead().stage == "target"
    days.sends(20, did("offline_meeting_attended"), did("live_broadcast_watched"))
    with days.at(20.1):
        lead = the_lead()
        assert (lead.stage, lead.visit_no) == ("mql", 2)
        again = HandOff.objects.get(lead=lead, state__in=["open", "claimed"])
        claim(again.pk, actor=sam)
        log_touch(Said(disposition="accept"), actor=sam, hand_off_id=again.pk)
    with days.at(21):
        deal, _ = open_opportunity(the_lead().pk, Deal(name="Brightwater", value="12000", currency="EUR"), actor=sam)
    with days.at(30):
        win(deal.pk, actor=sam)

    with days.at(31):
        assert the_lead().stage == "customer"
        assert [label for label in stages() if label[:3] in ("mql", "sql", "opp", "cus")] == [
            "mql-01", "mql-02", "sql-01", "opportunity-01", "customer-01",
        ]  # fmt: skip
        # The score of any past instant is still what it was then.
        assert explain(the_lead().pk, at=NOON + timedelta(days=12)).score == after.score
        check_reports()


def check_reports() -> None:
    """What came of it, in every report."""
    period = Period(NOON.date(), (NOON + timedelta(days=31)).date(), "UTC")
    counted = {step.stage: (step.people, step.visits) for step in funnel.run(period)}
    assert counted["mql"] == (1, 2)
    assert counted["customer"] == (1, 1)
    assert [(row.source, row.leads, row.customers) for row in sources.run(period)] == [("google", 1, 1)]
    found = age.run(period)
    assert (found.customers, found.fast, found.old, found.before_contact) == (1, 1, 0, 0)
    assert round(found.average or 0, 2) == 29.0
    paces = {(pace.stage, pace.month): pace for pace in velocity.run(period)}
    assert paces["mql", "2026-11"].left_count == 2
    assert paces["customer", "2026-12"].waiting == 1


def test_the_clock_is_ours() -> None:
    with clock.pretend(NOON):
        moment: Callable[[], datetime] = clock.now
        assert moment() == NOON
