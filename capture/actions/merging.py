"""follow_merges, give_back: invitations of leads that became part of others, and of those that stand for themselves again."""

from collections.abc import Sequence
from uuid import UUID

from kernel import sql
from leads.actions.membership import touch
from leads.actions.merge_notes import note
from leads.queries import merges

# Who was invited under both is invited once: the winner's invitation stands, and one of several losers'.
MOVE = """
WITH moving AS (
    SELECT DISTINCT ON (i.occasion_id, x.winner) i.id, x.loser, x.winner
    FROM json_to_recordset(%(pairs)s::json) AS x(loser uuid, winner uuid)
    JOIN capture_invitation i ON i.workspace_id = %(workspace_id)s AND i.lead_id = x.loser
    WHERE NOT EXISTS (
        SELECT 1 FROM capture_invitation w
        WHERE w.workspace_id = %(workspace_id)s AND w.occasion_id = i.occasion_id AND w.lead_id = x.winner)
    ORDER BY i.occasion_id, x.winner, i.id
)
UPDATE capture_invitation i SET lead_id = m.winner FROM moving m
WHERE i.workspace_id = %(workspace_id)s AND i.id = m.id
RETURNING m.loser, i.id
"""
BACK = """
UPDATE capture_invitation i SET lead_id = %(loser)s
WHERE i.workspace_id = %(workspace_id)s AND i.lead_id = %(winner)s AND i.id = ANY(%(ids)s::uuid[])
"""
KEPT = "invitations"


def follow_merges(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """Give the invitations of each loser to its winner; the merge keeps which. One that was undone before its turn moves none."""
    standing = merges.standing(merge_ids)
    merge_of = {loser: merge for loser, merge in zip(loser_ids, merge_ids, strict=True) if merge in standing}
    pairs = [
        {"loser": loser, "winner": winner} for winner, loser in zip(winner_ids, loser_ids, strict=True) if loser in merge_of
    ]  # fmt: skip
    moved: dict[UUID, list[UUID]] = {}
    for loser, invitation in sql.tuples(MOVE, pairs=sql.as_json(pairs)) if pairs else ():
        moved.setdefault(loser, []).append(invitation)
    for loser, invitations in moved.items():
        note(merge_of[loser], KEPT, invitations)
    winner_of = dict(zip(loser_ids, winner_ids, strict=True))
    touch(lead for loser in moved for lead in (winner_of[loser], loser))


def give_back(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """A merge was undone: the invitations that moved are their lead's again. To repeat it changes nothing."""
    kept = merges.kept(merge_ids)
    for winner, loser, merge_id in zip(winner_ids, loser_ids, merge_ids, strict=True):
        ids = kept.get(merge_id, {}).get(KEPT, [])
        if ids:
            sql.execute(BACK, winner=str(winner), loser=str(loser), ids=ids)
            touch([winner, loser])
