"""Carry out joins: what belonged to the loser belongs to the winner, and a record says what moved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import audit, ids, sql
from leads.actions import rows as write
from leads.domain import lifecycle
from leads.domain.identity import Join
from leads.domain.merge import survivors
from leads.queries import people
from leads.queries.people import LeadRow
from tracking.actions import visitors

MOVE_KEYS = """
UPDATE leads_identifier i SET person_id = %(winner)s
WHERE i.workspace_id = %(workspace_id)s AND i.person_id = %(loser)s RETURNING i.id
"""
CLOSE = """
UPDATE leads_lead l SET closed_at = greatest(x.at, l.created_at), closed_reason = 'merged'
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, at timestamptz)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.lead_id AND l.closed_at IS NULL
"""
INHERIT = """
UPDATE leads_lead w SET owner_id = coalesce(w.owner_id, l.owner_id), created_at = least(w.created_at, l.created_at),
    last_active_at = greatest(w.last_active_at, l.last_active_at), history = w.history AND l.history
FROM leads_lead l, json_to_recordset(%(rows)s::json) AS x(winner uuid, loser uuid)
WHERE w.workspace_id = %(workspace_id)s AND w.id = x.winner AND l.workspace_id = %(workspace_id)s AND l.id = x.loser
"""
REMEMBER = """
INSERT INTO leads_personmerge (workspace_id, id, winner_id, loser_id, at, reason, moved)
SELECT %(workspace_id)s, x.id, x.winner, x.loser, x.at, x.reason, x.moved
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, winner uuid, loser uuid, at timestamptz, reason text, moved jsonb)
"""
SINGLE = """
UPDATE leads_lead l SET person_id = x.winner, number = x.number
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, winner uuid, number int)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.lead_id
"""


@dataclass(frozen=True)
class LeadPair:
    """The leads of a join: the loser's is closed, the winner's goes on. `stage` is the loser's where it was further on."""

    winner: UUID
    loser: UUID
    stage: str
    at: datetime


def join(joins: list[Join], known: dict[UUID, dict[str, Any]]) -> list[LeadPair]:
    """Write these joins (chains in order). `known` holds the rows of all people named; they are changed in place, not yet written.

    Moves visitors and identifiers, closes the losers' leads, keeps a PersonMerge for each. Announces nothing: the caller does.
    """
    leads = people.latest_leads({p for j in joins for p in (j.loser, j.winner)})
    pairs, merges, handed = [], [], []
    for each in joins:
        winner, loser = known[each.winner], known[each.loser]
        changes = survivors(winner, loser)
        before = {name: winner[name] for name in changes}
        winner.update(changes)
        loser["merged_into_id"] = each.winner
        moved = {**_move(each, loser), "before": before}
        merges.append({"id": ids.new(), "winner": each.winner, "loser": each.loser, "at": each.at, "reason": each.reason, "moved": moved})
        theirs, ours = leads.get(each.loser), leads.get(each.winner)
        if theirs and not ours:
            leads[each.winner] = theirs
            handed.append({"lead_id": theirs.id, "winner": each.winner, "number": theirs.number})
        elif theirs and ours:
            pairs.append(_pair(theirs, ours, each.at))
    _write(pairs, merges, handed)
    return pairs


def _pair(theirs: LeadRow, ours: LeadRow, at: datetime) -> LeadPair:
    ahead = lifecycle.POSITION[theirs.stage] > lifecycle.POSITION[ours.stage] and not theirs.closed_at
    return LeadPair(ours.id, theirs.id, theirs.stage if ahead else "", at)


def _move(each: Join, loser: dict[str, Any]) -> dict[str, list[str]]:
    """Devices and identifiers; an anonymous loser has no identifier."""
    moved = [str(visitor) for visitor in visitors.repoint(each.loser, each.winner)]
    keys = sql.tuples(MOVE_KEYS, winner=str(each.winner), loser=str(each.loser)) if loser["known_at"] else []
    return {"visitors": moved, "identifiers": [str(key[0]) for key in keys]}


def _write(pairs: list[LeadPair], merges: list[dict[str, Any]], handed: list[dict[str, Any]]) -> None:
    if pairs:
        sql.execute(CLOSE, rows=sql.as_json([{"lead_id": pair.loser, "at": pair.at} for pair in pairs]))
        sql.execute(INHERIT, rows=sql.as_json([{"winner": pair.winner, "loser": pair.loser} for pair in pairs]))
    if handed:
        sql.execute(SINGLE, rows=sql.as_json(handed))
    if merges:
        sql.execute(REMEMBER, rows=sql.as_json(merges))
        sql.execute(write.FORGET_GRAMS, people=[str(merge["loser"]) for merge in merges])


def tell(actor: audit.Actor, joins: list[Join]) -> None:
    """Audit joins that a person asked for."""
    for each in joins:
        audit.record(actor, "person.merged", each.winner, {"merged": [str(each.loser), str(each.winner)], "reason": [None, each.reason]})
