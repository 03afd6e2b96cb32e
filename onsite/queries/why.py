"""Question: why would this visitor see, or not see, each pop-up and each rule of a slot? (F019, F023)"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leads.models import Lead
from onsite.domain.decide import Facts
from onsite.enums import ReactionKind, Reason
from onsite.models import Item, Reaction
from onsite.queries import catalogue, items
from onsite.queries.decision import Question, reasoned
from onsite.queries.kinds import MESSAGE, SLOT
from tenants.queries.workspaces import local_now
from tracking.models import Visitor
from tracking.queries import visitors

MOST_REACTIONS = 50


@dataclass(frozen=True)
class Because:
    """One candidate: a pop-up (`rule` 0), or a rule of a slot, from 1, with its name. A slot without live rules is one line of rule 0."""

    item: Item
    kind: str
    rule: int
    rule_name: str
    reason: Reason


@dataclass(frozen=True)
class Happened:
    """What somebody did; `item` is None for one that is gone."""

    at: datetime
    what: str
    item: Item | None
    kind: str
    version: int | None


def found(who: str) -> Visitor | None:
    """The device of this anonymous id, else the one last seen of the lead with this id or e-mail address; None for nobody."""
    device = Visitor.objects.filter(anonymous_id=who).order_by("-episode").first() if who else None
    if device or not who:
        return device
    try:
        person = Lead.objects.filter(pk=UUID(who)).values_list("person_id", flat=True).first()
    except ValueError:
        person = Lead.objects.filter(person__email__iexact=who).order_by("-created_at").values_list("person_id", flat=True).first()
    return Visitor.objects.filter(person_id=person).order_by("-last_seen_at").first() if person else None


def last_page(visitor: Visitor) -> str:
    """Where the last visit ended; "" when it had no page."""
    last = visitors.sessions_of([visitor.pk]).first()
    return (last.exit_url or last.entry_url) if last else ""


def because(question: Question) -> tuple[Facts, list[Because]]:
    """What would be known if the page were opened now, and the reason of every pop-up and rule; what is shown comes first."""
    live = catalogue.load()
    facts, decision = reasoned(question, live, str(local_now().tzinfo))
    reasons = dict(decision.reasons)
    rules = {slot.id: slot.rules for slot in live.slots}
    told = [Because(one, "message", 0, "", reasons.get(str(one.pk), Reason.OFF)) for one in items.items(MESSAGE)[: items.MOST]]
    for slot in items.items(SLOT)[: items.MOST]:
        key = str(slot.pk)
        if key not in rules:
            told.append(Because(slot, "slot", 0, "", Reason.OFF))
        for number, rule in enumerate(rules.get(key, ())):
            told.append(Because(slot, "slot", number + 1, rule.name, reasons.get(f"{key}:{number}", Reason.LATER)))
    return facts, sorted(told, key=lambda one: (one.reason != Reason.SHOWN, one.reason == Reason.OFF))


def happened(visitor: Visitor) -> list[Happened]:
    """The last things that this visitor, on any device of the person, did with what was shown."""
    devices = visitors.ids_of_person(visitor.person_id) if visitor.person_id else [visitor.pk]
    names = {one.pk: (one, kind.name) for kind in (MESSAGE, SLOT) for one in items.items(kind)[: items.MOST]}
    told = []
    for row in Reaction.objects.filter(visitor_id__in=devices).order_by("-at", "-id")[:MOST_REACTIONS]:
        item, kind = names.get(row.item_id, (None, ""))
        told.append(Happened(row.at, str(ReactionKind(row.kind).label), item, kind, row.version))
    return told
