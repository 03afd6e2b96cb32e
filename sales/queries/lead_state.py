"""What sales needs to know of a lead before it acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from kernel import sql
from leads.models import Lead
from sales.enums import HandOffState


@dataclass(frozen=True)
class LeadState:
    id: UUID
    person_id: UUID
    stage: str
    visit_no: int
    created_at: datetime
    owner_id: int | None
    returns: int
    cool_until: datetime | None
    entry_channel: str
    flags: list[str]
    # None: nobody to call yet, an anonymous visitor is nobody's to work on.
    known_at: datetime | None
    # Their company stands on the blacklist (F069): nobody calls them.
    blacklisted: bool = False


APART = ("known_at", "blacklisted")
FIELDS = [field for field in LeadState.__dataclass_fields__ if field not in APART]


BLACKLISTED = ExpressionWrapper(Q(person__company__blacklisted_at__isnull=False), output_field=BooleanField())


def of_leads(lead_ids: Iterable[UUID]) -> dict[UUID, LeadState]:
    """The open leads among these ids."""
    found = Lead.objects.filter(id__in=list(lead_ids), closed_at=None).values(
        *FIELDS, known_at=F("person__known_at"), blacklisted=BLACKLISTED
    )  # fmt: skip
    return {row["id"]: LeadState(**row) for row in found}


def of_lead(lead_id: UUID) -> LeadState | None:
    return of_leads([lead_id]).get(lead_id)


@dataclass(frozen=True)
class Entering:
    """A lead that stands at MQL and has no hand-off for this visit yet."""

    lead_id: UUID
    visit_no: int
    entered_at: datetime
    reason: str
    note: str
    rank_key: float | None
    owner_id: int | None
    # Whether a journey moved it, and the lane by which one asked for it while it was held back.
    by_journey: bool
    hurried: str
    # How well they can be reached (leads.domain.contactability rank), what the gate asks for, and whether it held this one back before.
    reach: int
    gate: int
    held: bool
    blacklisted: bool = False


ENTERING = """
SELECT l.id AS lead_id, l.visit_no, v.entered_at, v.reason, v.note, sn.rank_key, l.owner_id,
    v.actor_kind = 'journey' AS by_journey,
    coalesce((SELECT d.lane FROM sales_heldlead d
              WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = l.id AND d.visit_no = l.visit_no), '') AS hurried,
    p.contactability AS reach,
    coalesce((SELECT g.level FROM sales_handovergate g WHERE g.workspace_id = %(workspace_id)s), 0) AS gate,
    EXISTS (SELECT 1 FROM sales_heldlead d WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = l.id) AS held,
    c.blacklisted_at IS NOT NULL AS blacklisted
FROM leads_lead l
JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
JOIN leads_stagevisit v ON v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.stage = l.stage AND v.visit_no = l.visit_no
    AND v.undone_at IS NULL
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(lead_ids)s::uuid[]) AND l.stage = 'mql' AND l.closed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM sales_handoff h
                  WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = l.id AND h.visit_no = l.visit_no
                    AND h.close_reason <> 'unmerged')
ORDER BY v.entered_at, l.id
"""


def entering(lead_ids: Iterable[UUID]) -> list[Entering]:
    """In the order in which they came, so that turns are given fairly."""
    return sql.rows(ENTERING, Entering, lead_ids=list(lead_ids))


def sent_back(lead_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these leads was last returned by sales."""
    return {row[0]: row[1] for row in sql.tuples(SENT_BACK, lead_ids=list(lead_ids), returned=HandOffState.RETURNED.value)}


SENT_BACK = """
SELECT h.lead_id, max(h.closed_at) FROM sales_handoff h
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(lead_ids)s::uuid[]) AND h.state = %(returned)s GROUP BY h.lead_id
"""
