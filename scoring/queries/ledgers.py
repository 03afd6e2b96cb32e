"""Question: what stands in the ledgers of these leads, entry by entry, and what do their snapshots say?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kernel import sql
from scoring.domain.engine import Entry
from scoring.domain.revalue import Ledger, Stood, by_lead
from scoring.queries.standing import COUNTS

STAND = f"""
SELECT e.lead_id, e.rule, e.dimension, e.points, e.decays, e.occurred_at, e.reason, e.effect_key, e.event_id, e.url_weight,
       e.behaviour_weight, e.reverses_id, e.kernel, e.human, {COUNTS} AS counts, e.id
FROM scoring_ledgerentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[])
ORDER BY e.lead_id, e.occurred_at, e.id
"""
FALLS = "SELECT sn.id, sn.falls_at FROM leads_snapshot sn WHERE sn.workspace_id = %(workspace_id)s AND sn.id = ANY(%(ids)s::uuid[])"


def of_leads(lead_ids: Sequence[UUID]) -> Mapping[UUID, Ledger]:
    """Lead → its ledger; leads without any entry are not there."""
    return by_lead((row[0], Stood(Entry(*row[:-2]), *row[-2:])) for row in sql.tuples(STAND, ids=list(lead_ids)))


def falls_at(lead_ids: Sequence[UUID]) -> dict[UUID, datetime | None]:
    """When each lead's score will leave the threshold, as its snapshot says."""
    return dict(sql.tuples(FALLS, ids=list(lead_ids)))
