"""Opportunities by lead, id and state."""

from uuid import UUID

from django.db.models import QuerySet

from kernel.problems import Refused
from sales.domain import competitors
from sales.enums import OpportunityState
from sales.models import Opportunity


def opportunities(state: str = "", lost_to: str = "") -> "QuerySet[Opportunity]":
    """Newest first, with the lead and the person; of one state, or lost to one competitor, when it is named."""
    found = Opportunity.objects.select_related("lead__person__company").order_by("-opened_at", "-id")
    if lost_to:
        found = found.filter(lost_to__iexact=competitors.tidy(lost_to))
    return found.filter(state=state) if state in OpportunityState.values else found


def get(opportunity_id: UUID) -> Opportunity | None:
    return Opportunity.objects.select_related("lead__person__company").filter(id=opportunity_id).first()


def of_lead(lead_id: UUID) -> "QuerySet[Opportunity]":
    """Newest first."""
    return Opportunity.objects.filter(lead_id=lead_id).order_by("-opened_at", "-id")


def by_external_id(external_id: str) -> Opportunity | None:
    return Opportunity.objects.filter(external_id=external_id).first() if external_id else None


def locked(opportunity_id: UUID) -> Opportunity:
    """The opportunity, held until the transaction ends; refuses an id that is not here."""
    found = Opportunity.objects.select_for_update().filter(id=opportunity_id).first()
    if found is None:
        raise Refused("There is no such opportunity in this workspace.", code="not_found", status=404)
    return found


def others_open(opportunity: Opportunity) -> bool:
    """Whether the lead has another opportunity that is still open."""
    return of_lead(opportunity.lead_id).filter(state=OpportunityState.OPEN).exclude(id=opportunity.pk).exists()
