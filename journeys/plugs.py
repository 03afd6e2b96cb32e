"""What we lend to earlier apps: the filter `in_journey` of leads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from journeys.models import Enrolment
from journeys.queries.step_counts import journeys
from leads.domain.filters import BadFilter, Filter, register


def in_journey(value: str, now: datetime) -> Q:
    """Inside this journey now; “any” is any journey."""
    running = Enrolment.objects.filter(lead_id=OuterRef("pk"), state="active")
    if value == "any":
        return Q(Exists(running))
    try:
        return Q(Exists(running.filter(journey_id=UUID(value))))
    except ValueError:
        raise BadFilter("in_journey", "Give the id of a journey, or any.") from None


def choices() -> list[tuple[str, Any]]:
    return [("any", _("Any")), *((str(journey.pk), journey.name) for journey in journeys().exclude(state="archived"))]


register(Filter("in_journey", _("In the journey"), in_journey, choices))
