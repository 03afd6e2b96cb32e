"""add_flag: something unusual about a lead, kept for lists and reports."""

from uuid import UUID

from kernel import audit, sql
from kernel.audit import Actor
from leads.actions.membership import touch

ADD = """
UPDATE leads_lead l SET flags = l.flags || to_jsonb(ARRAY[%(flag)s::text])
WHERE l.workspace_id = %(workspace_id)s AND l.id = %(lead_id)s AND NOT l.flags ? %(flag)s
"""


def add_flag(lead_id: UUID, flag: str, actor: Actor) -> bool:
    """Flag the lead and say whether that was new; to repeat it changes nothing. Audited."""
    added = bool(sql.execute(ADD, lead_id=str(lead_id), flag=flag))
    if added:
        touch([lead_id])
        audit.record(actor, "lead.flagged", lead_id, {"flags": [None, flag]})
    return added
