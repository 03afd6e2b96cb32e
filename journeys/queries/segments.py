"""Which leads an entry by segment means, and which journeys are due to look for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from journeys.domain.graph import SegmentEntry
from journeys.enums import JourneyState
from journeys.models import Journey
from kernel import clock
from kernel.due import Due
from leads.models import Lead
from leads.queries import filters


def journeys_due() -> QuerySet[Journey]:
    due = Journey.objects.filter(state=JourneyState.LIVE, segment_due_at__isnull=False, segment_due_at__lte=clock.now())
    found: QuerySet[Journey] = due.order_by("segment_due_at", "id")
    return found


rounds_due = Due(
    f"""EXISTS (SELECT 1 FROM journeys_journey j
    WHERE j.workspace_id = %(workspace_id)s AND j.state = '{JourneyState.LIVE.value}' AND j.segment_due_at <= %(now)s)"""
)


def leads(segment: SegmentEntry, now: datetime) -> QuerySet[Lead]:
    """Open leads that fit. Raises BadFilter for a value that cannot be understood."""
    found: QuerySet[Lead] = Lead.objects.filter(filters.build(segment.filters, now), closed_at=None)
    return found


def matching(segment: SegmentEntry, now: datetime, after: UUID | None = None) -> QuerySet[Any]:
    """Ids of the leads that fit, in the order of their ids."""
    found = leads(segment, now)
    if after:
        found = found.filter(id__gt=after)
    return found.order_by("id").values_list("id", flat=True)
