"""The gate before sales: its level, and who waits for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from kernel import sql
from leads.enums import Stage
from leads.models import Lead
from sales.domain import gate as domain
from sales.models import HandOff, HandOverGate, HeldLead


def level() -> int:
    """A value of sales.domain.gate.LEVELS."""
    found = HandOverGate.objects.values_list("level", flat=True).first()
    return domain.OFF if found is None else found


def held() -> "QuerySet[HeldLead]":
    """Those that wait now, the oldest first: a lead that has moved on, or has its hand-off, waits no more."""
    opened = HandOff.objects.filter(lead_id=OuterRef("lead_id"), visit_no=OuterRef("visit_no")).exclude(close_reason="unmerged")
    return (
        HeldLead.objects.filter(
            ~Exists(opened), lead__stage=Stage.MQL, lead__visit_no=F("visit_no"), lead__closed_at=None, lead__person__merged_into=None
        )
        .select_related("lead__person__company")
        .order_by("held_at", "id")
    )


@dataclass(frozen=True)
class Held:
    """Why a lead is held back: `lacks` as in sales.domain.gate.lacks, "" for one that passes and is opened any moment."""

    row: HeldLead
    lacks: str


def lacks(lead: Lead, needed: int) -> str:
    """What this lead lacks for a gate of that level, as in sales.domain.gate.lacks."""
    if lead.person.company is not None and lead.person.company.blacklisted_at is not None:
        return domain.BLACKLISTED
    return domain.lacks(lead.person.contactability, needed)


def explained(rows: Iterable[HeldLead]) -> list[Held]:
    needed = level()
    return [Held(row, lacks(row.lead, needed)) for row in rows]


def of_lead(lead_id: UUID) -> Held | None:
    """Why this lead is held back; None when it is not."""
    row = held().filter(lead_id=lead_id).first()
    return explained([row])[0] if row else None


PASSING = """
SELECT h.lead_id FROM sales_heldlead h
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = h.lead_id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE h.workspace_id = %(workspace_id)s AND c.blacklisted_at IS NULL AND (%(everybody)s OR h.lead_id = ANY(%(lead_ids)s::uuid[]))
  AND l.stage = 'mql' AND l.visit_no = h.visit_no AND l.closed_at IS NULL AND p.merged_into_id IS NULL
  AND p.contactability >= coalesce((SELECT g.level FROM sales_handovergate g WHERE g.workspace_id = %(workspace_id)s), 0)
ORDER BY h.held_at, h.id
"""


def passing(lead_ids: Iterable[UUID] | None) -> list[UUID]:
    """Those of these leads (None: of all) that were held back and pass the gate now, in the order in which they came."""
    if lead_ids is not None:
        # Nearly nobody is: the joins are asked of these alone, so that a plan made without numbers of the tables costs nothing.
        lead_ids = HeldLead.objects.filter(lead_id__in=list(lead_ids)).values_list("lead_id", flat=True).distinct()
        if not lead_ids:
            return []
    return [row[0] for row in sql.tuples(PASSING, everybody=lead_ids is None, lead_ids=list(lead_ids or ()))]
