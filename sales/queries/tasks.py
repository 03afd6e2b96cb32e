"""Tasks of people."""

from uuid import UUID

from django.db.models import QuerySet

from sales.models import SdrTask


def tasks(done: bool = False) -> "QuerySet[SdrTask]":
    """What is to be done, most urgent first; or what was done, newest first."""
    found = SdrTask.objects.select_related("lead__person__company")
    return found.exclude(done_at=None).order_by("-done_at", "-id") if done else found.filter(done_at=None).order_by("due_at", "id")


def of_lead(lead_id: UUID) -> "QuerySet[SdrTask]":
    return SdrTask.objects.filter(lead_id=lead_id).order_by("done_at", "due_at", "id")
