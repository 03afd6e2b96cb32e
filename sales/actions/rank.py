"""rank: the queue's order follows the leads' scores."""

from collections.abc import Iterable
from uuid import UUID

from kernel import sql

RANK_ALL = """
UPDATE sales_handoff h SET rank_key = sn.rank_key FROM leads_snapshot sn
WHERE h.workspace_id = %(workspace_id)s AND sn.workspace_id = %(workspace_id)s AND sn.id = h.lead_id
  AND h.state IN ('open', 'claimed') AND h.rank_key IS DISTINCT FROM sn.rank_key
"""
RANK = f"{RANK_ALL} AND h.lead_id = ANY(%(lead_ids)s::uuid[])"


def rank(lead_ids: Iterable[UUID]) -> int:
    """Copy the rank of these leads to their waiting hand-offs, all at once."""
    return sql.execute(RANK, lead_ids=list(lead_ids))


def rank_all() -> int:
    """The same for every waiting hand-off: a new rulebook orders the queue once, not lead by lead."""
    return sql.execute(RANK_ALL)
