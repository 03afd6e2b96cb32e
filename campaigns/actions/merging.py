"""repoint: messages of leads that became part of others."""

from collections.abc import Sequence
from uuid import UUID

from kernel import sql

# Queued mail of a loser goes to the address it was queued for; what differs is whose history it is.
REPOINT = """
UPDATE campaigns_message m SET lead_id = l.id, person_id = l.person_id
FROM json_to_recordset(%(pairs)s::json) AS x(loser uuid, winner uuid)
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = x.winner
WHERE m.workspace_id = %(workspace_id)s AND m.lead_id = x.loser
"""


def repoint(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID]) -> int:
    """Give the messages of each loser to its winner; how many moved. Nothing is queued or sent because of it."""
    pairs = [{"loser": loser, "winner": winner} for winner, loser in zip(winner_ids, loser_ids, strict=True)]
    return sql.execute(REPOINT, pairs=sql.as_json(pairs))
