"""Canary by the book: before an erasure every holding that an app registered holds something of somebody, after it none of it is left.

A holding whose condition finds nobody, or that empties another column than the one that speaks, cannot pass here.
"""

import io
import json
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client

from campaigns.actions.templates import create_template
from campaigns.actions.templates import publish as publish_template
from campaigns.domain.variants import Source
from campaigns.models import Message
from capture.actions.assets import add_asset, grant
from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.domain.telling import Where
from capture.models import Form, Occasion
from journeys.actions.enrol import enrol_by_hand
from journeys.domain.steps import KINDS, StepJob
from journeys.models import Journey
from kernel import clock, personal, sql, tenancy, work
from kernel.audit import Actor
from kernel.models import Delivery, KeptAnswer
from kernel.personal import Holding, Subject
from leads.actions.blacklist import blacklist
from leads.actions.companies import add_company
from leads.actions.episodes import change_job
from leads.actions.erase import erase_person
from leads.actions.firmographics import say
from leads.actions.imports import choose, start_import, upload
from leads.actions.lifecycle import Move, move_stage
from leads.actions.membership import touch
from leads.actions.merge import merge_people
from leads.actions.move_batches import Target, move_many
from leads.actions.people import change_person, create_lead
from leads.actions.placements import Evidence, place, place_many
from leads.actions.qualification import qualify
from leads.actions.segments import save_segment
from leads.actions.tier_schemes import publish_scheme
from leads.domain.qualification import Answer
from leads.domain.tiers import DEFAULT
from leads.enums import MoveReason
from leads.models import Lead, Segment
from leads.queries import dossier
from leads.queries.companies import Asked as AskedAccounts
from onsite.actions.items import publish_item
from onsite.actions.messages import create_message
from onsite.domain.shapes import Content, Popup
from sales.actions.competitors import name_competitor
from sales.actions.opportunity import Deal, lose, open_opportunity
from sales.models import HeldLead
from scoring.actions.backtests import Asked as AskedTest
from scoring.actions.backtests import begin_test
from scoring.actions.predictors import begin_predictor
from scoring.actions.rulebooks import begin_draft, drop_draft
from scoring.actions.switch import prepare_some
from scoring.actions.tag_batches import run_batch
from scoring.actions.tags import define_tag
from scoring.domain.prediction import Wanted
from scoring.models import Backtest, ShadowLead
from tenants.actions.api_keys import issue_key
from tests import canary
from tests.cast import Cast, as_actor
from tests.life import CHROME, MJML
from tests.scoring.decays import MIXED, put
from tests.stories.test_a_person_is_erased import ADDRESS, CANARY, OTHER, live
from tracking.actions.accept import accept_messages

BROWSER = f"browser-{CANARY}"
HELD = "SELECT count(*) FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND ({where})"
# What is emptied and holds no word of hers here: words of ours, numbers, names of colleagues, and what stands only while something goes on.
OURS = {
    "state", "closed_reason", "close_reason", "end_reason", "signal", "waiting_for", "waiting_ref", "email_reach", "phone_reach",
    "language", "country", "flags", "fading", "content_type", "persona", "spam_reasons", "reason", "user_agent", "entry_key", "mail_id",
    "envelope", "last_error", "phone", "evidence", "detail", "by",
}  # fmt: skip


class Everything:
    """Lena in every table that may hold something of her, and Max, who speaks of her wherever he can."""

    def __init__(self, cast: Cast) -> None:
        self.workspace, self.actor = cast.acme.id, as_actor(cast.olga)
        self.lead = live(cast)
        for part in (self.as_two, self.on_pages, self.by_colleagues, self.by_models, self.of_firms, self.by_others, self.over_rest):
            with tenancy.scope(self.workspace):
                part()
            work.run_until_quiet(self.workspace)
        assert self.again().status_code < 300
        with tenancy.scope(self.workspace):
            self.under_way()

    def as_two(self) -> None:
        """A second record of her, which is written to, invited, and walks through a journey."""
        given = {
            "name": f"Lena {CANARY}",
            "email": f"twin@{CANARY}.example",
            "title": CANARY,
            "company": f"{CANARY} GmbH",
            "attributes": {"twin": CANARY},
        }
        self.twin = create_lead(given, self.actor)
        enrol_by_hand(Journey.objects.get(kind="welcome").pk, self.twin.pk, self.actor)
        template = create_template(key="come", name="Come", actor=self.actor)
        publish_template(
            template=template,
            source=Source(subject="Come", mjml=MJML.replace("lead.first_name", "lead.name")),
            variants={},
            actor=self.actor,
        )
        start = clock.now() + timedelta(days=3)
        form = Form.objects.get(name="Registration")
        event = plan_occasion(plan=Plan("Second", "offline", start, start + timedelta(hours=1), form.pk), actor=self.actor)
        job = StepJob(uuid4(), uuid4(), self.twin.pk, "ask", 1, {"occasion": str(event.pk), "template": "come"}, "ask:1", clock.now())
        perform = KINDS["invite_to_event"].perform
        assert perform is not None
        perform([job])

    def on_pages(self) -> None:
        """Pop-ups, forms with two wordings, files, an invitation."""
        asked = starters.content("contact")
        assert asked is not None
        content = msgspec.structs.replace(asked, rival_title={"en": "Ask us"})
        form = create_form(name="Two wordings", content=content, actor=self.actor)
        version = publish_form(form=form, content=content, actor=self.actor)
        message = create_message(name="Pop-up", actor=self.actor)
        publish_item(item=message, definition=Popup(Content("Title", "Text", "Button", "https://shop.example/")), actor=self.actor)
        posted = {"f_name": [f"Lena {CANARY}"], "f_email": [ADDRESS], "f_company": [CANARY], "f_message": [CANARY]}
        sent = Sent(posted, "words", BROWSER, f"https://shop.example/{CANARY}", f"https://x.example/{CANARY}", CHROME, seconds=30.0)
        assert submit(form=form, version=version, sent=sent).errors == {}
        asset = add_asset(name="Paper", file_name="paper.pdf", size=8, content=io.BytesIO(b"%PDF-1.4"), actor=self.actor)
        grant(asset=asset, where=Where(BROWSER, user_agent=CHROME))
        told = [
            ("form_viewed", {"form": form.public_id, "wording": "1a"}), ("form_hesitated", {"form": CANARY}),
            ("message_viewed", {"message_id": str(message.pk), "version": 1}),
        ]  # fmt: skip
        who = {"type": "track", "anonymousId": BROWSER, "context": {"userAgent": CHROME}}
        accept_messages([{**who, "event": name, "properties": said} for name, said in told])

    def by_colleagues(self) -> None:
        """All that is said and done by hand: a job, answers, rivals, a twin that is merged, one that may be, a list, moves at once."""
        name_competitor(self.lead.pk, f"Rival {CANARY}", "uses", actor=self.actor)
        qualify(self.lead.pk, "need", Answer("vague", note=CANARY, source=CANARY), actor=self.actor)
        merge_people(self.lead.person_id, self.twin.person_id, self.actor)
        change_job(self.lead.pk, self.actor, company="Same Inc", title=f"CFO {CANARY}")
        change_person(self.lead.person_id, {"name": "Lena Mueller"}, self.actor)
        create_lead({"name": "Lena Mueller", "company": "Same Inc"}, self.actor)  # somebody else, as we know
        save_segment(name="Known", filters={"known": ["all"]}, actor=self.actor)

    def by_models(self) -> None:
        draft = begin_draft(self.actor)
        begin_test(draft.version, AskedTest(), self.actor)
        begin_predictor(Wanted("Likely", "likely", clock.now() - timedelta(days=1)), self.actor)

    def of_firms(self) -> None:
        """What Max and colleagues say of companies speaks of her."""
        about = {"industry": f"as {ADDRESS}", "plan": f"of {ADDRESS}"}
        firm = add_company("friends.example", f"Friends of {ADDRESS}", about, self.actor)
        theirs: UUID = Lead.objects.get(person__email=OTHER).person.company_id
        say(theirs, about, self.actor)
        publish_scheme(DEFAULT, self.actor)
        place(firm.pk, Evidence("core", "high", f"{ADDRESS} says so", f"https://x.example/{ADDRESS}"), self.actor)
        place_many(AskedAccounts(q="friends"), Evidence("core", "low", f"Ask {ADDRESS}"), None, self.actor)
        blacklist(firm.pk, f"{ADDRESS} wants it", self.actor)
        head = f"name,email,company_industry,company_size,{ADDRESS}"
        file = f"{head}\nMax,{OTHER},of {ADDRESS},ask {ADDRESS},{ADDRESS}\nBroken {ADDRESS},no mail,,,\n"
        job = upload(name="friends.csv", data=file.encode(), actor=self.actor)
        choose(job_id=job.pk, mapping=["name", "email", "company_industry", "company_size", "attribute"])
        start_import(job_id=job.pk, actor=self.actor)

    def by_others(self) -> None:
        """Max's own rows, and questions that name her."""
        max_ = Lead.objects.get(person__email=OTHER)
        qualify(max_.pk, "need", Answer("vague", note=f"As {ADDRESS} says", source=ADDRESS), actor=self.actor)
        move_stage(Move(max_.pk, "target", MoveReason.MANUAL, clock.now(), f"because of {ADDRESS}"), self.actor)
        deal, _ = open_opportunity(max_.pk, Deal(name=f"By {ADDRESS}", value="1.00", attributes={"by": ADDRESS}), actor=self.actor)
        lose(deal.pk, actor=self.actor, reason=f"Ask {ADDRESS}", lost_to=f"Friends of {ADDRESS}")
        run_batch(define_tag("asked", "factual", "", self.actor), "add", {"q": [ADDRESS]}, None, self.actor)
        move_many({"q": [ADDRESS]}, Target("target", "manual", f"Met {ADDRESS}"), None, self.actor)
        save_segment(name=f"Only {ADDRESS}", filters={"q": [ADDRESS]}, actor=self.actor, description=f"Where {ADDRESS} is")
        seat_of(f"Max for {ADDRESS}", Occasion.objects.get(name="Meeting"))
        utm = "&".join(f"utm_{name}={quote(ADDRESS)}" for name in ("source", "medium", "campaign", "term"))
        page = {"url": f"https://shop.example/{ADDRESS}?{utm}", "path": f"/{ADDRESS}", "referrer": f"https://x.example/{ADDRESS}"}
        clicks = {"v": 1, "width": 1280, "height": 2400, "page": 1, "from": 0, "reach": 60, "selectors": [f"#of-{ADDRESS}"],
                  "points": [0, 500, 300, 0]}  # fmt: skip
        who = {"anonymousId": "browser-of-max", "context": {"page": page, "userAgent": CHROME}}
        accept_messages([{**who, "type": "track", "event": "heat_map", "properties": clicks}, {**who, "type": "page", "properties": page}])
        again = Lead.objects.get(person_id=self.lead.person_id, closed_at=None)
        open_opportunity(again.pk, Deal(name=CANARY, value="1.00", external_id=CANARY, attributes={CANARY: CANARY}), actor=self.actor)

    def over_rest(self) -> None:
        """An answer that is kept for who asks again, and work that failed over her."""
        _, key = issue_key(kind="secret", name="Key", actor=self.actor)
        self.asked = {"HTTP_AUTHORIZATION": f"Bearer {key}", "HTTP_IDEMPOTENCY_KEY": "lena"}
        self.body = json.dumps({"email": ADDRESS, "name": f"Lena {CANARY}"})
        Delivery.objects.filter(pk=Delivery.objects.values("pk")[:1]).update(last_error=f"KeyError('{ADDRESS}')")

    def again(self) -> HttpResponse:
        """The same question as ever."""
        answer: HttpResponse = Client().post("/api/v1/leads", self.body, "application/json", **self.asked)
        return answer

    def under_way(self) -> None:
        """Rows that stand only while workers have not yet come to them."""
        touch([self.lead.pk])
        change_person(self.lead.person_id, {"name": f"Lena {CANARY}", "title": f"CTO {CANARY}", "industry": CANARY}, self.actor)
        test = Backtest.objects.get()
        drop_draft(test.version, self.actor)
        put(MIXED)
        prepare_some()
        ShadowLead.objects.create(backtest=test, lead=self.lead)
        HeldLead.objects.create(lead=self.lead, visit_no=1)


def seat_of(name: str, event: Occasion) -> None:
    content = starters.content("registration")
    assert content is not None
    form = create_form(name="Others", content=content, actor=Actor("system", "", "Test"))
    version = publish_form(form=form, content=content, actor=Actor("system", "", "Test"))
    posted = {"f_name": [name], "f_email": [OTHER], "f_company": ["Others"]}
    assert submit(form=form, version=version, sent=Sent(posted, "seat", "browser-of-max", seconds=30.0), occasion=event).errors == {}


@pytest.fixture
def everything(transactional_db: None, cast: Cast) -> Everything:
    return Everything(cast)


def finds_nobody(about: Subject) -> list[str]:
    """The holdings whose condition names no row."""

    def rows(holding: Holding) -> int:
        found: int = sql.tuples(HELD.format(table=holding.table, where=holding.where), **about.params())[0][0]
        return found

    return sorted(f"{one.table}{' of others' * one.shared}: {one.where[:60]}" for one in personal.holdings() if not rows(one))


def emptied() -> set[tuple[str, str]]:
    """(table, column) of every text that a holding empties."""
    texts = canary.texts()
    return {
        (one.table, column)
        for one in personal.holdings()
        for column in one.blank or {}
        if column in texts[one.table] and column not in OURS
    }


def test_every_holding_holds_something_before_and_nothing_after(cast: Cast, everything: Everything) -> None:
    sung = set(canary.sightings(CANARY))
    with tenancy.scope(cast.acme.id):
        about = dossier.subject(everything.lead.person_id)
        assert about is not None
        assert "\n".join(finds_nobody(about)) == ""
        assert "\n".join(map(str, sorted(emptied() - sung))) == ""
        erase_person(person_id=everything.lead.person_id, actor=as_actor(cast.olga), confirm=ADDRESS)
    assert "\n".join(map(str, canary.sightings(CANARY))) == ""
    work.run_until_quiet(cast.acme.id)
    assert "\n".join(map(str, canary.sightings(CANARY))) == ""
    with tenancy.scope(cast.acme.id):
        saved = Segment.objects.get(description="Where … is")
        assert (saved.name, saved.filters) == (f"Only … {str(saved.line_id)[:8]}", {"q": ["…"]})
        assert {len(message.html) for message in Message.objects.filter(person_id=everything.lead.person_id)} == {0}


def test_an_answer_that_is_kept_is_gone_too(cast: Cast, everything: Everything) -> None:
    before = everything.again()
    assert (before.headers["Idempotent-Replayed"], before.status_code < 300) == ("true", True)
    with tenancy.scope(cast.acme.id):
        erase_person(person_id=everything.lead.person_id, actor=as_actor(cast.olga), confirm=ADDRESS)
        assert KeptAnswer.objects.get().status == 410
    after = everything.again()
    assert (after.status_code, after.json()["code"], after.headers["Idempotent-Replayed"]) == (410, "erased", "true")
