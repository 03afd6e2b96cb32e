"""follow_undone: a bulk move was undone: the queue is as if it had never been."""

from collections.abc import Sequence
from datetime import datetime

from kernel import clock, sql
from leads.actions.membership import touch
from leads.enums import Stage
from leads.facts import StageMove

# What was opened for a visit that counts no more founds nothing, and leaves its number to the next (see sales.models.HandOff).
CLOSE = """
WITH let_go AS (
    DELETE FROM sales_heldlead d USING json_to_recordset(%(rows)s::json) AS y(lead_id uuid, visit_no int)
    WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = y.lead_id AND d.visit_no = y.visit_no
)
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = 'unmerged', version = h.version + 1
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, visit_no int)
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = x.lead_id AND h.visit_no = x.visit_no AND h.state IN ('open', 'claimed')
    AND h.opened_at >= %(since)s
"""
# Who waited, and left the queue only because the lead was moved on, waits again.
REOPEN = """
UPDATE sales_handoff h SET state = CASE WHEN h.owner_id IS NULL THEN 'open' ELSE 'claimed' END, closed_at = NULL, close_reason = '',
    version = h.version + 1
FROM leads_lead l WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[]) AND h.state = 'closed'
    AND h.close_reason = ANY(%(stages)s) AND h.closed_at >= %(since)s
    AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id AND l.stage = 'mql' AND l.visit_no = h.visit_no AND l.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM sales_handoff x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = h.lead_id
                    AND x.state IN ('open', 'claimed'))
"""


def follow_undone(visits: Sequence[StageMove], since: datetime) -> None:
    """Close the hand-offs of visits that count no more, and open again those that the move had closed. To repeat it changes nothing."""
    mql = [{"lead_id": visit.lead_id, "visit_no": visit.visit_no} for visit in visits if visit.to_stage == Stage.MQL]
    sql.execute(CLOSE, rows=sql.as_json(mql), now=clock.now(), since=since)
    leads = list({visit.lead_id for visit in visits})
    sql.execute(REOPEN, leads=leads, stages=sorted({visit.to_stage for visit in visits}), since=since)
    touch(leads)
