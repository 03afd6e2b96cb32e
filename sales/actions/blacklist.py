"""follow_blacklist: what waits with sales leaves it with its company, and waits again when that comes off the blacklist, or the person out
of it (F069)."""

from collections.abc import Sequence
from uuid import UUID

from kernel import clock, sql
from leads.actions.membership import touch
from sales.actions.gate import open_passing
from sales.domain import promise
from sales.enums import RouteLane

# Nearly nobody has one: the joins below are asked of these alone, so that a plan made without numbers of the tables costs nothing.
WITH_HAND_OFF = """
SELECT DISTINCT h.lead_id FROM sales_handoff h
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[])
  AND (h.state IN ('open', 'claimed') OR (h.state = 'closed' AND h.close_reason = 'blacklisted'))
"""
CLOSE = """
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = 'blacklisted', version = h.version + 1
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id AND c.blacklisted_at IS NOT NULL
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[]) AND h.state IN ('open', 'claimed')
  AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id
"""
# The promise of before is not the one of now: that of the lane begins anew, where nobody has been in touch yet. Nor is the rank: nobody
# ranks what is closed.
REOPEN = """
UPDATE sales_handoff h SET state = CASE WHEN h.owner_id IS NULL THEN 'open' ELSE 'claimed' END, closed_at = NULL, close_reason = '',
    due_at = CASE WHEN h.first_touch_at IS NULL AND h.due_at IS NOT NULL
        THEN (SELECT x.due FROM json_to_recordset(%(promised)s::json) AS x(lane text, due timestamptz) WHERE x.lane = h.lane)
        ELSE h.due_at END,
    rank_key = sn.rank_key, version = h.version + 1
FROM leads_lead l
JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[]) AND h.state = 'closed' AND h.close_reason = 'blacklisted'
  AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id AND l.stage = 'mql' AND l.visit_no = h.visit_no AND l.closed_at IS NULL
  AND c.blacklisted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM sales_handoff x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = h.lead_id
                  AND x.state IN ('open', 'claimed'))
"""


def one_by_one() -> None:
    """Until the transaction ends nobody else follows: who closes and who opens again each sees what the other did, and asks what holds
    now. Take it before any hand-off is changed."""
    sql.lock("sales.blacklist")


def follow_blacklist(lead_ids: Sequence[UUID]) -> None:
    """Close what waits of those whose company stands on the blacklist now; of the others open again what was closed for it, and hand over
    who was held back. To repeat it changes nothing."""
    one_by_one()
    leads, now = list(lead_ids), clock.now()
    handed = [lead for (lead,) in sql.tuples(WITH_HAND_OFF, leads=leads)]
    promised = sql.as_json([{"lane": lane.value, "due": promise.due(lane, now)} for lane in RouteLane])
    if handed and sql.execute(CLOSE, leads=handed, now=now) + sql.execute(REOPEN, leads=handed, promised=promised):
        touch(leads)
    open_passing(leads)
