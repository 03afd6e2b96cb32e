"""carry_over: what sales knows of a lead follows it into the lead that it became part of."""

from collections.abc import Sequence
from uuid import UUID

from kernel import clock, sql
from kernel.sql import as_json

PAIRS = "json_to_recordset(%(pairs)s::json) AS p(loser uuid, winner uuid)"

# More than one waits for the same lead then: the winner's stays, else the oldest.
CLOSE_DOUBLE = f"""
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = 'merged', version = h.version + 1
FROM (
    SELECT w.id, row_number() OVER (PARTITION BY p.winner ORDER BY w.lead_id = p.winner DESC, w.opened_at, w.id) AS place
    FROM (SELECT p.loser, p.winner FROM {PAIRS} UNION SELECT p.winner, p.winner FROM {PAIRS}) p
    JOIN sales_handoff w ON w.workspace_id = %(workspace_id)s AND w.lead_id = p.loser AND w.state IN ('open', 'claimed')
) d
WHERE h.workspace_id = %(workspace_id)s AND h.id = d.id AND d.place > 1
"""
# A hand-off is numbered per lead: those that come over count on from the winner's.
MOVE_HAND_OFFS = f"""
UPDATE sales_handoff h SET lead_id = m.winner, visit_no = m.visit_no, version = h.version + 1
FROM (
    SELECT l.id, p.winner, coalesce(t.top, 0) + row_number() OVER (PARTITION BY p.winner ORDER BY l.opened_at, l.id) AS visit_no
    FROM {PAIRS}
    JOIN sales_handoff l ON l.workspace_id = %(workspace_id)s AND l.lead_id = p.loser
    LEFT JOIN LATERAL (SELECT max(w.visit_no) AS top FROM sales_handoff w
                       WHERE w.workspace_id = %(workspace_id)s AND w.lead_id = p.winner) t ON true
) m
WHERE h.workspace_id = %(workspace_id)s AND h.id = m.id
"""
MOVE = f"UPDATE {{table}} t SET lead_id = p.winner FROM {PAIRS} WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = p.loser"


def carry_over(loser_ids: Sequence[UUID], winner_ids: Sequence[UUID]) -> None:
    """Hand-offs, touches, opportunities and tasks of loser_ids[i] belong to winner_ids[i] from now on; to repeat it changes nothing."""
    pairs = as_json([{"loser": loser, "winner": winner} for loser, winner in zip(loser_ids, winner_ids, strict=True)])
    sql.execute(CLOSE_DOUBLE, pairs=pairs, now=clock.now())
    sql.execute(MOVE_HAND_OFFS, pairs=pairs)
    for table in ("sales_touch", "sales_opportunity", "sales_sdrtask"):
        sql.execute(MOVE.format(table=table), pairs=pairs)
