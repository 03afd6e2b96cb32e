"""What later stations do to leads: messages, consent, suppression, journeys, changes of company, lists; and segments that ask about it."""

import contextlib
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from campaigns.actions.engagement import judge_clicks, record_click, record_open
from campaigns.actions.settle import settle
from campaigns.actions.suppress import lift, suppress
from campaigns.actions.take import Taken
from campaigns.domain.verdicts import Verdict
from campaigns.enums import SuppressionReason
from campaigns.models import Message, Suppression, TemplateVersion
from capture.actions.carry import write_consents
from capture.actions.consents import withdraw
from capture.actions.forms import create_form, publish_form
from capture.domain import content as contents
from capture.domain import starters
from capture.models import FormVersion, Submission
from journeys.actions.advance import advance_due
from journeys.actions.enrol import Entry, enrol
from journeys.actions.withdraw import withdraw as take_out
from journeys.domain.graph import Entry as Way
from journeys.domain.graph import EventEntry, Graph, Node
from journeys.models import Enrolment, Journey
from journeys.queries.live import live_journeys
from kernel import clock, ids, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions import lists
from leads.actions.firmographics import say
from leads.actions.identify import identify
from leads.actions.people import change_person
from leads.actions.segments import build_segment
from leads.models import Lead
from leads.queries import segments
from tests.journeys.world import World
from tracking.models import Event, Visitor

STAYING = Graph("w", Way([EventEntry("signup")]), nodes={"w": Node("wait", config={"days": 2}, next="x"), "x": Node("exit")})
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
COMPANIES = ("Firm", "Soft Inc", "硬件", "")


def some_segments() -> None:
    """One for each of what later stations lend, two that stand on others, one with everything that is the company's."""
    content = starters.content("contact")
    assert content is not None
    publish_form(form=create_form(name="Word", content=content, actor=SYSTEM), content=content, actor=SYSTEM)
    stay = World(tenancy.current()).live(STAYING, "Stay")
    fair = lists.make_list(name="Fair", lead_ids=[], actor=SYSTEM)
    asked = (("opened", 3), ("bounced", 0), ("clicked", 30))
    mailed = [{"ask": "mailed", "what": what, "days": days} for what, days in asked]
    wrote = build_segment(name="Mailed", tree={"any": mailed}, actor=SYSTEM)
    build_segment(name="Silent by law", tree={"all": [{"ask": "suppressed"}, {"ask": "mailed", "what": "sent", "days": 7}]}, actor=SYSTEM)
    consent = {"ask": "consent", "purpose": "newsletter", "answers": ["given", "withdrawn"]}
    build_segment(name="Consent", tree={"any": [consent, {"ask": "on_list", "list": str(fair.line_id)}]}, actor=SYSTEM)
    inside = {"ask": "journey", "journey": str(stay.pk), "what": "inside"}
    passed = [{"ask": "journey", "journey": "*", "what": what, "days": 7} for what in ("finished", "exited")]
    build_segment(name="Journeys", tree={"any": [inside, *passed]}, actor=SYSTEM)
    account = [
        {"ask": "text", "field": "company", "op": "contains", "values": ["soft"]}, {"ask": "tier", "tiers": ["t1", "t2"]},
        {"ask": "market_class", "classes": ["big_b"]}, {"ask": "blacklisted"},
        {"ask": "text", "field": "company_domain", "op": "starts", "values": ["firm1."]},
        {"ask": "number", "field": "company_size", "op": "at_least", "value": 40},
        {"ask": "text", "field": "company_industry", "op": "is", "values": ["硬件"]},
        {"ask": "text", "field": "company_plan", "op": "is", "values": ["pro"]},
    ]  # fmt: skip
    build_segment(name="Account", tree={"any": account}, actor=SYSTEM)
    known = [
        {"ask": "bant_budget", "values": ["approved"], "confidence": "likely"}, {"ask": "buying_phase", "values": ["vendor_selection"]},
        {"ask": "marked", "tag": "hot"},
    ]  # fmt: skip
    build_segment(name="Known of them", tree={"any": known}, actor=SYSTEM)
    on = [{"ask": "segment", "segment": str(wrote.line_id)}, {"ask": "segment", "segment": str(fair.line_id)}]
    build_segment(name="Mailed or listed", tree={"any": on}, actor=SYSTEM)


def happen(lead_id: UUID, random: Random, at: datetime) -> str:
    """Something of a later station; says what."""
    what = random.choice((written, written, looked, looked, allowed, hushed, travelled, travelled, moved_house, moved_house, listed, said))
    return what(lead_id, random, at) or what.__name__


def written(lead_id: UUID, random: Random, at: datetime) -> None:
    """A message goes out, or comes back for ever; then the address must not be written to."""
    lead = Lead.objects.select_related("person").get(pk=lead_id)
    version, to = random.choice(list(TemplateVersion.objects.order_by("id")[:2])), lead.person.email
    message = Message.objects.create(
        lead=lead, person_id=lead.person_id, version=version, effect_key=str(ids.new()), state="sending", to_address=to, attempt=1
    )
    taken = Taken(message.pk, 1, to, "", "", "", "", None, None, None)  # type: ignore[arg-type]  # settle asks for none of these
    settle(taken, Verdict("bounced" if random.random() < 0.1 else "sent", "so"))


def looked(lead_id: UUID, random: Random, at: datetime) -> None:
    """Opens or follows a link of a message of theirs; a person or a machine."""
    message = Message.objects.filter(lead_id=lead_id, state="sent").order_by("-id").first()
    if message is None:
        return
    agent = BROWSER if random.random() < 0.8 else "python-requests/2.31"
    with clock.pretend(at - timedelta(seconds=30)):
        record_open(message.pk, agent)
        if random.random() < 0.5:
            record_click(message.pk, "https://acme.example/x", agent)
    before = set(_opened(lead_id))
    judge_clicks()
    if new := [event for event in _opened(lead_id) if event not in before]:
        identify(new, False)  # what the fact EventsRecorded rings for


def _opened(lead_id: UUID) -> list[UUID]:
    """The events of a person's opens and clicks."""
    devices = Visitor.objects.filter(person_id=Lead.objects.get(pk=lead_id).person_id)
    found = Event.objects.filter(visitor_id__in=devices.values("id"), door="own", is_bot=False)
    return list(found.order_by("id").values_list("id", flat=True))


def allowed(lead_id: UUID, random: Random, at: datetime) -> None:
    """Gives, refuses or takes back a consent by a form."""
    lead = Lead.objects.select_related("person").get(pk=lead_id)
    email = lead.person.email
    if random.random() < 0.3:
        withdraw(email=email, actor=SYSTEM)
        return
    for version in FormVersion.objects.select_related("form").order_by("id"):
        content = contents.read(version.content)
        asked = [field for field in content.fields if field.kind == "consent"]
        if asked:
            values = {field.key: random.random() < 0.7 for field in asked}
            row = Submission.objects.create(
                form=version.form, version=version, key=str(ids.new()), at=at, values=values, email=email, anonymous_id="", language="en",
                person_id=lead.person_id,
            )  # fmt: skip
            write_consents(row, content, at)
            return


def hushed(lead_id: UUID, random: Random, at: datetime) -> None:
    """Must not be written to any more, or may again."""
    email = Lead.objects.select_related("person").get(pk=lead_id).person.email
    standing = Suppression.objects.filter(address=email, lifted_at=None).first()
    if standing is None:
        suppress(address=email, reason=SuppressionReason.MANUAL, actor=SYSTEM)
    else:
        lift(suppression=standing, reason="so", actor=SYSTEM)


def travelled(lead_id: UUID, random: Random, at: datetime) -> None:
    """Comes into a journey, is taken out, or time carries everybody on."""
    way = random.random()
    if way < 0.5:
        enrol(live_journeys(Journey.objects.get(name="Stay").pk)[0], [Entry(lead_id, str(ids.new()))])
    elif way < 0.7:
        inside = Enrolment.objects.filter(lead_id=lead_id, state="active").first()
        if inside:
            take_out(inside.pk, SYSTEM)
    else:
        while advance_due(tenancy.current()):
            pass


def moved_house(lead_id: UUID, random: Random, at: datetime) -> None:
    """Another name of the company, another address, and so another company."""
    person = Lead.objects.get(pk=lead_id).person_id
    address = f"{ids.new().hex[-12:]}@firm{random.randrange(14)}.example"
    given = {"company": random.choice(COMPANIES)} if random.random() < 0.5 else {"email": address}
    with contextlib.suppress(Refused):  # of who is part of somebody else now
        change_person(person, given, SYSTEM)


def listed(lead_id: UUID, random: Random, at: datetime) -> str:
    fair = next(one for one in segments.newest() if one.name == "Fair")
    does = random.random() < 0.6
    (lists.add if does else lists.remove)(segment=fair, lead_ids=[lead_id], actor=SYSTEM)
    return "listed" if does else "unlisted"


def said(lead_id: UUID, random: Random, at: datetime) -> None:
    """Somebody says how large their company is, of which industry, or what it pays for; or takes it back."""
    company = Lead.objects.select_related("person").get(pk=lead_id).person.company_id
    if company:
        given = {
            "size": random.choice((3, 40, 400, None)),
            "industry": random.choice(COMPANIES),
            "plan": random.choice(("pro", "free", "")),
        }
        field = random.choice(tuple(given))
        say(company, {field: given[field]}, SYSTEM)
