"""Stage visits and merges of one lead."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from leads.domain.lifecycle import label
from leads.enums import MoveReason
from leads.models import Identifier, PersonMerge, StageVisit


@dataclass(frozen=True)
class Visit:
    """One stay in a stage. `lasted` is None while it goes on, and where its times are out of order."""

    id: UUID
    stage: str
    visit_no: int
    label: str
    from_stage: str
    entered_at: datetime
    left_at: datetime | None
    lasted: timedelta | None
    reason: str
    reason_label: str
    note: str
    actor_kind: str
    actor_name: str
    out_of_order: bool


def visits(lead_id: UUID) -> list[Visit]:
    """Every stay of the lead, in the order in which they were written: `Awareness-01` … `MQL-02`."""
    return [_visit(row) for row in StageVisit.objects.filter(lead_id=lead_id, undone_at=None).order_by("recorded_at", "id")]


def undone(lead_id: UUID, merge_id: UUID) -> list[tuple[str, int]]:
    """Stays that a merge had made and its undoing took back: (stage, visit number)."""
    found = StageVisit.objects.filter(lead_id=lead_id, merge_id=merge_id).exclude(undone_at=None)
    return list(found.values_list("stage", "visit_no"))


def _visit(row: StageVisit) -> Visit:
    lasted = row.left_at - row.entered_at if row.left_at and not row.out_of_order else None
    reason = str(dict(MoveReason.choices).get(row.reason, row.reason))
    return Visit(
        row.pk, row.stage, row.visit_no, label(row.stage, row.visit_no), row.from_stage, row.entered_at, row.left_at, lasted, row.reason,
        reason, row.note, row.actor_kind, row.actor_name, row.out_of_order,
    )  # fmt: skip


def merges(person_id: UUID) -> list[PersonMerge]:
    """Merges that this person took part in, newest first."""
    return list(PersonMerge.objects.filter(Q(winner_id=person_id) | Q(loser_id=person_id)).order_by("-at"))


def identifiers(person_id: UUID) -> list[Identifier]:
    return list(Identifier.objects.filter(person_id=person_id).order_by("kind", "seen_at"))
