"""repoint, give_back: messages of leads that became part of others, and of those that stand for themselves again."""

from collections.abc import Sequence
from uuid import UUID

from kernel import sql
from leads.actions.membership import touch
from leads.actions.merge_notes import note
from leads.queries import merges

# Queued mail of a loser goes to the address it was queued for; what differs is whose history it is.
REPOINT = """
UPDATE campaigns_message m SET lead_id = l.id, person_id = l.person_id
FROM json_to_recordset(%(pairs)s::json) AS x(loser uuid, winner uuid)
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = x.winner
WHERE m.workspace_id = %(workspace_id)s AND m.lead_id = x.loser
RETURNING x.loser, m.id
"""
BACK = """
UPDATE campaigns_message m SET lead_id = l.id, person_id = l.person_id FROM leads_lead l
WHERE l.workspace_id = %(workspace_id)s AND l.id = %(loser)s AND m.workspace_id = %(workspace_id)s AND m.lead_id = %(winner)s
    AND m.id = ANY(%(messages)s::uuid[])
"""


def repoint(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID] = ()) -> int:
    """Give the messages of each loser to its winner; how many moved. Nothing is queued or sent because of it.

    merge_ids[i] keeps which they were. A merge undone before its turn moves none.
    """
    standing = merges.standing(merge_ids)
    merge_of = {x: m for x, m in zip(loser_ids, merge_ids, strict=False) if m in standing}
    pairs = [{"loser": x, "winner": w} for w, x in zip(winner_ids, loser_ids, strict=True) if x in merge_of or not merge_ids]
    moved: dict[UUID, list[UUID]] = {}
    for loser, message in sql.tuples(REPOINT, pairs=sql.as_json(pairs)):
        moved.setdefault(loser, []).append(message)
    for loser, messages in moved.items():
        if loser in merge_of:
            note(merge_of[loser], "messages", messages)
    winner_of = dict(zip(loser_ids, winner_ids, strict=True))
    touch(lead for loser in moved for lead in (winner_of[loser], loser))
    return sum(len(messages) for messages in moved.values())


def give_back(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """A merge was undone: the messages that moved are their lead's again. To repeat it changes nothing."""
    kept = merges.kept(merge_ids)
    for winner, loser, merge_id in zip(winner_ids, loser_ids, merge_ids, strict=True):
        messages = kept.get(merge_id, {}).get("messages", [])
        if messages:
            sql.execute(BACK, winner=str(winner), loser=str(loser), messages=messages)
            touch([winner, loser])
