"""Carry out joins: what belonged to the loser belongs to the winner, and a record says what moved and what was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import audit, clock, ids, sql
from leads.actions import rows as write
from leads.domain import lifecycle
from leads.domain.identity import Join
from leads.domain.merge import inherited, survivors
from leads.queries import people, survivorship
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
UPDATE leads_lead l SET owner_id = x.owner_id, created_at = x.created_at, last_active_at = x.last_active_at, history = x.history,
    known = x.known
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, owner_id bigint, created_at timestamptz, last_active_at timestamptz,
    history boolean, known boolean)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.id
"""
REMEMBER = """
INSERT INTO leads_personmerge (workspace_id, id, winner_id, loser_id, at, reason, moved, recorded_at, by, undone_by)
SELECT %(workspace_id)s, x.id, x.winner, x.loser, x.at, x.reason, x.moved, %(now)s, x.by, ''
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, winner uuid, loser uuid, at timestamptz, reason text, moved jsonb, by text)
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
    merge_id: UUID


class _Book:
    """The leads of everybody named, as they change from join to join."""

    def __init__(self, joins: list[Join]) -> None:
        latest = people.latest_leads({p for j in joins for p in (j.loser, j.winner)})
        self.of = {person: row.id for person, row in latest.items()}
        self.rows = people.lead_rows(set(self.of.values()))
        self.pairs: list[LeadPair] = []
        self.handed: list[dict[str, Any]] = []

    def join(self, each: Join, merge_id: UUID) -> dict[str, Any]:
        """Bring the two leads together; what the record keeps of them."""
        theirs, ours = self.rows.get(self.of.get(each.loser)), self.rows.get(self.of.get(each.winner))  # type: ignore[arg-type]
        if theirs and not ours:
            self.of[each.winner] = theirs["id"]
            self.handed.append({"lead_id": theirs["id"], "winner": each.winner, "number": theirs["number"]})
            return {"handed": theirs["id"]}
        if not theirs or not ours:
            return {}
        ahead = lifecycle.POSITION[theirs["stage"]] > lifecycle.POSITION[ours["stage"]] and not theirs["closed_at"]
        self.pairs.append(LeadPair(ours["id"], theirs["id"], theirs["stage"] if ahead else "", each.at, merge_id))
        kept = {"winner": dict(ours), "loser": dict(theirs)}
        ours.update(inherited(ours, theirs))
        return {"leads": {**kept, "after": dict(ours)}}


def join(
    joins: list[Join],
    known: dict[UUID, dict[str, Any]],
    told_at: datetime,
    actor: audit.Actor = audit.SYSTEM,
    chosen: Mapping[str, str] | None = None,
) -> list[LeadPair]:
    """Write these joins (chains in order). `known` holds the rows of all people named; they are changed in place, not yet written.

    Moves visitors and identifiers, closes the losers' leads, keeps a PersonMerge for each. `chosen`: fields of which the loser's value
    ("loser") or the winner's ("winner") survives, whatever the rules of survivorship say; they choose between two known people where it
    is None. `told_at`: the time of the LeadEdited that follows. Announces nothing: the caller does.
    """
    book, merges = _Book(joins), []
    for each in joins:
        merge_id, winner, loser = ids.new(), known[each.winner], known[each.loser]
        choice = _choose(winner, loser, chosen)
        changes = survivors(winner, loser, choice["chosen"])
        moved = {
            **_move(each, loser), "before": {name: winner[name] for name in changes}, "after": changes, **choice,
            "leads": None, "told_at": told_at, **book.join(each, merge_id),
        }  # fmt: skip
        winner.update(changes)
        loser["merged_into_id"] = each.winner
        merges.append(
            {"id": merge_id, "winner": each.winner, "loser": each.loser, "at": each.at, "reason": each.reason, "moved": moved,
             "by": actor.name}
        )  # fmt: skip
    _write(book, merges)
    return book.pairs


def _choose(winner: dict[str, Any], loser: dict[str, Any], chosen: Mapping[str, str] | None) -> dict[str, Any]:
    """Whose values survive, and by which version of the rules; a stranger has none to choose between."""
    if chosen is not None or not (winner["known_at"] and loser["known_at"]):
        return {"chosen": dict(chosen or {})}
    rules = survivorship.current()
    return {"chosen": survivorship.sides(winner, loser, rules), "rules": rules.version}


def _move(each: Join, loser: dict[str, Any]) -> dict[str, list[str]]:
    """Devices and identifiers; an anonymous loser has no identifier."""
    moved = [str(visitor) for visitor in visitors.repoint(each.loser, each.winner)]
    keys = sql.tuples(MOVE_KEYS, winner=str(each.winner), loser=str(each.loser)) if loser["known_at"] else []
    return {"visitors": moved, "identifiers": [str(key[0]) for key in keys]}


def _write(book: _Book, merges: list[dict[str, Any]]) -> None:
    if book.pairs:
        sql.execute(CLOSE, rows=sql.as_json([{"lead_id": pair.loser, "at": pair.at} for pair in book.pairs]))
        sql.execute(INHERIT, rows=sql.as_json([book.rows[lead] for lead in {pair.winner for pair in book.pairs}]))
    if book.handed:
        sql.execute(SINGLE, rows=sql.as_json(book.handed))
    if merges:
        sql.execute(REMEMBER, rows=sql.as_json(merges), now=clock.now())
        sql.execute(write.FORGET_GRAMS, people=[str(merge["loser"]) for merge in merges])


def tell(actor: audit.Actor, joins: list[Join]) -> None:
    """Audit joins that a person asked for."""
    for each in joins:
        audit.record(actor, "person.merged", each.winner, {"merged": [str(each.loser), str(each.winner)], "reason": [None, each.reason]})
