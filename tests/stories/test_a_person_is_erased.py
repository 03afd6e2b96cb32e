"""Canary: after an erasure nothing of somebody is left in any text of any table, and reports count as before."""

import json
import os
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from analytics.domain.periods import Period
from analytics.queries import funnel, sources
from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.actions.engagement import record_click
from campaigns.actions.suppress import suppress
from campaigns.actions.templates import create_template, publish
from campaigns.domain.rendering import Source
from campaigns.enums import SuppressionReason
from campaigns.models import Message, Suppression
from campaigns.queries import suppressions
from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.models import Submission
from journeys.actions.publish import publish as launch
from journeys.models import Journey
from kernel import clock, personal, tenancy, work
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.erase import erase_person
from leads.actions.imports import choose, start_import, upload
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import change_person
from leads.enums import MoveReason
from leads.models import Lead, Person
from leads.queries import dossier, leads
from sales.actions.opportunity import Deal, open_opportunity
from sales.actions.sdr_task import Asked, open_tasks
from sales.actions.touch import Said, log_touch
from sales.models import HandOff, Touch
from scoring.actions.tags import define_tag, tag_lead
from tenants.actions.api_keys import issue_key
from tests import canary
from tests.cast import Cast, as_actor
from tests.life import CHROME, MJML
from tests.servers import run_sql
from tracking.actions.accept import accept_messages
from tracking.models import Event, Visitor

CANARY = "kanarienvogel"
ADDRESS = f"lena@{CANARY}.example"


def sightings() -> list[str]:
    """Every table in which the canary sings."""
    return sorted({table for table, _ in canary.sightings(CANARY)})


def visit() -> list[dict[str, Any]]:
    page = {
        "url": f"https://shop.example/pricing?utm_source={CANARY}&utm_campaign={CANARY}&gclid={CANARY}", "path": f"/{CANARY}",
        "title": CANARY,
        "referrer": f"https://www.google.com/search?q={CANARY}",
    }  # fmt: skip
    common = {"anonymousId": f"browser-{CANARY}", "context": {"page": page, "userAgent": CHROME, "locale": "de-DE"}}
    traits = {
        "name": f"Lena {CANARY}", "email": ADDRESS, "phone": "+8613800138000", "title": f"CEO {CANARY}", "company": f"{CANARY} GmbH",
        "persona": "cxo", "favourite": CANARY,
    }  # fmt: skip
    names = ("asset_downloaded", "offline_meeting_attended", "contact_request_submitted", f"saw_{CANARY}", "newsletter_subscribed")
    return [
        {**common, "type": "page", "properties": page},
        {**common, "type": "identify", "userId": f"user-{CANARY}", "traits": traits},
        *[{**common, "type": "track", "userId": f"user-{CANARY}", "event": name, "properties": {CANARY: CANARY}} for name in names],
        {**common, "type": "page", "timestamp": "1900-01-01T00:00:00Z", "messageId": f"old-{CANARY}"[:3] + "1"},
    ]


OTHER = "max@others.example"


def gossip(cast: Cast, lead: Lead) -> None:
    """Max speaks of Lena wherever he can; what else he says stays his."""
    actor = as_actor(cast.olga)
    page = {"url": f"https://shop.example/{ADDRESS}?to={quote(ADDRESS)}", "title": f"Hello {ADDRESS.title()}", "path": f"/{ADDRESS}"}
    said = {
        "referred_by": ADDRESS, "number": "call +8613800138000 now", "nested": {"deep": [f"user-{CANARY}"]}, ADDRESS: 1, "kept": "mine",
        "amount": 12,
    }  # fmt: skip
    common = {"anonymousId": "browser-of-max", "context": {"page": page, "userAgent": CHROME, "friend": ADDRESS}}
    with tenancy.scope(cast.acme.id):
        accept_messages([
            {**common, "type": "identify", "traits": {"name": "Max", "email": OTHER, "colleague": ADDRESS}},
            {**common, "type": "track", "event": "referred_somebody", "properties": said},
            {**common, "type": "track", "event": f"told {ADDRESS}", "properties": {}},
            {**common, "type": "track", "event": "too_old", "timestamp": "1900-01-01T00:00:00Z", "properties": said},
        ])  # fmt: skip
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        max_: Lead = Lead.objects.get(person__email=OTHER)
        log_touch(Said(disposition="connected", note=f"Knows {ADDRESS} well", kind="call"), actor=actor, lead_id=max_.pk)
        # As recheck.ask does: the note of a touch becomes the body of a task.
        open_tasks([Asked(max_.pk, "Look again", f"Knows {ADDRESS} well", "task-of-max", clock.now() + timedelta(days=1))])
        content = starters.content("contact")
        assert content is not None
        form = create_form(name="Contact", content=content, actor=actor)
        answers = {"f_name": ["Max"], "f_email": [OTHER], "f_company": ["Others"], "f_message": [f"Ask {ADDRESS} about it."]}
        sent = Sent(answers, "max", "browser-of-max", f"https://shop.example/?about={quote(ADDRESS)}", user_agent=CHROME, seconds=30.0)
        assert submit(form=form, version=publish_form(form=form, content=content, actor=actor), sent=sent).errors == {}
    work.run_until_quiet(cast.acme.id)


def live(cast: Cast) -> Lead:
    """Lena leaves her mark in every table."""
    actor = as_actor(cast.olga)
    with tenancy.scope(cast.acme.id):
        for journey in Journey.objects.all():
            launch(journey.pk, actor=actor)
        template = create_template(key="hello", name="Hello", actor=actor)
        publish(template=template, source=Source(subject="Hello {{ lead.name }}", mjml=MJML), variants={}, actor=actor)
        accept_messages(visit())
        accept_messages([{"type": "track", "anonymousId": "somebody-else", "event": "seen", "context": {"userAgent": CHROME}}])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        lead: Lead = Lead.objects.get(person__email=ADDRESS)
        change_person(lead.person_id, {"name": f"Lena Maria {CANARY}", "industry": CANARY}, actor)
        queue_messages([MessageJob(lead.pk, "hello", "test:1", at=clock.now())])
        record_click(Message.objects.get().pk, f"https://shop.example/{CANARY}", CHROME)
        define_tag("factual", "factual", "", actor)
        tag_lead(lead.pk, "factual", actor)
        open_tasks([Asked(lead.pk, f"Call {CANARY}", CANARY, "task-1", clock.now() + timedelta(days=1))])
        upload(name=f"{ADDRESS}.csv", data=f"name,email\nMax {CANARY},{ADDRESS}\n".encode(), actor=actor)
        job = upload(name="list.csv", data=f"name,email\nMax {CANARY},{ADDRESS}\nBroken {ADDRESS},no mail\n".encode(), actor=actor)
        choose(job_id=job.pk, mapping=["name", "email"])
        start_import(job_id=job.pk, actor=actor)
        hand_off = HandOff.objects.get(lead=lead)
        log_touch(Said(disposition="connected", note=f"Spoke with {CANARY}", external_id=CANARY), actor=actor, hand_off_id=hand_off.pk)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        open_opportunity(lead.pk, Deal(name=f"Deal {CANARY}", value="100.00"), actor=actor)
        registration = starters.content("registration")
        assert registration is not None
        form = create_form(name="Registration", content=registration, actor=actor)
        version = publish_form(form=form, content=registration, actor=actor)
        plan = Plan("Meeting", "offline", clock.now() + timedelta(days=1), clock.now() + timedelta(days=2), form.pk, "registration")
        answers = {"f_name": [f"Lena {CANARY}"], "f_email": [ADDRESS], "f_company": [CANARY], "f_news": ["yes"]}
        sent = Sent(answers, CANARY, f"browser-{CANARY}", f"https://shop.example/{CANARY}", user_agent=CHROME, seconds=30.0)
        assert submit(form=form, version=version, sent=sent, occasion=plan_occasion(plan=plan, actor=actor)).errors == {}
        suppress(address=ADDRESS, reason=SuppressionReason.UNSUBSCRIBED, actor=actor, detail=CANARY)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        move_stage(Move(lead.pk, "sql", MoveReason.MANUAL, clock.now(), f"because of {CANARY}"), actor)
    work.run_until_quiet(cast.acme.id)
    gossip(cast, lead)
    return lead


def report(cast: Cast) -> Any:
    with tenancy.scope(cast.acme.id):
        period = Period(clock.now().date() - timedelta(days=30), clock.now().date() + timedelta(days=1), "UTC")
        return funnel.run(period), sum(row.leads for row in sources.run(period))


@pytest.fixture
def lena(transactional_db: None, cast: Cast) -> Lead:
    return live(cast)


def test_nothing_is_left_in_any_table(cast: Cast, lena: Lead) -> None:
    sung = sightings()
    assert len(sung) > 15, sung
    counted = report(cast)
    with tenancy.scope(cast.acme.id):
        with pytest.raises(Refused, match="confirm"):
            erase_person(person_id=lena.person_id, actor=as_actor(cast.olga), confirm="yes")
        done = erase_person(person_id=lena.person_id, actor=as_actor(cast.olga), confirm=ADDRESS.upper())
    assert sightings() == []
    assert report(cast) == counted
    with tenancy.scope(cast.acme.id):
        told = Event.objects.get(name="referred_somebody")
        assert told.properties == {"referred_by": "…", "number": "call … now", "nested": None, "…": 1, "kept": "mine", "amount": 12}
        assert (told.url, told.title) == ("https://shop.example/…?to=…", "Hello …")
        assert Person.objects.get(email=OTHER).attributes["colleague"] == "…"
        assert Touch.objects.exclude(note="").get().note == "Knows … well"
        assert Submission.objects.get(email=OTHER).values["message"] == "Ask … about it."
    work.run_until_quiet(cast.acme.id)
    assert sightings() == []
    with tenancy.scope(cast.acme.id):
        [entry] = AuditEntry.objects.filter(verb="person.erased")
        spoke = sum(rows for table, rows in done.items() if table.endswith(".mentions"))
        counts = {"rows": [sum(done.values()) - spoke, 0], "mentions": [spoke, 0]}
        assert (entry.actor_name, entry.target_id, entry.changes) == ("Olga", str(lena.person_id), counts)
        assert (leads.lead(lena.pk), leads.search({"known": ["all"]}).filter(pk=lena.pk).exists()) == (None, False)
        assert {message.state for message in Message.objects.all()} <= {"sent", "cancelled", "failed", "suppressed", "unknown"}
        assert suppressions.open_for([ADDRESS]) == {ADDRESS: "unsubscribed"}
        assert Suppression.objects.get().address.startswith("erased:")
        with pytest.raises(Refused):
            erase_person(person_id=lena.person_id, actor=as_actor(cast.olga), confirm="erase")
        accept_messages([{"type": "page", "anonymousId": f"browser-{CANARY}", "context": {"userAgent": CHROME}}])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        again = Visitor.objects.get(anonymous_id=f"browser-{CANARY}")
        stranger = Person.objects.get(pk=again.person_id)
        assert (stranger.pk == lena.person_id, stranger.known_at, stranger.email) == (False, None, "")


def test_an_export_tells_everything_and_the_api_erases(cast: Cast, lena: Lead) -> None:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.olga))
    headers = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    client, path = Client(), f"/api/v1/people/{lena.person_id}"
    told = client.get(f"{path}/export", **headers).json()
    tables = told["tables"]
    assert [row["email"] for row in tables["leads_person"] if row["id"] == str(lena.person_id)] == [ADDRESS]
    assert {"tracking_event", "tracking_inbox", "campaigns_message", "sales_touch", "scoring_ledgerentry", "leads_stagevisit"} <= set(
        tables
    )
    assert "leads_importjob" not in tables
    assert client.post(f"{path}/erase", {"confirm": "no"}, "application/json", **headers).status_code == 400
    answer = client.post(f"{path}/erase", {"confirm": ADDRESS, "keep_silent": False}, "application/json", **headers)
    assert answer.status_code == 200
    assert answer.json()["erased"]["tracking_event"] == len(tables["tracking_event"])
    assert client.get(f"{path}/export", **headers).status_code == 404
    assert sightings() == []


def test_the_pages_show_what_goes_and_ask_for_a_word(cast: Cast, lena: Lead) -> None:
    client = Client()
    client.force_login(cast.adam)
    asked, page = (client.get(f"/w/acme/leads/{lena.pk}/{path}").content.decode() for path in ("erase", "erase/counts"))
    assert ADDRESS in asked
    assert f"/w/acme/leads/{lena.pk}/erase/counts" in asked
    assert "tracking_event" in page
    with tenancy.scope(cast.acme.id):
        about = dossier.subject(lena.person_id)
        assert about is not None
        others = personal.count(about, shared=True)
    assert {name: others[name] for name in ("leads_person", "capture_submission", "sales_touch", "sales_sdrtask")} == {
        "leads_person": 1, "capture_submission": 1, "sales_touch": 1, "sales_sdrtask": 1,
    }  # fmt: skip
    assert others["tracking_event"] >= 4
    assert "What others said of them" in page
    assert json.loads(client.get(f"/w/acme/leads/{lena.pk}/person.json").content)["person_id"] == str(lena.person_id)
    assert client.post(f"/w/acme/leads/{lena.pk}/erase", {"confirm": "x"}).status_code == 400
    assert client.post(f"/w/acme/leads/{lena.pk}/erase", {"confirm": ADDRESS}).status_code == 302
    assert client.get(f"/w/acme/leads/{lena.pk}").status_code == 404
    assert client.get(f"/w/acme/leads/{lena.pk}/erase/counts").status_code == 404
    client.force_login(cast.mara)
    assert client.get(f"/w/acme/leads/{lena.pk}/erase").status_code == 403
    assert client.get(f"/w/acme/leads/{lena.pk}/erase/counts").status_code == 403


def test_every_table_that_points_at_somebody_is_registered(db: None) -> None:
    """A table with a column of this name holds something of somebody: say in its app's plugs.py what becomes of it."""
    asked = """SELECT DISTINCT c.table_name FROM information_schema.columns c JOIN pg_class k ON k.relname = c.table_name
        WHERE c.table_schema = 'public' AND c.column_name IN ('person_id', 'lead_id', 'visitor_id') AND NOT k.relispartition"""
    found = {str(row[0]) for row in run_sql(os.environ["DATABASE_OWNER_URL"], asked)}
    assert sorted(found - {holding.table for holding in personal.holdings()}) == []
