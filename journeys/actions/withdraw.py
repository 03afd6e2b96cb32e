"""Ending passages before their last step: by goal, exit, hand or merge."""

from uuid import UUID

from django.utils.translation import gettext as _

from journeys.domain.engine import End
from journeys.enums import EnrolmentState
from journeys.facts import JourneyFinished
from journeys.models import Enrolment
from journeys.queries.passages import Passage
from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch

END = """
UPDATE journeys_enrolment AS e SET state = x.state, end_reason = x.reason, ended_at = %(now)s, lease_until = NULL, waiting_for = ''
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, state text, reason text)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.state = 'active'
"""
OUT = """
UPDATE journeys_enrolment AS e SET state = 'exited', end_reason = 'by_hand', ended_at = %(now)s, lease_until = NULL, waiting_for = ''
WHERE e.workspace_id = %(workspace_id)s AND e.entry_key = %(entry_key)s AND e.state IN ('active', 'parked')
RETURNING e.id, e.lead_id, e.journey_id
"""


def end(over: list[tuple[Passage, End]]) -> None:
    """End these running passages; announces JourneyFinished. Nothing more happens in them, whatever was due."""
    if not over:
        return
    rows = [{"id": passage.enrolment_id, "state": how.state, "reason": how.reason[:120]} for passage, how in over]
    sql.execute(END, rows=sql.as_json(rows), now=clock.now())
    touch(passage.lead_id for passage, _how in over)
    facts.publish(
        JourneyFinished(
            enrolment_ids=[passage.enrolment_id for passage, _how in over],
            lead_ids=[passage.lead_id for passage, _how in over],
            outcomes=[how.state for _passage, how in over],
        )
    )


def withdraw(enrolment_id: UUID, actor: Actor) -> Enrolment:
    """Take a lead out of a journey by hand; announces JourneyFinished. Refuses a passage that is over."""
    found: Enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
    if found.state not in (EnrolmentState.ACTIVE, EnrolmentState.PARKED):
        raise Refused(_("This passage is over already."), code="over", status=409)
    found.state, found.end_reason, found.ended_at, found.waiting_for = EnrolmentState.EXITED, "by_hand", clock.now(), ""
    found.save(update_fields=["state", "end_reason", "ended_at", "waiting_for"])
    facts.publish(JourneyFinished(enrolment_ids=[found.pk], lead_ids=[found.lead_id], outcomes=[EnrolmentState.EXITED]))
    touch([found.lead_id])
    audit.record(actor, "lead.withdrawn", found.lead_id, {"journey": [str(found.journey_id), ""]})
    return found


def try_again(enrolment_id: UUID, actor: Actor) -> Enrolment:
    """Let a parked passage go on from where it stands. Refuses one that is not parked, or whose lead is in the journey anew."""
    found: Enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
    if found.state != EnrolmentState.PARKED:
        raise Refused(_("Only a parked passage can be tried again."), code="not_parked", status=409)
    if Enrolment.objects.filter(journey_id=found.journey_id, lead_id=found.lead_id, state=EnrolmentState.ACTIVE).exists():
        raise Refused(_("This lead is in the journey anew: there is nothing to try again."), code="taken", status=409)
    found.state, found.end_reason, found.ended_at, found.attempt, found.lease_until = EnrolmentState.ACTIVE, "", None, 0, None
    found.due_at = clock.now()
    found.save(update_fields=["state", "end_reason", "ended_at", "attempt", "lease_until", "due_at"])
    touch([found.lead_id])
    audit.record(actor, "lead.retried", found.lead_id, {"journey": ["", str(found.journey_id)]})
    return found


def withdraw_all(entry_key: str, actor: Actor) -> int:
    """Take everybody out whom this cause let in and who is still on the way; says how many. Audited; announces JourneyFinished."""
    rows = sql.tuples(OUT, entry_key=entry_key, now=clock.now())
    if rows:
        leads = [lead for _enrolment, lead, _journey in rows]
        ended = [EnrolmentState.EXITED.value] * len(rows)
        facts.publish(JourneyFinished(enrolment_ids=[row[0] for row in rows], lead_ids=leads, outcomes=ended))
        touch(leads)
        audit.record_many(actor, "lead.withdrawn", ((lead, {"journey": [str(journey), ""]}) for _enrolment, lead, journey in rows))
    return len(rows)
