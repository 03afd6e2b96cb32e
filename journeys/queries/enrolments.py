"""Passages: of a lead, of a journey, and one with its steps."""

from uuid import UUID

from django.db.models import QuerySet

from journeys.models import Enrolment, StepRun


def of_lead(lead_id: UUID) -> list[Enrolment]:
    """Every passage of a lead with its journey and version, newest first."""
    return list(Enrolment.objects.filter(lead_id=lead_id).select_related("journey", "version").order_by("-entered_at", "-id"))


def of_journey(journey_id: UUID, state: str = "", node: str = "") -> QuerySet[Enrolment]:
    """Passages of a journey with their people; `node` is where they stand."""
    asked = {key: value for key, value in (("state", state), ("node", node)) if value}
    found: QuerySet[Enrolment] = Enrolment.objects.filter(journey_id=journey_id, **asked).select_related("lead__person", "version")
    return found


def find(enrolment_id: UUID) -> Enrolment | None:
    return Enrolment.objects.filter(pk=enrolment_id).select_related("journey", "version", "lead__person").first()


def steps(enrolment_id: UUID) -> list[StepRun]:
    """What was done on this passage, in order."""
    return list(StepRun.objects.filter(enrolment_id=enrolment_id).order_by("visit"))
