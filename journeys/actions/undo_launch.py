"""undo_launch: a segment was let in by mistake: it leaves again before anything is done for it."""

from uuid import UUID

from django.utils.translation import gettext as _

from journeys.actions.publish import pause
from journeys.domain.builtin import KINDS
from journeys.domain.graph import parse
from journeys.domain.launch import UNDO_FOR, may_undo
from journeys.enums import EnrolmentState, JourneyState
from journeys.facts import JourneyFinished
from journeys.models import Journey, JourneyVersion
from journeys.queries.entering import LAUNCH_UNDONE
from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch

# Held first: what a worker has just done for one of them is seen by the statement after this one.
HOLD = """
SELECT e.id FROM journeys_enrolment e
WHERE e.workspace_id = %(workspace_id)s AND e.journey_id = %(journey_id)s AND e.state IN ('active', 'parked') ORDER BY e.id FOR UPDATE
"""
# Whoever a worker has in hand stays: something may be on its way to them.
OUT = """
UPDATE journeys_enrolment e SET state = 'exited', end_reason = %(reason)s, ended_at = %(now)s, lease_until = NULL, waiting_for = ''
WHERE e.workspace_id = %(workspace_id)s AND e.journey_id = %(journey_id)s AND e.version_id = ANY(%(versions)s::uuid[])
  AND e.state IN ('active', 'parked') AND e.entry_key LIKE 'segment:%%' AND (e.lease_until IS NULL OR e.lease_until < %(now)s)
  AND NOT EXISTS (SELECT 1 FROM journeys_steprun r
                  WHERE r.workspace_id = %(workspace_id)s AND r.enrolment_id = e.id AND r.kind = ANY(%(effects)s))
RETURNING e.id, e.lead_id
"""


def undo_launch(journey_id: UUID, actor: Actor) -> int:
    """Pause the journey and take out whoever the segment of a version of the last day let in and nothing was done for yet; says how many.

    They may enter again, as if they had never been inside. Whoever got something stays, and goes on when the journey is resumed. Audited;
    announces JourneyFinished. Refuses what was not launched within the last day by a segment, or is archived (409).
    """
    # No key of it changes: a worker's row that names it must not wait for who waits for that worker.
    journey: Journey = Journey.objects.select_for_update(no_key=True).get(pk=journey_id)
    version = JourneyVersion.objects.filter(journey=journey, number=journey.live_version).first()
    now = clock.now()
    if version is None or not may_undo(journey.state, parse(version.graph), version.published_at, now):
        told = _("Only a launch by a segment can be undone, within a day: pause or archive it instead.")
        raise Refused(told, code="too_late", status=409)
    if journey.state == JourneyState.LIVE:
        pause(journey_id, actor)
    sql.tuples(HOLD, journey_id=str(journey_id))
    lately = JourneyVersion.objects.filter(journey=journey, published_at__gte=now - UNDO_FOR)
    versions = [str(key) for key in lately.values_list("pk", flat=True)]
    effects = [name for name, kind in KINDS.items() if kind.perform is not None]
    gone = sql.tuples(OUT, journey_id=str(journey_id), versions=versions, now=now, effects=effects, reason=LAUNCH_UNDONE)
    if gone:
        leads = [lead for _enrolment, lead in gone]
        exited = [EnrolmentState.EXITED.value] * len(gone)
        facts.publish(JourneyFinished(enrolment_ids=[row[0] for row in gone], lead_ids=leads, outcomes=exited))
        touch(leads)
        audit.record_many(actor, "lead.withdrawn", ((lead, {"journey": [str(journey_id), ""]}) for lead in leads))
    audit.record(actor, "journey.launch_undone", journey_id, {"version": [version.number, None], "leads": [len(gone), 0]})
    return len(gone)
