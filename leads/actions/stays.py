"""undo: the stage visits that a merge made count no more; the lead stands where it stood. The visits stay in the record."""

from uuid import UUID

from kernel import clock
from leads.actions.membership import touch
from leads.domain.lifecycle import lane_of
from leads.models import Lead, StageVisit


def undo(lead_id: UUID, merge_id: UUID) -> bool:
    """Take back the last moves of the lead when the merge made them; whether it did.

    A lead that has moved on since keeps its stages: what came after was built on them.
    """
    visits = list(StageVisit.objects.filter(lead_id=lead_id, undone_at=None).order_by("recorded_at", "id"))
    made = [visit for visit in visits if visit.merge_id == merge_id]
    rest = visits[: len(visits) - len(made)]
    if not made or not rest or visits[len(rest) :] != made:
        return False
    StageVisit.objects.filter(id__in=[visit.pk for visit in made]).update(undone_at=clock.now())
    last = rest[-1]
    StageVisit.objects.filter(pk=last.pk).update(left_at=None)
    lead = Lead.objects.get(pk=lead_id)
    late = any(visit.out_of_order for visit in rest)
    lead.stage, lead.visit_no, lead.stage_entered_at, lead.lane = last.stage, last.visit_no, last.entered_at, lane_of(last.stage)
    lead.flags = [flag for flag in lead.flags if flag != "out_of_order" or late]
    lead.save(update_fields=["stage", "visit_no", "stage_entered_at", "lane", "flags"])
    touch([lead_id])
    return True
