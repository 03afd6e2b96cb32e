"""carry_over: what sales knows of a lead follows it into the lead that it became part of."""

from collections.abc import Sequence
from uuid import UUID

from kernel import clock, sql
from kernel.sql import as_json
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
                      AND (x.visit_no = w.visit_no OR x.state IN ('open', 'claimed')))
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


def carry_over(loser_ids: Sequence[UUID], winner_ids: Sequence[UUID], *, history: bool = False) -> None:
    """The hand-off in work, touches, opportunities and tasks of loser_ids[i] belong to winner_ids[i] from now on.

    A winner that came to MQL by the merge and has no hand-off yet gets one (never for history). To repeat it changes nothing.
    """
    pairs = as_json([{"loser": loser, "winner": winner} for loser, winner in zip(loser_ids, winner_ids, strict=True)])
    sql.execute(MOVE_WORKING, pairs=pairs)
    sql.execute(CLOSE_REST, pairs=pairs, now=clock.now())
    for table in ("sales_touch", "sales_opportunity", "sales_sdrtask"):
        sql.execute(MOVE.format(table=table), pairs=pairs)
    if not history:
        open_waiting(winner_ids)
