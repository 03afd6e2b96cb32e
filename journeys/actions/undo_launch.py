"""undo_launch: a segment was let in by mistake: it leaves again before anything is done for it."""

from uuid import UUID

from django.utils.translation import gettext as _

from journeys.actions.publish import pause
from journeys.domain.graph import parse
from journeys.domain.launch import may_undo
from journeys.enums import EnrolmentState, JourneyState
from journeys.facts import JourneyFinished
from journeys.models import Journey, JourneyVersion
from journeys.queries.entering import LAUNCH_UNDONE
from journeys.queries.launches import LET_IN, asked, launched_at
from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch

# Held first: what a worker has just done for one of them is seen by the statement after this one.
HOLD = """
SELECT e.id FROM journeys_enrolment e
WHERE e.workspace_id = %(workspace_id)s AND e.journey_id = %(journey_id)s AND e.state IN ('active', 'parked') ORDER BY e.id FOR UPDATE
"""
OUT = f"""
UPDATE journeys_enrolment e SET state = 'exited', end_reason = %(reason)s, ended_at = %(now)s, lease_until = NULL, waiting_for = ''
WHERE {LET_IN} RETURNING e.id, e.lead_id
"""


def undo_launch(journey_id: UUID, actor: Actor) -> int:
    """Pause the journey and take out whoever its segment let in by a version of the last day, or since it was resumed within it, and
    nothing was done for yet; says how many.

    They may enter again, as if they had never been inside. Whoever got something stays, and goes on when the journey is resumed. Audited;
    announces JourneyFinished. Refuses what was not launched or resumed within the last day by a segment, or is archived (409).
    """
    # No key of it changes: a worker's row that names it must not wait for who waits for that worker.
    journey: Journey = Journey.objects.select_for_update(no_key=True).get(pk=journey_id)
    version = JourneyVersion.objects.filter(journey=journey, number=journey.live_version).first()
    now = clock.now()
    if version is None or not may_undo(journey.state, parse(version.graph), launched_at(journey, version), now):
        told = _("Only what a segment let in can be undone, within a day of a launch or resume: pause or archive it instead.")
        raise Refused(told, code="too_late", status=409)
    if journey.state == JourneyState.LIVE:
        pause(journey_id, actor)
    sql.tuples(HOLD, journey_id=str(journey_id))
    gone = sql.tuples(OUT, **asked(journey, now), reason=LAUNCH_UNDONE)
    if gone:
        leads = [lead for _enrolment, lead in gone]
        exited = [EnrolmentState.EXITED.value] * len(gone)
        facts.publish(JourneyFinished(enrolment_ids=[row[0] for row in gone], lead_ids=leads, outcomes=exited))
        touch(leads)
        audit.record_many(actor, "lead.withdrawn", ((lead, {"journey": [str(journey_id), ""]}) for lead in leads))
    audit.record(actor, "journey.launch_undone", journey_id, {"version": [version.number, None], "leads": [len(gone), 0]})
    return len(gone)
