"""Hand-offs and touches by lead and by id."""

from uuid import UUID

from django.db.models import QuerySet, Subquery

from kernel.problems import Refused
from sales.domain.dispositions import WORKING
from sales.models import HandOff, Touch
from tenants.queries import members


def hand_offs() -> "QuerySet[HandOff]":
    """With the lead, the person and the company."""
    return HandOff.objects.select_related("lead__person__company", "lead__snapshot")


def get(hand_off_id: UUID) -> HandOff | None:
    return hand_offs().filter(id=hand_off_id).first()


def locked(hand_off_id: UUID) -> HandOff:
    """The hand-off, held until the transaction ends; refuses an id that is not here."""
    found = HandOff.objects.select_for_update().filter(id=hand_off_id).first()
    if found is None:
        raise Refused("There is no such hand-off in this workspace.", field="hand_off", code="not_found", status=404)
    return found


def lock_working(lead_id: UUID) -> HandOff | None:
    """The hand-off of this lead that waits or is being worked, held until the transaction ends."""
    return HandOff.objects.select_for_update().filter(lead_id=lead_id, state__in=WORKING).first()


def of_lead(lead_id: UUID) -> "QuerySet[HandOff]":
    """Newest first."""
    return HandOff.objects.filter(lead_id=lead_id).order_by("-opened_at", "-id")


def beside(hand_off_id: UUID) -> list[HandOff]:
    """Every hand-off of the lead that this one is of, newest first, as `hand_offs` gives them; empty for an id that is not here."""
    lead = HandOff.objects.filter(id=hand_off_id).values("lead_id")[:1]
    return list(hand_offs().filter(lead_id=Subquery(lead)).order_by("-opened_at", "-id"))


def touches_of_lead(lead_id: UUID, limit: int = 50) -> list[Touch]:
    """Newest first."""
    return list(Touch.objects.filter(lead_id=lead_id).order_by("-at", "-id")[:limit])


def owner_name(owner_id: int | None) -> str:
    """How the owner is called; "" when there is none or he left."""
    return "" if owner_id is None else members.names().get(owner_id, "")
