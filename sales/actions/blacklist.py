"""follow_blacklist: what waits with sales leaves it with its company, and waits again when that comes off the blacklist (F069)."""

from collections.abc import Sequence
from uuid import UUID

from kernel import clock, sql
from leads.actions.membership import touch
from sales.actions.gate import open_passing

CLOSE = """
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = 'blacklisted', version = h.version + 1
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id AND c.blacklisted_at IS NOT NULL
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[]) AND h.state IN ('open', 'claimed')
  AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id
"""
# The promise of before is not the one of now: it begins anew, where nobody has been in touch yet.
REOPEN = """
UPDATE sales_handoff h SET state = CASE WHEN h.owner_id IS NULL THEN 'open' ELSE 'claimed' END, closed_at = NULL, close_reason = '',
    due_at = CASE WHEN h.first_touch_at IS NULL AND h.due_at IS NOT NULL THEN %(now)s + (h.due_at - h.opened_at) ELSE h.due_at END,
    version = h.version + 1
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = ANY(%(leads)s::uuid[]) AND h.state = 'closed' AND h.close_reason = 'blacklisted'
  AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id AND l.stage = 'mql' AND l.visit_no = h.visit_no AND l.closed_at IS NULL
  AND c.blacklisted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM sales_handoff x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = h.lead_id
                  AND x.state IN ('open', 'claimed'))
"""


def follow_blacklist(lead_ids: Sequence[UUID]) -> None:
    """Close what waits of those whose company stands on the blacklist now; of the others open again what was closed for it, and hand over
    who was held back. To repeat it changes nothing."""
    leads = list(lead_ids)
    changed = sql.execute(CLOSE, leads=leads, now=clock.now()) + sql.execute(REOPEN, leads=leads, now=clock.now())
    if changed:
        touch(leads)
    open_passing(leads)
