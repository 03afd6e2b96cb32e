"""hurry: what sales has already, and nobody has touched yet, goes by the fast lane after all (F088)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kernel import audit, clock, sql
from kernel.audit import Actor
from sales.domain import promise
from sales.enums import RouteLane

# Those first: one that is opened this moment waits for us here, and the hand-off that it became is found below.
HELD = """
UPDATE sales_heldlead d SET lane = %(lane)s FROM leads_lead l
WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = ANY(%(leads)s::uuid[])
  AND l.workspace_id = %(workspace_id)s AND l.id = d.lead_id AND l.stage = 'mql' AND l.visit_no = d.visit_no
"""
# What was promised sooner is not put off; nothing is promised for what history tells.
UNTOUCHED = """
UPDATE sales_handoff h SET lane = %(lane)s, due_at = least(h.due_at, x.due_at), version = h.version + 1
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, due_at timestamptz)
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = x.lead_id AND h.state IN ('open', 'claimed') AND h.first_touch_at IS NULL
  AND NOT h.history AND h.lane <> %(lane)s
RETURNING h.id
"""


def hurry(asked: Mapping[UUID, datetime], actor: Actor) -> int:
    """Put the hand-offs of these leads (lead → since when) on the fast lane, with its promise; says how many. A lead that the gate holds
    back comes by it once it passes. What was touched stays as it is; to repeat it changes nothing. Audited."""
    if not asked:
        return 0
    lane, now = RouteLane.FAST_LANE, clock.now()
    rows = [{"lead_id": lead, "due_at": promise.due(lane, now if promise.is_past(at, now) else at)} for lead, at in asked.items()]
    sql.execute(HELD, leads=list(asked), lane=lane.value)
    hurried = [key for (key,) in sql.tuples(UNTOUCHED, rows=sql.as_json(rows), lane=lane.value)]
    audit.record_many(actor, "hand_off.hurried", ((key, {"lane": [RouteLane.NURTURE_POOL.value, lane.value]}) for key in hurried))
    return len(hurried)
