"""What is made with a name and shown to others: the workspace's own words, forms and files, pop-ups, accounts, products; all hostile."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from analytics.actions.funnels import definition, save_funnel
from analytics.actions.goals import set_goal
from analytics.actions.playbooks import save_playbook
from capture.actions.assets import add_asset
from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.qr_codes import make_code
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.domain.content import Content, Field, Option
from capture.enums import FieldKind, Purpose
from capture.models import Form, FormVersion, Occasion
from journeys.models import Journey
from kernel import clock
from kernel.audit import Actor
from leads.actions import schemes, tier_schemes
from leads.actions.blacklist import blacklist
from leads.actions.companies import add_company
from leads.actions.episodes import change_job
from leads.actions.people import create_lead
from leads.actions.placements import Evidence, place
from leads.actions.qualification import qualify
from leads.domain import schemes as stages
from leads.domain import tiers
from leads.domain.qualification import Answer
from leads.models import Company, Lead
from leads.queries import segments
from onsite.actions.items import publish_item
from onsite.actions.key_accounts import save_key_account
from onsite.actions.messages import create_message
from onsite.actions.slots import create_slot
from onsite.domain.problems import is_safe
from onsite.domain.shapes import Content as Shown
from onsite.domain.shapes import Popup, Rule, Rules, Trigger
from sales.actions.competitors import name_competitor
from sales.actions.opportunity import Deal, lose, open_opportunity
from sales.actions.routing_rules import put_rules
from sales.actions.touch import Said, log_touch
from sales.queries import rules as routing
from scoring.actions.campaign_tags import add_rule
from scoring.actions.products import announce_news, save_product
from scoring.models import Tag
from tenants.actions.members import add_member, invite
from tenants.actions.workspaces import change_workspace
from tenants.models import Workspace
from tenants.queries.workspaces import local_now
from tests.cast import person
from tests.hostile import CORPUS, SCRIPTS
from tests.life import CHROME
from tracking.actions.catalogue import describe_event
from tracking.models import EventName

SITE = "https://hostile.example"
# Long texts hold all of it, one after the other.
ALL = " ".join(CORPUS)
# So many questions has a form at most, some of them our own.
ASKED = 34
PDF = b"%PDF-1.4 x"
# Of each kind of thing so many are made: what is visited and typed is all of the corpus, and long texts hold it too.
SOME = CORPUS[::6]


def printable(text: str) -> str:
    """What is left of it where names must be printable."""
    return "".join(char for char in text if char.isprintable()).strip()


def named(number: int, text: str, longest: int = 60) -> str:
    """A name that no other text has, and that some place may take."""
    return f"{printable(text)[: longest - 4]} {number}".strip()


def address(text: str) -> str:
    """An address on the own site that says so: whatever may stand behind the slash does."""
    found = f"{SITE}/{''.join(printable(text).split())}?q={''.join(printable(text).split())}".replace("\\", "/")
    return found if is_safe(found) else SITE


def name_house(workspace: Workspace, actor: Actor) -> None:
    """What stands on every page: the workspace, its stages and reasons, the matrix, the lanes of sales, colleagues, whom to invite."""
    change_workspace(workspace=workspace, actor=actor, name=f"{SCRIPTS[2]}{{{{ 7|add:7 }}}}", postal_address=ALL[:200])
    told = stages.plain("nine", stages.DEFAULTS["nine"])
    for number, stage in enumerate(told["stages"]):
        stage |= {"name": named(number, SCRIPTS[number]), "name_zh": named(number, SCRIPTS[-number]), "text": printable(ALL)[:2_000]}
        stage["entry_rule"] = printable(ALL)[:500]
    for number, reason in enumerate(told["reasons"]):
        reason["name"] = named(number, SCRIPTS[9 + number])
    schemes.publish_scheme("nine", schemes.read("nine", told), actor)
    matrix = tiers.plain(tiers.DEFAULT)
    axes = [matrix[axis] for axis in tiers.AXES]
    for number, one in enumerate([*axes, *(level for axis in axes for level in axis["levels"]), *matrix["tiers"]]):
        one |= {"name": named(number, CORPUS[-number]), "name_zh": named(number, CORPUS[number])}
    tier_schemes.publish_scheme(tier_schemes.read(matrix), actor)
    rules = [
        {"name": named(number, SCRIPTS[number], 120), "lane": rule.lane, "condition": rule.condition}
        for number, rule in enumerate(routing.stored())
    ]
    put_rules(rules, actor=actor)
    for number, text in enumerate(SCRIPTS[:6]):
        add_member(user=person(f"colleague{number}@hostile.example", text), role="sdr", actor=actor)
    invite(email='"<script>window.__xss=1</script>"@hostile.example', role="viewer", actor=actor)


def asks(texts: list[str], spam_limit: int, **more: Any) -> Content:
    """A form for registration whose every word is one of these."""
    fields = [
        Field(f"q{number}", FieldKind.TEXT.value, {"en": text, "zh-hans": text}, maps="attribute" if number % 2 else "event")
        for number, text in enumerate(texts[:ASKED])
    ]
    options = tuple(Option(named(number, text), {"en": text, "zh-hans": text}) for number, text in enumerate(CORPUS))
    choice = Field("choice", FieldKind.SELECT.value, {"en": texts[0]}, maps="tag", options=options)
    consent = Field("consent", FieldKind.CONSENT.value, {"en": ALL, "zh-hans": ALL}, purpose=printable(texts[0])[:40])
    words = {name: {"en": f"{texts[0]} {name}", "zh-hans": f"{texts[1]} {name}"} for name in ("title", "intro", "button", "thanks")}
    own = (starters.NAME, starters.EMAIL, starters.COMPANY, starters.MESSAGE)
    return Content(purpose=Purpose.REGISTRATION.value, spam_limit=spam_limit, fields=(*own, *fields, choice, consent), **words, **more)


@dataclass(frozen=True)
class Door:
    """A published form, and what people register for by it."""

    form: Form
    version: FormVersion
    occasion: Occasion
    keys: set[str]


def open_doors(actor: Actor) -> list[Door]:
    """Two that ask the whole corpus between them, one of which takes everything and one takes everything for spam."""
    found = []
    for number, (texts, limit) in enumerate([(CORPUS[:ASKED], 1_000), (CORPUS[ASKED : 2 * ASKED], 0)]):
        content = asks(texts, limit, rival_title={"en": texts[2]}, rival_button={"en": texts[3]})
        form = create_form(name=named(number, texts[0]), content=content, actor=actor)
        version = publish_form(form=form, content=content, actor=actor)
        occasion = plan_occasion(plan=plan(texts[0], form, ALL[:2_000]), actor=actor)
        found.append(Door(form, version, occasion, {field.key for field in content.fields}))
    wait_for_a_word(actor)
    return found


def wait_for_a_word(actor: Actor) -> None:
    """A form whose sender has yet to say, on a page that names form and address, that it was them."""
    content = asks(CORPUS[-ASKED:], 1_000, double_opt_in=True)
    form = create_form(name=named(2, CORPUS[-1]), content=content, actor=actor)
    version = publish_form(form=form, content=content, actor=actor)
    posted = {"f_name": ["x"], "f_company": ["x"], "f_message": ["x"], "f_email": ["waits@hostile.example"]}
    assert submit(form=form, version=version, sent=Sent(posted, "waits", seconds=30.0)).errors == {}


def plan(text: str, form: Form, description: str) -> Plan:
    start = clock.now() + timedelta(days=1)
    return Plan(text, "offline", start, start + timedelta(hours=1), form.pk, place=text, description=description)


def name_thing(number: int, text: str, doors: list[Door], lead: Lead, actor: Actor) -> None:
    """One of each kind with this text as all of its words, and everything that can be said of one lead. Who does it is called so, too."""
    actor = replace(actor, name=text)
    create_form(name=named(number, text), content=asks([text, text], 1), actor=actor)
    add_asset(
        name=text if text.strip() else named(number, text), file_name=f"{text}.pdf", size=len(PDF), content=io.BytesIO(PDF), actor=actor,
        description=f"{text} {ALL}"[:500], form=doors[number % 2].form if number % 3 else None,
    )  # fmt: skip
    tag = Tag.objects.exclude(kind="predictive").order_by("-id")[0]
    add_rule(field="campaign", likeness="contains", value=named(number, text), tag=tag, actor=actor)
    make_code(name=text, target=address(text), tags=[text], utm={"source": text, "campaign": text}, actor=actor)
    plan_occasion(plan=plan(text, doors[0].form, f"{text} {ALL}"), actor=actor)
    show(number, text, doors[0].form.public_id, actor)
    name_company(number, text, actor)
    product = save_product(sku="".join(printable(text).split())[:40].translate({ord(";"): "x", ord(","): "x"}) + f"-{number}",
                           name=named(number, text), paths=[f"/{printable(text)[:100]}{number}"], actor=actor)  # fmt: skip
    announce_news(product=product, title=named(number, text), url=address(text), actor=actor)
    steps = [{"kind": "page", "value": f"/{text}"}, {"kind": "event", "value": f"x{text}"}, {"kind": "form_seen", "value": text}]
    save_funnel(name=named(number, text), definition=definition(steps, 30), actor=actor)
    speak(number, text, lead, actor)


def show(number: int, text: str, form: str, actor: Actor) -> None:
    """A pop-up and a place on a page, with the networks of an account."""
    words = Shown(text[:120], f"{text} {ALL}"[:600], text[:60].strip() or "x", address(text))
    message = create_message(name=named(number, text), actor=actor)
    publish_item(item=message, definition=Popup(words, words, form=form, trigger=Trigger("hesitation", 5, text[:100])), actor=actor)
    slot = create_slot(key=f"hostile-{number}", name=named(number, text), actor=actor)
    rules = [text] if number < len(SOME) - 1 else SCRIPTS[:20]
    publish_item(item=slot, definition=Rules(tuple(Rule(name, words, words) for name in rules)), actor=actor)
    save_key_account(name=named(number, text), ranges=[f"198.51.{number}.0/24"], actor=actor)


def name_company(number: int, text: str, actor: Actor) -> None:
    """In the matrix, and every fourth on the blacklist."""
    company: Company = add_company(f"h{number}-hostile.example", text, {"industry": text, "plan": text}, actor)
    if text.strip():
        place(company.pk, Evidence("core", "high", text), actor)
    if text.strip() and number % 4 == 0:
        blacklist(company.pk, text, actor)


def speak(number: int, text: str, lead: Lead, actor: Actor) -> None:
    """Of one lead, whose pages so show all of it; and of another who changes jobs."""
    log_touch(Said(kind="note", note=text), actor=actor, lead_id=lead.pk)
    name_competitor(lead.pk, named(number, text), "uses", actor=actor)
    letter, value = ANSWERS[number % len(ANSWERS)]
    qualify(lead.pk, letter, Answer(value, note=printable(text), source=printable(text)[:200]), actor=actor)
    if number % 8 == 0:
        deal, _is_new = open_opportunity(lead.pk, Deal(name=named(number, text), value="1.00"), actor=actor)
        lose(deal.pk, actor=actor, reason=text, lost_to=text)
    mover = create_lead({"name": text, "email": f"mover{number}@hostile.example", "company": text, "title": text}, actor)
    change_job(mover.pk, actor, email=f"mover{number}@h{number}-hostile.example", company=text, title=text)


ANSWERS = tuple(
    {"budget": "none", "authority": "user", "need": "vague", "time": "later", "phase": "awareness", "maturity": "first"}.items()
)


def answer(number: int, text: str, doors: list[Door]) -> None:
    """Every question of a form with this text; a seat for whoever is no spam."""
    posted = {f"f_q{place}": [text] for place in range(ASKED)}
    posted |= {"f_name": [text or "x"], "f_company": [text], "f_message": [text], "f_email": [f"door{number}@hostile.example"]}
    posted |= {"f_choice": [named(CORPUS.index(text), text)], "f_consent": ["yes"]}
    for door in doors:
        given = {key: value for key, value in posted.items() if key.removeprefix("f_") in door.keys}
        sent = Sent(given, f"{number}", f"door {number} {text}", address(text), text, CHROME, seconds=30.0)
        done = submit(form=door.form, version=door.version, sent=sent, occasion=door.occasion)
        assert done.submission is not None, (text, done.errors)


def told(number: int, text: str, doors: list[Door]) -> list[dict[str, Any]]:
    """What the pages of one person tell of forms and clicks: forms, fields, paths and selectors that are called so."""
    page = {"url": address(text), "path": f"/{text}"}
    who = {"anonymousId": "clicks", "userId": f"0 {CORPUS[0]}", "context": {"page": page, "userAgent": CHROME}}
    clicks = {"v": 1, "width": 1280, "height": 2400, "page": 1, "from": 0, "reach": 60, "selectors": [text], "points": [0, 500, 300, 0] * 3}
    ours = {"form": doors[number % 2].form.public_id, "field": text}
    return [
        {**who, "type": "track", "event": "heat_map", "properties": clicks},
        *[{**who, "type": "track", "event": name, "properties": {"form": text, "field": text, "ms": 20_500}} for name in FORM_EVENTS],
        *[{**who, "type": "track", "event": name, "properties": ours} for name in FORM_EVENTS],
        {**who, "type": "track", "event": "link_clicked", "properties": {"href": text, "text": text}},
        {**who, "type": "track", "event": "search", "properties": {"query": text}},
    ]


FORM_EVENTS = ("form_viewed", "form_started", "form_abandoned", "form_hesitated")


def run_by_it(actor: Actor) -> None:
    """Goals, a playbook, and what names of events mean."""
    line = segments.newest()[-1].line_id
    day = local_now().date() + timedelta(days=30)
    set_goal(stage="mql", metric="entered", target=5, due_on=day, line_id=line, actor=actor)
    set_goal(stage="name", metric="entered", target=5, due_on=day, journey_id=Journey.objects.order_by("-id")[0].pk, actor=actor)
    journeys = list(Journey.objects.order_by("-id").values_list("id", flat=True)[:3])
    lines = [one.line_id for one in segments.newest()][-3:]
    save_playbook("mql", metrics=["entered"], lines=lines, journeys=journeys, notes=SCRIPTS[:20], actor=actor)
    last = Company.objects.order_by("-id")[0]
    for number, text in enumerate(SCRIPTS):
        place(last.pk, Evidence("core", ("high", "low")[number % 2], text), actor)
    for number, entry in enumerate(EventName.objects.order_by("-id")[: len(CORPUS)]):
        describe_event(entry_id=entry.pk, text=CORPUS[number], actor=actor)
