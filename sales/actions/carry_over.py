"""carry_over, give_back: what sales knows of a lead follows it into the lead that it became part of, and back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kernel import clock, sql
from kernel.sql import as_json
from leads.actions.merge_notes import note
from leads.enums import Stage
from leads.queries import history as stays
from leads.queries import merges
from sales.actions.hand_off import open_waiting

PAIRS = "json_to_recordset(%(pairs)s::json) AS p(loser uuid, winner uuid)"

# Who was working on the loser goes on with the winner, where the winner stands at MQL and nobody has it yet.
MOVE_WORKING = f"""
UPDATE sales_handoff h SET lead_id = m.winner, visit_no = m.visit_no, version = h.version + 1
FROM (
    SELECT DISTINCT ON (p.winner) o.id, p.winner, w.visit_no
    FROM {PAIRS}
    JOIN sales_handoff o ON o.workspace_id = %(workspace_id)s AND o.lead_id = p.loser AND o.state IN ('open', 'claimed')
    JOIN leads_lead w ON w.workspace_id = %(workspace_id)s AND w.id = p.winner AND w.stage = 'mql' AND w.closed_at IS NULL
    WHERE NOT EXISTS (SELECT 1 FROM sales_handoff x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = p.winner
                      AND (x.visit_no = w.visit_no AND x.close_reason <> 'unmerged' OR x.state IN ('open', 'claimed')))
    ORDER BY p.winner, o.state, o.opened_at, o.id
) m
WHERE h.workspace_id = %(workspace_id)s AND h.id = m.id
"""
# Any other stays the loser's, as what happened to it.
CLOSE_REST = f"""
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = 'merged', version = h.version + 1
FROM {PAIRS} WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = p.loser AND h.state IN ('open', 'claimed')
"""
MOVE = f"UPDATE {{table}} t SET lead_id = p.winner FROM {PAIRS} WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = p.loser"


CLOSE_OF = """
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = %(reason)s, version = h.version + 1
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[]) AND h.state IN ('open', 'claimed')
"""
# What moved, and the hand-offs as they were.
TABLES = ("sales_touch", "sales_opportunity", "sales_sdrtask", "sales_competitormention")
HAND_OFFS = """
SELECT json_build_object('id', h.id, 'visit_no', h.visit_no, 'state', h.state, 'closed_at', h.closed_at, 'close_reason', h.close_reason)
FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = %(loser)s
"""
IDS = "SELECT t.id FROM {table} t WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(loser)s"
BACK = """
UPDATE {table} t SET lead_id = %(loser)s
WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(winner)s AND t.id = ANY(%(ids)s::uuid[])
"""
# Who moved along in work goes back with what was done since; who was closed as merged is as before.
HAND_OFF_BACK = """
UPDATE sales_handoff h SET lead_id = %(loser)s, visit_no = x.visit_no, version = h.version + 1,
    state = CASE WHEN h.close_reason = 'merged' THEN x.state ELSE h.state END,
    closed_at = CASE WHEN h.close_reason = 'merged' THEN x.closed_at ELSE h.closed_at END,
    close_reason = CASE WHEN h.close_reason = 'merged' THEN x.close_reason ELSE h.close_reason END
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, visit_no int, state text, closed_at timestamptz, close_reason text)
WHERE h.workspace_id = %(workspace_id)s AND h.id = x.id AND h.lead_id IN (%(loser)s, %(winner)s)
    AND (h.lead_id = %(winner)s OR h.close_reason = 'merged')
"""
# The winner waited, and left the queue only because the merge moved its lead on: it waits again.
REOPEN = """
UPDATE sales_handoff h SET state = CASE WHEN h.owner_id IS NULL THEN 'open' ELSE 'claimed' END, closed_at = NULL, close_reason = '',
    version = h.version + 1
FROM leads_lead l WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = %(winner)s AND h.state = 'closed'
    AND h.close_reason = ANY(%(stages)s) AND h.closed_at >= %(since)s
    AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id AND l.stage = 'mql' AND l.visit_no = h.visit_no AND l.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM sales_handoff x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = h.lead_id
                    AND x.state IN ('open', 'claimed'))
"""
# Nobody waits for a stay that only the merge had brought.
CLOSE_UNFOUNDED = """
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = 'unmerged', version = h.version + 1
FROM leads_lead l WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = %(winner)s AND h.state IN ('open', 'claimed')
    AND h.visit_no = ANY(%(visits)s::int[])
    AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id AND (l.stage <> 'mql' OR l.visit_no <> h.visit_no)
"""


def carry_over(loser_ids: Sequence[UUID], winner_ids: Sequence[UUID], *, history: bool = False, merge_ids: Sequence[UUID] = ()) -> None:
    """The hand-off in work, touches, opportunities and tasks of loser_ids[i] belong to winner_ids[i] from now on.

    A winner that came to MQL by the merge and has no hand-off yet gets one (never for history). merge_ids[i] keeps what moved; a merge
    undone before its turn moves nothing. To repeat it changes nothing.
    """
    if merge_ids:
        standing = merges.standing(merge_ids)
        left = [each for each in zip(loser_ids, winner_ids, merge_ids, strict=True) if each[2] in standing]
        loser_ids, winner_ids = [loser for loser, _, _ in left], [winner for _, winner, _ in left]
        for loser, _, merge_id in left:
            _remember(loser, merge_id)
    pairs = as_json([{"loser": loser, "winner": winner} for loser, winner in zip(loser_ids, winner_ids, strict=True)])
    sql.execute(MOVE_WORKING, pairs=pairs)
    sql.execute(CLOSE_REST, pairs=pairs, now=clock.now())
    for table in TABLES:
        sql.execute(MOVE.format(table=table), pairs=pairs)
    if not history:
        open_waiting(winner_ids)


def _remember(loser: UUID, merge_id: UUID) -> None:
    what: dict[str, Any] = {table: [row[0] for row in sql.tuples(IDS.format(table=table), loser=str(loser))] for table in TABLES}
    what["hand_offs"] = [row[0] for row in sql.tuples(HAND_OFFS, loser=str(loser))]
    if any(what.values()):
        note(merge_id, "sales", what)


def give_back(loser_ids: Sequence[UUID], winner_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """A merge was undone: what moved is its lead's again, the hand-off as it was; one that the merge opened is closed, one that it took
    out of the queue waits again.

    Touches of since stay with the winner. To repeat it changes nothing.
    """
    kept = merges.kept(merge_ids)
    for loser, winner, merge_id in zip(loser_ids, winner_ids, merge_ids, strict=True):
        what = kept.get(merge_id, {}).get("sales", {})
        pair = {"loser": str(loser), "winner": str(winner)}
        for table in TABLES:
            sql.execute(BACK.format(table=table), ids=what.get(table, []), **pair)
        sql.execute(HAND_OFF_BACK, rows=as_json(what.get("hand_offs", [])), **pair)
        if undone := stays.undone(winner, merge_id):
            visits = [number for stage, number in undone if stage == Stage.MQL]
            sql.execute(REOPEN, winner=str(winner), stages=[stage for stage, _ in undone], since=kept[merge_id]["recorded_at"])
            sql.execute(CLOSE_UNFOUNDED, winner=str(winner), visits=visits, now=clock.now())


def close_with_episode(lead_ids: Sequence[UUID], reason: str) -> None:
    """Their episodes are over: nobody waits for them in the queue any more."""
    sql.execute(CLOSE_OF, leads=list(lead_ids), reason=reason, now=clock.now())
