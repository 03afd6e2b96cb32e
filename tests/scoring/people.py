"""Leads and what they do, through the real doors."""

from datetime import datetime
from itertools import count
from uuid import UUID

from kernel import audit, clock, tenancy, work
from leads.actions.people import create_lead
from leads.models import Lead, StageVisit
from scoring.models import LedgerEntry
from scoring.queries.scores import now_for
from tenants.models import Workspace
from tracking.actions.record import OwnEvent, record_own

NUMBERS = count(1)


class Office:
    """One workspace with a hand for everything a scoring test needs."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def lead(self, at: datetime, **fields: object) -> UUID:
        """A lead of whom nothing but a telephone number (and `fields`) is known: no fit."""
        with clock.pretend(at), tenancy.scope(self.workspace.id):
            lead = create_lead({"phone": f"+8613800{next(NUMBERS):06}", **fields}, audit.SYSTEM, at)
        self.run(at)
        return lead.id

    def did(self, lead_id: UUID, name: str, *at: datetime, now: datetime | None = None, **more: object) -> list[UUID]:
        """`name` happened at each of `at`, in one batch."""
        instant = now or max(at)
        with clock.pretend(instant), tenancy.scope(self.workspace.id):
            person = Lead.objects.get(pk=lead_id).person_id
            events = record_own([OwnEvent(person, name, when, f"m{next(NUMBERS)}", **more) for when in at])  # type: ignore[arg-type]
        self.run(instant)
        return events

    def run(self, at: datetime) -> None:
        with clock.pretend(at):
            work.run_until_quiet(self.workspace.id)

    def score(self, lead_id: UUID, at: datetime) -> float:
        with tenancy.scope(self.workspace.id):
            return round(now_for([lead_id], at)[lead_id], 6)

    def get(self, lead_id: UUID) -> Lead:
        with tenancy.scope(self.workspace.id):
            return Lead.objects.select_related("snapshot").get(pk=lead_id)

    def entries(self, lead_id: UUID) -> list[tuple[str, float]]:
        with tenancy.scope(self.workspace.id):
            rows = LedgerEntry.objects.filter(lead_id=lead_id).order_by("occurred_at", "recorded_at", "id")
            return [(row.rule, round(row.points, 6)) for row in rows]

    def visits(self, lead_id: UUID, stage: str) -> list[tuple[int, str, datetime]]:
        with tenancy.scope(self.workspace.id):
            found = StageVisit.objects.filter(lead_id=lead_id, stage=stage).order_by("visit_no")
            return [(visit.visit_no, visit.reason, visit.entered_at) for visit in found]
