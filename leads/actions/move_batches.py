"""move_many, undo_moves: many leads to one stage after their number was shown, and back in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stages
from leads.actions.membership import touch
from leads.domain.lifecycle import ORDER, POSITION, lane_of
from leads.domain.names import clean
from leads.domain.shown import are_others
from leads.enums import MoveReason
from leads.facts import MovesUndone, StageMove
from leads.models import MoveBatch
from leads.queries import move_batches as questions

LONGEST_NOTE, PART = 500, 1_000
# Leads that stand where the batch put them: whoever moved on since stays, as what came after was built on it.
STILL = """
SELECT v.lead_id FROM leads_stagevisit v
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = v.lead_id AND l.stage = v.stage AND l.visit_no = v.visit_no
    AND l.closed_at IS NULL
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = ANY(%(leads)s::uuid[]) AND v.batch_id = %(batch)s AND v.undone_at IS NULL
"""
UNDO = """
UPDATE leads_stagevisit v SET undone_at = %(now)s
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = ANY(%(leads)s::uuid[]) AND v.batch_id = %(batch)s AND v.undone_at IS NULL
RETURNING v.lead_id, v.from_stage, v.stage, v.visit_no, v.entered_at, v.reason
"""
OPEN_AGAIN = """
UPDATE leads_stagevisit v SET left_at = NULL
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, stage text, visit_no int)
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = x.lead_id AND v.stage = x.stage AND v.visit_no = x.visit_no
    AND v.undone_at IS NULL
RETURNING v.lead_id, v.entered_at
"""
STAND = """
UPDATE leads_lead l SET stage = x.stage, visit_no = x.visit_no, stage_entered_at = x.at, lane = x.lane,
    flags = CASE WHEN EXISTS (SELECT 1 FROM leads_stagevisit o WHERE o.workspace_id = %(workspace_id)s AND o.lead_id = l.id
        AND o.undone_at IS NULL AND o.out_of_order) THEN l.flags ELSE l.flags - 'out_of_order' END
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, stage text, visit_no int, at timestamptz, lane text)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.lead_id
"""


@dataclass(frozen=True)
class Target:
    """Where to, and why: `reason` of the closed list, `note` in words. `through` also writes the stages passed on the way (F058)."""

    to: str
    reason: str
    note: str
    through: bool = False


def checked(given: Target, note: bool = True) -> Target:
    """The same, trimmed. Refuses a stage or reason that does not exist and, unless only numbers are asked for, an empty note."""
    if given.to not in POSITION:
        raise Refused(f"There is no stage “{given.to[:40]}”: choose one of {', '.join(ORDER)}.", field="to")
    if given.reason not in MoveReason.values:
        raise Refused(f"There is no reason “{given.reason[:40]}”: choose one of {', '.join(MoveReason.values)}.", field="reason")
    words = clean(given.note, LONGEST_NOTE)
    if note and not words:
        raise Refused(f"Say why in 1 to {LONGEST_NOTE} characters: it stands with every lead that moves.", field="note")
    return Target(given.to, given.reason, words, given.through)


def move_many(filters: Mapping[str, Sequence[str]], given: Target, expected: int | None, actor: Actor, shown: str = "") -> MoveBatch:
    """Move every lead that the filters name and that can move; the others stay as they are. Audited, each and as one; undone by undo_moves.

    `expected` is the number that was shown before, `shown` the digest of who they were (leads.domain.shown): when another number or
    others would move now, nothing does (409). Announces StageChanged, a thousand moves at a time. Refuses unknown filters, stages and
    reasons, an empty note, and more leads than one go takes.
    """
    told = checked(given)
    planned = questions.preview(filters, told.to, told.reason)
    leads = questions.moving(filters, planned)
    if expected is not None and expected != len(leads):
        raise Refused(f"{len(leads)} leads would move now, not {expected}: look again.", field="expected", code="changed", status=409)
    if are_others(leads, shown):
        told_of = _("Other leads would move now than those you were shown: look again.")
        raise Refused(told_of, field="digest", code="changed", status=409)
    if not leads:
        raise Refused("No lead would move: all that match are there already or cannot.", field="filters", code="nothing", status=409)
    batch: MoveBatch = MoveBatch.objects.create(
        to=told.to, reason=told.reason, note=told.note, through=told.through, filters=dict(filters), by=actor.name[:200],
        before=questions.standings(leads),
    )  # fmt: skip
    now = clock.now()
    for start in range(0, len(leads), PART):
        part = leads[start : start + PART]
        move_stages([Move(lead, told.to, told.reason, now, told.note, told.through, batch_id=batch.pk) for lead in part], actor)
    audit.record(actor, "lead.moved_many", batch, {"leads": [None, len(leads)], "stage": [None, told.to]})
    return batch


def undo_moves(batch_id: UUID, actor: Actor) -> MoveBatch:
    """Put the leads of a batch back where they stood, but for those that moved on, were closed or merged since. Once (409). Audited.

    The visits stay in the record and count nowhere any more; their numbers are free for the next ones. Announces MovesUndone: sales
    closes what it opened for them, journeys end what they began.
    """
    batch = MoveBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise Refused("There is no such move in this workspace.", code="not_found", status=404)
    if batch.undone_at:
        raise Refused("This was undone already.", code="undone", status=409)
    still = go_back(batch.pk, batch.before, batch.at)
    batch.undone_at, batch.undone_by, batch.back = clock.now(), actor.name[:200], len(still)
    batch.save(update_fields=["undone_at", "undone_by", "back"])
    audit.record(actor, "lead.moves_undone", batch, {"leads": [len(batch.before), len(batch.before) - len(still)]})
    return batch


def go_back(batch_id: UUID, before: Mapping[str, Sequence[str | int]], made_at: datetime) -> list[UUID]:
    """Put leads back that still stand where the moves of `batch_id` put them; says which. `before`: lead → [stage, visit number].

    Announces MovesUndone.
    """
    leads = [UUID(lead) for lead in before]
    questions.lock(leads)
    still = [lead for (lead,) in sql.tuples(STILL, leads=leads, batch=str(batch_id))] if leads else []
    if not still:
        return []
    gone = sql.tuples(UNDO, leads=still, batch=str(batch_id), now=clock.now())
    _stand({str(lead): before[str(lead)] for lead in still})
    visits = [StageMove(lead_id=row[0], from_stage=row[1], to_stage=row[2], visit_no=row[3], at=row[4], reason=row[5]) for row in gone]
    facts.publish(MovesUndone(batch_id=batch_id, visits=visits, made_at=made_at))
    touch(still)
    return still


def _stand(places: Mapping[str, Sequence[str | int]]) -> None:
    """lead → [stage, visit number]: that visit goes on as if nothing had been."""
    rows = [{"lead_id": lead, "stage": stage, "visit_no": number} for lead, (stage, number) in places.items()]
    since = {str(lead): at for lead, at in sql.tuples(OPEN_AGAIN, rows=sql.as_json(rows))}
    sql.put(STAND, [{**row, "at": since[str(row["lead_id"])], "lane": lane_of(str(row["stage"]))} for row in rows])
