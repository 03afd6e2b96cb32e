"""A whole life in one workspace, through the real doors: something of every noun, for tests that look at all of the product at once."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.apps import apps

from analytics.actions.funnels import save_funnel
from analytics.actions.goals import set_goal
from analytics.actions.playbooks import install_playbook
from analytics.domain.funnels import LANDING
from campaigns.actions.suppress import suppress
from campaigns.actions.templates import create_template, publish
from campaigns.domain.variants import Source
from campaigns.enums import SuppressionReason
from capture.actions.assets import add_asset
from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.qr_codes import make_code
from capture.actions.submit import Sent, submit
from capture.domain import starters
from journeys.actions.publish import publish as launch
from journeys.models import Journey
from kernel import clock, tenancy, work
from kernel.audit import Actor
from leads.actions.imports import choose, start_import, upload
from leads.actions.merge import merge_people
from leads.actions.merge_many import merge_surest
from leads.actions.move_batches import Target, move_many
from leads.actions.people import create_lead
from leads.actions.placements import Evidence, place, place_many
from leads.actions.qualification import qualify
from leads.actions.segments import save_segment
from leads.actions.tier_schemes import publish_scheme
from leads.domain.qualification import Answer
from leads.domain.tiers import DEFAULT
from leads.models import Lead
from leads.queries.companies import Asked as AskedAccounts
from onsite.actions.items import publish_item
from onsite.actions.key_accounts import save_key_account
from onsite.actions.messages import create_message
from onsite.actions.slots import create_slot
from onsite.domain.shapes import Conditions, Content, Popup, Rule, Rules
from sales.actions.competitors import name_competitor
from sales.actions.opportunity import Deal, open_opportunity
from sales.actions.sdr_task import Asked, open_tasks
from sales.models import HandOff
from scoring.actions.backtests import Asked as AskedTest
from scoring.actions.backtests import begin_test
from scoring.actions.campaign_tags import add_rule
from scoring.actions.predictors import begin_predictor
from scoring.actions.products import save_product
from scoring.actions.rulebooks import begin_draft, drop_draft
from scoring.actions.tag_batches import run_batch
from scoring.actions.tags import define_tag, tag_lead
from scoring.domain.prediction import Wanted
from scoring.models import Tag
from tenants.actions.api_keys import issue_key
from tenants.actions.members import invite
from tenants.models import Workspace
from tenants.queries.workspaces import local_now
from tracking.actions.accept import accept_messages
from tracking.actions.sites import add_site

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
MJML = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ lead.first_name | default: 'there' }}"
    "</mj-text></mj-column></mj-section></mj-body></mjml>"
)


@dataclass
class Life:
    """What came to be: keys, and one id per noun (the newest row of its model)."""

    workspace: Workspace
    mark: str
    write_key: str
    secret_key: str
    ids: dict[str, Any] = field(default_factory=dict)


def visit(mark: str) -> list[dict[str, Any]]:
    """A stranger who looks at prices, gives a name, downloads, comes to a meeting and asks for contact; `mark` stands in every text."""
    page = {"url": f"https://{mark}.example/pricing?utm_source={mark}&utm_campaign={mark}", "path": "/pricing", "title": f"Prices {mark}"}
    common = {"anonymousId": f"browser-{mark}", "context": {"page": page, "userAgent": CHROME}}
    traits = {"name": f"Lena {mark}", "email": f"lena@{mark}.example", "title": f"CEO {mark}", "company": f"{mark} GmbH", "persona": "cxo"}
    return [
        {**common, "type": "page", "properties": page},
        {**common, "type": "identify", "userId": f"user-{mark}", "traits": traits},
        {**common, "type": "track", "userId": f"user-{mark}", "event": "asset_downloaded", "properties": {"asset": mark}},
        {**common, "type": "track", "userId": f"user-{mark}", "event": "offline_meeting_attended", "properties": {"place": mark}},
        {**common, "type": "track", "userId": f"user-{mark}", "event": "contact_request_submitted", "properties": {"text": mark}},
        {**common, "type": "track", "event": "heat_map", "properties": heat(mark)},
        *reader(mark),
    ]


def heat(mark: str) -> dict[str, Any]:
    """What the module heat tells of one page view."""
    seen = {"v": 1, "width": 1280, "height": 2400, "page": 1, "from": 0, "reach": 60}
    return {**seen, "selectors": [f"#buy-{mark}"], "points": [0, 500, 300, 0, 1, 500, 300, 0, 2, 700, 900, 0]}


def reader(mark: str) -> list[dict[str, Any]]:
    """Somebody who only subscribes: the welcome journey writes to them."""
    common = {"anonymousId": f"reader-{mark}", "userId": f"reader-{mark}", "context": {"userAgent": CHROME}}
    traits = {"name": f"Theo {mark}", "email": f"theo@{mark}.example"}
    return [{**common, "type": "identify", "traits": traits}, {**common, "type": "track", "event": "newsletter_subscribed"}]


def live(workspace: Workspace, actor: Actor, mark: str) -> Life:
    """Live it. Call outside a scope; `mark` makes texts recognisable."""
    with tenancy.scope(workspace.id):
        site, write_key = add_site(name=f"Site {mark}", url=f"https://{mark}.example", actor=actor)
        _, secret_key = issue_key(kind="secret", name=f"Key {mark}", actor=actor)
        for journey in Journey.objects.all():
            launch(journey.pk, actor=actor)
        template = create_template(key=mark.lower(), name=f"Template {mark}", actor=actor)
        publish(template=template, source=Source(subject=f"Subject {mark}", mjml=MJML), variants={}, actor=actor)
        accept_messages(visit(mark), site_id=site.pk)
        late = {"type": "track", "event": f"late {mark}", "anonymousId": f"browser-{mark}", "timestamp": "1999-01-01T00:00:00Z"}
        accept_messages([late], site_id=site.pk)
    work.run_until_quiet(workspace.id)
    with tenancy.scope(workspace.id):
        lead = Lead.objects.get(person__email=f"lena@{mark}.example".lower())
        set_goal(stage="mql", metric="entered", target=5, due_on=local_now().date() + timedelta(days=30), actor=actor)
        install_playbook("mql", actor)
        define_tag(f"tag-{mark}", "factual", mark, actor)
        tag_lead(lead.pk, f"tag-{mark}", actor)
        add_rule(field="campaign", likeness="contains", value=mark, tag=Tag.objects.get(name=f"tag-{mark}"), actor=actor)
        run_batch(Tag.objects.get(name=f"tag-{mark}"), "add", {"q": [mark]}, None, actor)
        invite(email=f"guest@{mark}.example", role="viewer", actor=actor)
        suppress(address=f"no@{mark}.example", reason=SuppressionReason.MANUAL, actor=actor, detail=mark)
        save_segment(name=f"Segment {mark}", filters={"stage": ["mql"]}, actor=actor)
        show_on_site(mark, actor)
        save_product(sku=mark, name=f"Product {mark}", paths=["/pricing"], actor=actor)
        save_funnel(name=f"Funnel {mark}", definition=LANDING, actor=actor)
        open_tasks([Asked(lead.pk, f"Call {mark}", mark, f"task-{mark}", clock.now() + timedelta(days=1))])
        file = f"name,email\nMax {mark},max@{mark}.example\nLena {mark},lena+old@{mark}.example\nBroken,no mail\n"
        job = upload(name=f"{mark}.csv", data=file.encode(), actor=actor)
        choose(job_id=job.pk, mapping=["name", "email"])
        start_import(job_id=job.pk, actor=actor)
        old = create_lead({"name": f"Theo {mark}", "user_id": f"old-{mark}"}, actor)
        merge_people(Lead.objects.get(person__email=f"theo@{mark}.example".lower()).person_id, old.person_id, actor)
        sort_accounts(lead, actor, mark)
        move_many({"q": [f"theo@{mark}.example"]}, Target("target", "manual", f"Met {mark}"), None, actor)
        assert HandOff.objects.filter(lead=lead).count() == 1
        for tag in ("", "+again"):
            create_lead({"name": f"Nora {mark}", "email": f"nora{tag}@{mark}.example"}, actor)
    work.run_until_quiet(workspace.id)
    with tenancy.scope(workspace.id):
        merge_surest(actor=actor, least=95)
        create_lead({"name": f"Nora {mark}", "email": f"nora+third@{mark}.example"}, actor)
        name_competitor(lead.pk, f"Rival {mark}", "uses", actor=actor)
        qualify(lead.pk, "time", Answer("soon", note=f"Note {mark}", source=f"Boss {mark}"), actor=actor)
        open_opportunity(lead.pk, Deal(name=f"Deal {mark}", value="100.00"), actor=actor)
    work.run_until_quiet(workspace.id)
    capture_something(workspace, actor, mark)
    with tenancy.scope(workspace.id):
        draft = begin_draft(actor)
        begin_test(draft.version, AskedTest(), actor)
        begin_predictor(Wanted(f"Model {mark}", f"likely-{mark}", clock.now() - timedelta(days=1)), actor)
    work.run_until_quiet(workspace.id)
    life = Life(workspace, mark, write_key, secret_key)
    with tenancy.scope(workspace.id):
        drop_draft(draft.version, actor)
        life.ids = {**newest(), "lead_id": lead.pk, "person_id": lead.person_id, "key": template.key, "number": 1}
    return life


def sort_accounts(lead: Lead, actor: Actor, mark: str) -> None:
    """The company in the matrix, by hand and with all others; a matrix of their own."""
    publish_scheme(DEFAULT, actor)
    company = lead.person.company_id
    assert company is not None
    place(company, Evidence("core", "high", f"Reason {mark}", f"https://{mark}.example/evidence"), actor)
    place_many(AskedAccounts(q=mark.lower()), Evidence("core", "low", f"All of {mark}"), None, actor)


def capture_something(workspace: Workspace, actor: Actor, mark: str) -> None:
    """A form that was sent, a file before which it stands, a code that leads to it, a meeting that it registers for."""
    asked = starters.content("registration")
    assert asked is not None
    told = msgspec.structs.replace(asked, title={"en": f"Title {mark}"})
    with tenancy.scope(workspace.id):
        form = create_form(name=f"Form {mark}", content=told, actor=actor)
        version = publish_form(form=form, content=told, actor=actor)
        pdf = b"%PDF-1.4 " + mark.encode()
        asset = add_asset(name=f"Asset {mark}", actor=actor, form=form, file_name=f"{mark}.pdf", size=len(pdf), content=io.BytesIO(pdf))
        make_code(name=f"Code {mark}", target=f"https://{mark}.example/fair", tags=[f"tag-{mark}"], utm={"source": mark}, actor=actor)
        now = clock.now()
        plan = Plan(f"Meeting {mark}", "offline", now + timedelta(days=1), now + timedelta(days=2), form.pk, mark)
        occasion = plan_occasion(plan=plan, actor=actor)
        answers = {"f_name": [f"Ida {mark}"], "f_email": [f"ida@{mark}.example"], "f_company": [mark], "f_news": ["yes"]}
        submit(form=form, version=version, sent=Sent(answers, "key", seconds=30.0), asset=asset, occasion=occasion)


def show_on_site(mark: str, actor: Actor) -> None:
    """A pop-up, a slot with one rule and a key account, all live."""
    account = save_key_account(name=f"Account {mark}", ranges=["203.0.113.0/24"], actor=actor)
    content = Content(f"Title {mark}", f"Text {mark}", f"Button {mark}", f"https://{mark}.example/offer")
    message = create_message(name=f"Pop-up {mark}", actor=actor)
    publish_item(item=message, definition=Popup(content), actor=actor)
    slot = create_slot(key=mark.lower(), name=f"Slot {mark}", actor=actor)
    rule = Rule(f"Rule {mark}", content, conditions=Conditions(accounts=(str(account.pk),)))
    publish_item(item=slot, definition=Rules((rule,)), actor=actor)


# URL argument → model, where the name does not say it.
NOUNS = {
    "member_id": "tenants.Membership", "invitation_id": "tenants.Invitation", "key_id": "tenants.ApiKey", "delivery_id": "kernel.Delivery",
    "site_id": "tracking.Site", "visitor_id": "tracking.Visitor", "refusal_id": "tracking.Refusal", "entry_id": "tracking.EventName",
    "company_id": "leads.Company", "pair_id": "leads.Duplicate", "merge_id": "leads.PersonMerge", "batch_id": "leads.MergeBatch",
    "account_batch_id": "leads.AccountBatch",
    "move_batch_id": "leads.MoveBatch",
    "segment_id": "leads.Segment", "job_id": "leads.ImportJob", "import_id": "leads.ImportJob", "tag_id": "scoring.Tag",
    "tag_batch_id": "scoring.TagBatch", "rulebook_id": "scoring.Rulebook", "backtest_id": "scoring.Backtest",
    "predictor_id": "scoring.Predictor",
    "journey_id": "journeys.Journey", "enrolment_id": "journeys.Enrolment",
    "template_id": "campaigns.Template", "message_id": "campaigns.Message", "suppression_id": "campaigns.Suppression",
    "form_id": "capture.Form", "submission_id": "capture.Submission", "consent_id": "capture.Consent", "asset_id": "capture.Asset",
    "code_id": "capture.QrCode", "occasion_id": "capture.Occasion", "seat_id": "capture.Seat",
    "onsite_message_id": "onsite.OnsiteMessage", "slot_id": "onsite.Slot", "key_account_id": "onsite.KeyAccount",
    "hand_off_id": "sales.HandOff", "opportunity_id": "sales.Opportunity", "task_id": "sales.SdrTask",
    "mention_id": "sales.CompetitorMention", "account_id": "leads.Company",
    "funnel_id": "analytics.Funnel", "goal_id": "analytics.OperatingGoal", "product_id": "scoring.Product",
    "campaign_tag_id": "scoring.CampaignTag",
}  # fmt: skip

# Arguments that are words of the product's own.
WORDS = {"stage": "mql", "scheme": "nine", "letter": "budget"}


def newest() -> dict[str, UUID]:
    """The newest row of every noun of the open scope that has one."""
    found = {}
    for argument, label in NOUNS.items():
        row = apps.get_model(label).objects.order_by("-id").first()
        if row is not None:
            found[argument] = row.pk
    return found
