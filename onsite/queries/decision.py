"""One page view → what to show: gathers the facts in few queries and lets onsite.domain.decide choose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kernel import clock
from leads.domain.trees import Node
from onsite.domain import decide
from onsite.domain.decide import Decision, Facts
from onsite.domain.networks import account_at
from onsite.domain.shapes import Conditions
from onsite.enums import Consent, Reason
from onsite.queries import audiences, visits
from onsite.queries.catalogue import Catalogue
from onsite.queries.visits import Visit
from tracking.domain import addresses, channels


@dataclass(frozen=True)
class Question:
    """What a page asks: its address, who referred, the device's anonymous id, the network, and what the visitor has consented to."""

    url: str
    referrer: str
    anonymous_id: str
    ip: str
    consent: str


def answer(question: Question, catalogue: Catalogue, time_zone: str) -> Decision:
    """Decide. Only with consent is anything asked that is kept of the visitor."""
    if catalogue.empty or question.consent == Consent.DENIED:
        return Decision()
    return reasoned(question, catalogue, time_zone)[1]


def reasoned(question: Question, catalogue: Catalogue, time_zone: str) -> tuple[Facts, Decision]:
    """What was known, and the decision with the reason of every candidate, whatever the consent."""
    now = clock.now()
    today = now.astimezone(ZoneInfo(time_zone))
    visitor = visits.visit(question.anonymous_id) if question.consent == Consent.GRANTED else None
    history = visits.history(visitor, now) if visitor and catalogue.messages else {}
    holding = audiences.holding(visitor.lead_id, asked(catalogue), today) if visitor else frozenset()
    facts = facts_of(question, catalogue, visitor, holding, now, today.date().isoformat())
    facts = replace(facts, who=audiences.who(visitor.lead_id if visitor else None, wanted(facts, catalogue)))
    return facts, decide.decide(facts, history, catalogue.messages, catalogue.slots, now)


def candidates(catalogue: Catalogue) -> Iterator[tuple[str, Conditions]]:
    """Every pop-up and every rule by its name, with to whom it is meant."""
    yield from ((message.id, message.popup.conditions) for message in catalogue.messages)
    yield from ((f"{slot.id}:{number}", rule.conditions) for slot in catalogue.slots for number, rule in enumerate(slot.rules))


def asked(catalogue: Catalogue) -> dict[str, tuple[dict[str, list[str]], ...]]:
    """Candidate → its filter sets, of the candidates that have some."""
    return {name: conditions.audiences for name, conditions in candidates(catalogue) if conditions.audiences}  # type: ignore[misc]


def wanted(facts: Facts, catalogue: Catalogue) -> dict[str, Node]:
    """The trees that still decide on this page: of the candidates of which all else holds."""
    if not catalogue.who:
        return {}
    whatever = replace(facts, who=frozenset(catalogue.who))
    holding = {name for name, conditions in candidates(catalogue) if decide.why(conditions, whatever, name) == Reason.SHOWN}
    return {name: node for name, node in catalogue.who.items() if name in holding}


def facts_of(
    question: Question, catalogue: Catalogue, visitor: Visit | None, holding: frozenset[str], now: datetime, today: str
) -> Facts:  # fmt: skip
    """A landing tells its own source; a later page has that of the visit."""
    page = addresses.read(question.url)
    came = channels.referrer(question.referrer, page.host)
    utm = dict(page.utm)
    click = page.click_ids[0][0] if page.click_ids else ""
    source, medium, campaign = utm.get("source", ""), utm.get("medium", ""), utm.get("campaign", "")
    touch = channels.touch(source, medium, campaign, click, came)
    began = visitor.began(now) if visitor else now
    if visitor and began < now and touch.channel == "direct":
        touch = channels.Touch(visitor.channel, visitor.source, visitor.medium, visitor.campaign)
    kept = (visitor.search_intent or visitor.person_intent) if visitor else ""
    return Facts(
        consent=question.consent, path=page.path or "/", today=today, visit_at=began,
        visit_no=visitor.number(now) if visitor else 1, returning=visitor.returning(now) if visitor else False,
        intent=came.terms or utm.get("term", "") or kept,
        channel=touch.channel, source=touch.source, medium=touch.medium, campaign=touch.campaign,
        account=account_at(question.ip, catalogue.accounts), audiences=holding,
    )  # fmt: skip
