"""Search and list; one lead; what upper apps need to know of many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import F, QuerySet

from kernel import paging, sql
from leads.domain.snapshot import score_at
from leads.models import Identifier, Lead
from leads.queries import filters as conditions
from tenants.queries.workspaces import local_now

# What a list may be sorted by, as the address says it → the column.
ORDERS = {
    "score": "-snapshot__rank_key",
    "activity": "-last_active_at",
    "created": "-created_at",
    "stage": "-stage_entered_at",
    "reach": "-person__contactability",
}
# What follows among those who are alike. A quarter of the list can be reached equally well: the newest first, in the order of an index.
THEN = {"reach": ("person__created_at",)}
# The id of the same table, so that one index serves both.
LAST = {"score": "snapshot__id"}
# Whoever has none of these stands last, as on a page.
MAY_LACK = ("score", "activity")
MOST_COUNTED = 10_000

CONTEXTS = """
SELECT l.id AS lead_id, l.person_id, l.number, l.stage, l.visit_no, l.stage_entered_at, l.lane, l.entry_channel, l.owner_id, l.known,
    l.created_at, l.closed_at, l.last_active_at, l.returns, l.cool_until, l.history, sn.fit, sn.interest_sign, sn.interest_log,
    sn.interest_rate, sn.fading::text AS fading, sn.rank_key, sn.scored_at, sn.falls_at, sn.silent_at,
    p.name, p.email, p.phone, p.title, p.persona, p.language, p.country,
    coalesce(nullif(p.company_name, ''), c.name, '') AS company, coalesce(c.domain, '') AS company_domain, p.company_id,
    coalesce(nullif(p.industry, ''), c.industry, '') AS industry, p.first_source AS source, p.first_channel AS channel,
    p.first_touch::text AS first_touch, p.last_touch::text AS last_touch, p.search_intent, p.landing_page, p.attributes::text AS attributes
FROM leads_lead l
JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class LeadContext:
    """One lead as journeys, campaigns and sales see it."""

    lead_id: UUID
    person_id: UUID
    number: int
    stage: str
    visit_no: int
    stage_entered_at: datetime
    lane: str
    entry_channel: str
    owner_id: int | None
    known: bool
    created_at: datetime
    closed_at: datetime | None
    last_active_at: datetime | None
    returns: int
    cool_until: datetime | None
    history: bool
    fit: float
    interest_sign: int
    interest_log: float | None
    interest_rate: float
    fading: str | None
    rank_key: float | None
    scored_at: datetime | None
    falls_at: datetime | None
    silent_at: datetime | None
    name: str
    email: str
    phone: str
    title: str
    persona: str
    language: str
    country: str
    company: str
    company_domain: str
    company_id: UUID | None
    industry: str
    source: str
    channel: str
    first_touch: dict[str, Any]
    last_touch: dict[str, Any]
    search_intent: str
    landing_page: str
    attributes: dict[str, Any]

    def score(self, at: datetime) -> float:
        return score_at(self.fit, self.interest_sign, self.interest_log, self.interest_rate, self.fading, at)


def _context(**columns: Any) -> LeadContext:
    for name in ("first_touch", "last_touch", "attributes"):
        columns[name] = msgspec.json.decode(columns[name])
    return LeadContext(**columns)


def contexts(lead_ids: Iterable[UUID]) -> dict[UUID, LeadContext]:
    """Everything about these leads in one query."""
    asked = list(lead_ids)
    found: list[LeadContext] = sql.rows(CONTEXTS, _context, leads=asked) if asked else []  # type: ignore[arg-type]
    return {row.lead_id: row for row in found}


# Leads that stand for nobody any more: joined into another, or erased.
GONE = ("merged", "erased")


def search(filters: Mapping[str, Sequence[str]], order: str = "score", now: datetime | None = None) -> "QuerySet[Lead]":
    """Leads that the filter set names, with person, company and snapshot; merged and erased ones are never among them. Raises BadFilter.

    `now` is the workspace's local time, where the caller has asked for it already.
    """
    found = Lead.objects.filter(conditions.build(filters, now or local_now())).exclude(closed_reason__in=GONE)
    return found.select_related("person__company", "snapshot").order_by(*_order(order))


def _order(order: str) -> Sequence[Any]:
    if order not in ORDERS:
        return ("-created_at",)
    first = F(ORDERS[order].lstrip("-")).desc(nulls_last=True) if order in MAY_LACK else ORDERS[order]
    return (first, *(f"-{name}" for name in (*THEN.get(order, ()), LAST.get(order, "id"))))


BEST_FIRST = _order("score")


def understands(cursor: str, order: str) -> bool:
    """Whether this cursor is one of the list in this order."""
    return paging.understands(Lead, cursor, order=ORDERS[order], then=THEN.get(order, ()), last=LAST.get(order, "id"))


def page(found: "QuerySet[Lead]", order: str, *, cursor: str = "", back: bool = False, size: int = 50) -> paging.Page[Lead]:
    """One page of `search`, in one of ORDERS."""
    ordered = {"order": ORDERS[order], "then": THEN.get(order, ()), "last": LAST.get(order, "id")}
    return paging.page(found, **ordered, cursor=cursor, back=back, size=size)  # type: ignore[arg-type]


def matching(filters: Mapping[str, Sequence[str]], lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of `lead_ids` that the filter set names: for segments and branches."""
    return set(Lead.objects.filter(conditions.build(filters, local_now()), id__in=list(lead_ids)).values_list("id", flat=True))


def count(found: "QuerySet[Lead]") -> int:
    """How many, counted up to MOST_COUNTED + 1."""
    return found.order_by().values("id")[: MOST_COUNTED + 1].count()


def lead(lead_id: UUID) -> Lead | None:
    """One lead; an erased one is not found."""
    found = Lead.objects.select_related("person__company", "person__merged_into", "snapshot")
    return found.exclude(closed_reason="erased").filter(pk=lead_id).first()


def of_people(people: Iterable[UUID]) -> dict[UUID, Lead]:
    """The newest lead of each person."""
    found = Lead.objects.filter(person_id__in=list(people)).select_related("person__company", "snapshot").order_by("number")
    return {row.person_id: row for row in found}


def by_identifier(kind: str, value: str) -> Lead | None:
    """The newest lead of whoever owns this identifier."""
    owner = Identifier.objects.filter(kind=kind, value=value).values_list("person_id", flat=True).first()
    return of_people([owner]).get(owner) if owner else None


def there(lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are leads who may stand on a list: neither part of another nor erased."""
    return set(Lead.objects.filter(id__in=list(lead_ids)).exclude(closed_reason__in=("merged", "erased")).values_list("id", flat=True))
