"""carry_over, give_back: what becomes of passages when two leads turn out to be one, and when they do not after all."""

from collections.abc import Sequence
from uuid import UUID

from journeys.actions.withdraw import end
from journeys.domain.engine import End
from journeys.domain.settings import STAGE
from journeys.enums import EnrolmentState
from journeys.models import Enrolment, StepRun
from journeys.queries import passages
from kernel import clock, sql
from leads.actions.membership import touch
from leads.actions.merge_notes import note
from leads.queries import history, merges

# The cause of entry keeps its name unless the winner entered for the same cause; passages are told apart by their times.
MOVE = """
UPDATE journeys_enrolment AS e
SET lead_id = x.winner_id, entry_key = CASE WHEN EXISTS (
        SELECT 1 FROM journeys_enrolment w WHERE w.workspace_id = %(workspace_id)s AND w.lead_id = x.winner_id
        AND w.journey_id = e.journey_id AND w.entry_key = e.entry_key)
    THEN left(e.entry_key, 150) || ':merged:' || e.id::text ELSE e.entry_key END
FROM json_to_recordset(%(pairs)s::json) AS x(winner_id uuid, loser_id uuid)
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = x.loser_id
"""
MOVE_RUNS = """
UPDATE journeys_steprun AS s SET lead_id = x.winner_id
FROM json_to_recordset(%(pairs)s::json) AS x(winner_id uuid, loser_id uuid)
WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = x.loser_id
"""


# What ending a passage changes, and moving it: kept with the merge.
KEPT = ("id", "lead_id", "entry_key", "state", "end_reason", "ended_at", "due_at", "until", "waiting_for", "waiting_ref", "signal")
PUT_BACK = """
UPDATE journeys_enrolment AS e SET lead_id = x.lead_id, entry_key = x.entry_key
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid, entry_key text)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.lead_id = %(winner)s
"""
# The number of the undone stay is free again: entering by the next one that bears it is another cause.
FREE = """
UPDATE journeys_enrolment AS e SET entry_key = left(e.entry_key, 150) || ':unmerged:' || e.id::text
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[])
"""
# Only what the merge itself ended goes on: as merged, or by a stage that only the merge had brought.
GO_ON = """
UPDATE journeys_enrolment AS e SET state = x.state, end_reason = x.end_reason, ended_at = x.ended_at, waiting_for = x.waiting_for
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, state text, end_reason text, ended_at timestamptz, waiting_for text)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.state <> 'active' AND e.end_reason = ANY(%(reasons)s)
"""


def carry_over(winner_ids: list[UUID], loser_ids: list[UUID], merge_ids: Sequence[UUID] = ()) -> None:
    """The losers' passages become the winners', running and past; where the winner is in the same journey, the loser's ends as merged.

    merge_ids[i] keeps where they stood. Said twice, it changes nothing the second time; a merge undone before its turn moves none.
    """
    standing = merges.standing(merge_ids)
    merge_of = {x: m for x, m in zip(loser_ids, merge_ids, strict=False) if m in standing}
    winner_of = {x: w for w, x in zip(winner_ids, loser_ids, strict=True) if x in merge_of or not merge_ids}
    for loser_id, merge_id in merge_of.items():
        kept = Enrolment.objects.filter(lead_id__in=[loser_id, winner_of[loser_id]]).values(*KEPT)
        rows = [row for row in kept if row["lead_id"] == loser_id or row["state"] == EnrolmentState.ACTIVE]
        if rows:
            note(merge_id, "passages", rows)
    taken = set()
    over = []
    running = passages.locked([*winner_of, *winner_of.values()])
    for passage in sorted(running, key=lambda p: (p.lead_id in winner_of, p.enrolment_id)):
        place = (passage.journey_id, winner_of.get(passage.lead_id, passage.lead_id))
        if place in taken:
            over.append((passage, End("exited", "merged")))
        taken.add(place)
    end(over)
    # One loser at a time: two losers of one winner may have entered for the same cause.
    for loser_id, winner_id in winner_of.items():
        pairs = sql.as_json([{"winner_id": winner_id, "loser_id": loser_id}])
        if sql.execute(MOVE, pairs=pairs):
            sql.execute(MOVE_RUNS, pairs=pairs)
    touch([*winner_of, *winner_of.values()])


def give_back(winner_ids: list[UUID], loser_ids: list[UUID], merge_ids: Sequence[UUID]) -> None:
    """A merge was undone: the passages that moved are their lead's again, and those that it ended go on where they stood.

    Steps that were made in them meanwhile go along; what the winner entered because of a stage that only the merge had brought ends.
    Said twice, it changes nothing the second time.
    """
    kept = merges.kept(merge_ids)
    for winner_id, loser_id, merge_id in zip(winner_ids, loser_ids, merge_ids, strict=True):
        undone = history.undone(winner_id, merge_id)
        rows = kept.get(merge_id, {}).get("passages", [])
        theirs = [row for row in rows if row["lead_id"] == str(loser_id)]
        sql.execute(PUT_BACK, rows=sql.as_json(theirs), winner=str(winner_id))
        StepRun.objects.filter(enrolment_id__in=[row["id"] for row in theirs]).update(lead_id=loser_id)
        entered = {f"stage:{stage}:{visit_no}" for stage, visit_no in undone}
        since = kept[merge_id]["recorded_at"] if merge_id in kept else clock.now()
        fresh = Enrolment.objects.filter(lead_id=winner_id, entry_key__in=entered, entered_at__gte=since)
        unfounded = set(fresh.values_list("id", flat=True))
        sql.execute(FREE, ids=list(unfounded))
        end([(p, End("exited", "unmerged")) for p in passages.locked([winner_id]) if p.enrolment_id in unfounded])
        reasons = ["merged", *(STAGE + stage for stage, _ in undone)]
        sql.execute(GO_ON, rows=sql.as_json([row for row in rows if row["state"] == EnrolmentState.ACTIVE]), reasons=reasons)
    touch([*winner_ids, *loser_ids])
