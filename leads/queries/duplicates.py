"""The queue of people who may be one: who meets whom, the list, and what a merge would do."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from kernel import clock, sql
from kernel.due import Due
from leads.domain.survivorship import Rules, choose
from leads.domain.survivorship import Side as Record
from leads.enums import DuplicateState
from leads.models import Duplicate, Lead, MergeBatch
from leads.queries import people, survivorship

# A key that more people share says little; whoever shares it with few is met by another key.
MOST_MET = 60
# Pairs merged in one go: one transaction, a look at the list is possible.
AT_ONCE = 100
MEETINGS = """
SELECT DISTINCT least(g.person_id, m.person_id), greatest(g.person_id, m.person_id)
FROM json_to_recordset(%(keys)s::json) AS g(person_id uuid, gram text)
CROSS JOIN LATERAL (
    SELECT h.person_id FROM leads_gram h WHERE h.workspace_id = %(workspace_id)s AND h.gram = g.gram LIMIT %(most)s
) m
WHERE m.person_id <> g.person_id
"""
BEHIND = """
SELECT p.id,
    (SELECT count(*) FROM tracking_visitor v WHERE v.workspace_id = %(workspace_id)s AND v.person_id = p.id),
    (SELECT count(*) FROM tracking_event e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
     WHERE e.workspace_id = %(workspace_id)s AND v.person_id = p.id),
    (SELECT count(*) FROM leads_stagevisit s JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = s.lead_id
     WHERE s.workspace_id = %(workspace_id)s AND l.person_id = p.id AND s.undone_at IS NULL),
    (SELECT count(*) FROM leads_identifier i WHERE i.workspace_id = %(workspace_id)s AND i.person_id = p.id)
FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = ANY(%(people)s::uuid[])
"""
ORDERS = {"confidence": "-confidence", "newest": "-found_at"}
WORDS = {
    "email_spelling": gettext_lazy("The same mailbox, written otherwise"),
    "email_slip": gettext_lazy("The same address but for a slip in the domain"),
    "phone": gettext_lazy("The same telephone number"),
    "name": gettext_lazy("The same name"),
    "name_order": gettext_lazy("The same name in another order or script"),
    "name_near": gettext_lazy("Nearly the same name at one company"),
    "name_initials": gettext_lazy("An initial and the name in full at one company"),
    "name_slip": gettext_lazy("The same name but for a slip"),
    "email_near": gettext_lazy("Addresses at providers that begin alike"),
    "user_ids": gettext_lazy("Against it: user ids differ"),
}
FIELDS = {
    "name": gettext_lazy("Name"), "email": gettext_lazy("E-mail"), "phone": gettext_lazy("Phone"), "title": gettext_lazy("Job title"),
    "persona": gettext_lazy("Persona"), "company_name": gettext_lazy("Company"), "industry": gettext_lazy("Industry"),
    "country": gettext_lazy("Country"), "language": gettext_lazy("Language"), "search_intent": gettext_lazy("Search intent"),
}  # fmt: skip


pending = Due("EXISTS (SELECT 1 FROM leads_duplicatecheck c WHERE c.workspace_id = %(workspace_id)s AND c.due_at <= %(now)s)")


def meetings(keys: list[dict[str, Any]]) -> set[tuple[UUID, UUID]]:
    """Pairs that share a match key, the smaller id first; one of each is the `person_id` of one of `keys`, which has that `gram`."""
    return set(sql.tuples(MEETINGS, keys=sql.as_json(keys), most=MOST_MET)) if keys else set()


def decided(pairs: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Duplicate]:
    """Those of the pairs that somebody has decided."""
    found = Duplicate.objects.filter(one_id__in=[one for one, _other in pairs]).exclude(state=DuplicateState.OPEN)
    return {(row.one_id, row.other_id): row for row in found if (row.one_id, row.other_id) in pairs}


def ids_of(pairs: set[tuple[UUID, UUID]]) -> list[UUID]:
    found = Duplicate.objects.filter(one_id__in=[one for one, _other in pairs])
    return [row.pk for row in found if (row.one_id, row.other_id) in pairs]


def search(state: str = DuplicateState.OPEN, least: int = 0, kind: str = "") -> "QuerySet[Duplicate]":
    """Pairs in a state, with both people; `kind`: only those with this evidence."""
    found = Duplicate.objects.filter(state=state, confidence__gte=least).select_related("one__company", "other__company", "merge")
    found = found.filter(one__merged_into=None, other__merged_into=None) if state == DuplicateState.OPEN else found
    return found.filter(evidence__contains=[{"kind": kind}]) if kind in WORDS else found


def surest(least: int) -> list[Duplicate]:
    """Open pairs at least so sure, the surest first, as many as are merged in one go."""
    return list(search(least=least).order_by("-confidence", "id")[:AT_ONCE])


def batches() -> list[MergeBatch]:
    """Merges made in one go, newest first."""
    return list(MergeBatch.objects.order_by("-at", "-id")[:5])


def counts() -> dict[str, int]:
    """How many are open, merged, dismissed."""
    return {state: search(state).order_by().count() for state in DuplicateState.values}


def pair(pair_id: UUID) -> Duplicate | None:
    return Duplicate.objects.select_related("one__company", "other__company", "merge").filter(pk=pair_id).first()


def words(found: Duplicate) -> list[dict[str, Any]]:
    """The evidence, said."""
    return [{**each, "text": str(WORDS.get(each["kind"], each["kind"]))} for each in found.evidence]


@dataclass(frozen=True)
class Line:
    """One field: both values, whose survives ("one", "other"), and by which rule."""

    field: str
    label: str
    one: str
    other: str
    chosen: str
    rule: str
    differs: bool


@dataclass(frozen=True)
class Side:
    """What stands behind one of the two; `score` is of now."""

    lead_id: UUID | None
    stage: str
    visit_no: int
    score: float
    devices: int
    events: int
    visits: int
    identifiers: int


@dataclass(frozen=True)
class Preview:
    """What a merge would do. `keep`: whose record stays; `score_after` adds what both did, fit is judged anew."""

    keep: str
    lines: list[Line]
    one: Side
    other: Side
    score_after: float
    rules: Rules

    @property
    def moving(self) -> Side:
        return self.other if self.keep == "one" else self.one


def preview(asked: Duplicate, keep: str = "", rules: Rules | None = None) -> Preview:
    """Field by field, by the workspace's rules of survivorship or by `rules`."""
    rows = people.rows({asked.one_id, asked.other_id})
    one, other = rows[asked.one_id], rows[asked.other_id]
    ranks, sides = survivorship.trust({asked.one_id, asked.other_id}), _sides(asked)
    trust = ranks[asked.one_id], ranks[asked.other_id]
    keep = keep if keep in ("one", "other") else _keep(sides, trust)
    rules = rules or survivorship.current()
    chosen = choose(rules.of, Record(one, trust[0], keep == "one"), Record(other, trust[1], keep == "other"))
    lines = [
        Line(name, str(label), str(one[name]), str(other[name]), chosen[name], str(rules.of[name].label), one[name] != other[name])
        for name, label in FIELDS.items()
        if one[name] or other[name]
    ]
    fit = max((side.snapshot.fit for side in sides[2]), default=0.0)
    after = sum(_interest(lead) for lead in sides[2]) + fit
    return Preview(keep, lines, sides[0], sides[1], max(0.0, round(after, 1)), rules)


def _interest(lead: Lead) -> float:
    return max(0.0, lead.snapshot.interest(clock.now()))


def _keep(sides: tuple[Side, Side, list[Lead]], trust: tuple[int, ...]) -> str:
    """The record with the stronger identifier stays, else the one with more behind it."""
    if trust[0] != trust[1]:
        return "one" if trust[0] < trust[1] else "other"
    return "one" if sides[0].events >= sides[1].events else "other"


def _sides(asked: Duplicate) -> tuple[Side, Side, list[Lead]]:
    behind = {row[0]: row[1:] for row in sql.tuples(BEHIND, people=[str(asked.one_id), str(asked.other_id)])}
    leads = {lead.person_id: lead for lead in Lead.objects.filter(person_id__in=behind).select_related("snapshot").order_by("number")}
    found = []
    for person in (asked.one_id, asked.other_id):
        lead, (devices, events, visits, identifiers) = leads.get(person), behind[person]
        score = lead.snapshot.score(clock.now()) if lead else 0.0
        found.append(Side(lead.pk if lead else None, lead.stage if lead else "", lead.visit_no if lead else 0, round(score, 1),
                          devices, events, visits, identifiers))  # fmt: skip
    return found[0], found[1], list(leads.values())


def rules() -> list[tuple[str, str]]:
    """The rule of every field, said."""
    return [(str(FIELDS[name]), str(rule.label)) for name, rule in survivorship.current().of.items()]
