"""Mails that take up the search intent are counted apart from those that do not; every number is its leads (F017)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from analytics.domain.periods import Period
from analytics.domain.rates import wilson
from analytics.queries import intent
from campaigns.actions.templates import create_template, publish
from campaigns.domain.variants import Source
from campaigns.models import Message, TemplateVersion
from kernel import tenancy, work
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.models import Lead
from leads.queries.leads import search
from tests.cast import Cast, as_actor
from tests.life import CHROME, MJML
from tracking.actions.accept import accept_messages

DAY = timedelta(days=1)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30), "UTC")
DAYS = "2026-10-01..2026-11-30"


def written(cast: Cast, key: str, subject: str, variant: str = "") -> TemplateVersion:
    template = create_template(key=key, name=key, actor=as_actor(cast.mara))
    variants = {"de": {"subject": variant, "mjml": MJML}} if variant else {}
    publish(template=template, source=Source(subject=subject, mjml=MJML), variants=variants, actor=as_actor(cast.mara))
    return TemplateVersion.objects.get(template=template)


def mailed(lead: Lead, version: TemplateVersion, sent: datetime, **told: Any) -> None:
    key = f"k{Message.objects.count()}"
    Message.objects.create(
        lead=lead, person_id=lead.person_id, version=version, effect_key=key, to_address="x@y.example", state="sent", sent_at=sent, **told
    )


def somebody(name: str, searched: str = "") -> Lead:
    return create_lead({"email": f"{name}@firm.example", "search_intent": searched}, SYSTEM)


@pytest.fixture
def mails(cast: Cast, noon: datetime) -> tuple[Lead, Lead, Lead]:
    """Ann and Bob searched, Cid did not. Each got both mails; Ann opened both and came back six days after the first, which says what she
    searched; Bob opened the other and came eight days after; Cid clicked."""
    sent = noon - 10 * DAY
    with tenancy.scope(cast.acme.id):
        ann, bob, cid = somebody("ann", "crm"), somebody("bob", "erp"), somebody("cid")
        about, plain = written(cast, "about", "News of {{ search_intent }}"), written(cast, "plain", "News")
        mailed(ann, about, sent, opened_at=sent)
        mailed(ann, plain, sent - 5 * DAY, opened_at=sent)
        mailed(bob, about, sent)
        mailed(bob, plain, sent, opened_at=sent)
        mailed(cid, about, sent, opened_at=sent, clicked_at=sent)
        mailed(cid, plain, AUTUMN.since - DAY)
        for lead, after in ((ann, 6), (bob, 8)):
            common = {"anonymousId": f"browser-{lead.pk}", "context": {"userAgent": CHROME}, "timestamp": (sent + after * DAY).isoformat()}
            address = {"traits": {"email": lead.person.email}}
            page = {"properties": {"url": "https://shop.example/", "path": "/"}}
            accept_messages([{**common, "type": "identify", **address}, {**common, "type": "page", **page}])
    work.run_until_quiet(cast.acme.id)
    return ann, bob, cid


def test_groups_count_mails_and_their_leads(cast: Cast, mails: tuple[Lead, Lead, Lead]) -> None:
    with tenancy.scope(cast.acme.id):
        rows = {(row.match, row.template): row for row in intent.run(AUTUMN.since, AUTUMN.until)}
        told = {place: (row.sent, row.opened, row.clicked, row.visited, row.leads) for place, row in rows.items()}
        assert told == {
            ("taken_up", ""): (2, 1, 0, 1, 2), ("passed_by", ""): (2, 2, 0, 0, 2), ("unknown", ""): (1, 1, 1, 0, 1),
            ("taken_up", "about"): (2, 1, 0, 1, 2), ("unknown", "about"): (1, 1, 1, 0, 1), ("passed_by", "plain"): (2, 2, 0, 0, 2),
        }  # fmt: skip
        one, interval = rows["taken_up", ""], wilson(1, 2)
        assert interval is not None
        assert (one.open_rate, one.click_rate, one.visit_rate) == (50, 0, 50)
        assert (one.low, one.high) == (100 * interval.low, 100 * interval.high)
        for match in ("taken_up", "passed_by", "unknown"):
            for answered, column in (
                ("sent", "leads"),
                ("opened", "leads_opened"),
                ("clicked", "leads_clicked"),
                ("visited", "leads_visited"),
            ):
                asked = {"known": ["all"], "intent_mail": [f"{DAYS};{match};{answered}"]}
                assert search(asked).count() == getattr(rows[match, ""], column), asked


def test_a_variant_that_takes_it_up_counts_and_nothing_is_an_answer(cast: Cast, noon: datetime) -> None:
    with tenancy.scope(cast.acme.id):
        assert [(row.match, row.sent, row.open_rate) for row in intent.run(AUTUMN.since, AUTUMN.until)] == [
            ("taken_up", 0, None), ("passed_by", 0, None), ("unknown", 0, None),
        ]  # fmt: skip
        mailed(somebody("dan", "bi"), written(cast, "both", "News", "Neues zu {{ search_intent }}"), noon - DAY)
        assert intent.run(AUTUMN.since, AUTUMN.until)[0].sent == 1


def test_the_page_the_api_and_wrong_filters(cast: Cast, mails: tuple[Lead, Lead, Lead], signed_in: Any) -> None:
    vera: Client = signed_in("vera")
    page = vera.get("/w/acme/insights/intent?since=2026-10-01&until=2026-11-30")
    assert [one["row"].sent for one in page.context["whole"]] == [2, 2, 1]
    links = [(one["urls"]["opened"], one["row"].leads_opened) for one in [*page.context["whole"], *page.context["templates"]]]
    assert [vera.get(url).context["count"] for url, _ in links] == [count for _, count in links] == [1, 2, 1, 1, 1, 2]
    assert "No mail went out" in vera.get("/w/acme/insights/intent?since=2026-01-01&until=2026-01-02").content.decode()
    for wrong in ("x", f"{DAYS};x", f"{DAYS};unknown;x", "soon;unknown"):
        assert vera.get("/w/acme/leads", {"intent_mail": wrong}).status_code == 400, wrong
