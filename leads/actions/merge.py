"""merge_people: two records that are one human, joined by hand."""

from uuid import UUID

from kernel import clock, facts, sql
from kernel.audit import SYSTEM, Actor
from kernel.problems import Refused
from leads.actions import joins, lifecycle
from leads.actions import rows as write
from leads.domain.identity import Join
from leads.enums import MoveReason
from leads.facts import LeadEdited, LeadsMerged
from leads.queries import people


def merge_people(winner_id: UUID, loser_id: UUID, actor: Actor) -> None:
    """Make `loser` part of `winner`: devices, identifiers, empty fields, the earliest first touch, the stage where it is further on.

    Audited, with a PersonMerge that says what moved. Announces LeadsMerged, StageChanged, LeadEdited. Refuses a person merged with itself,
    one that is not there, and one that was merged away already.
    """
    sql.lock("identity")
    rows = people.rows({winner_id, loser_id})
    if winner_id == loser_id:
        raise Refused("These are the same person already.", field="lead_id", code="same", status=409)
    if len(rows) != 2 or any(row["merged_into_id"] for row in rows.values()):
        raise Refused("There is no such person in this workspace, or they were merged already.", code="not_found", status=404)
    now = clock.now()
    joined = [Join(loser_id, winner_id, now, "manual")]
    pairs = joins.join(joined, rows)
    write.put_people([], list(rows.values()))
    write.index([rows[winner_id]])
    joins.tell(actor, joined)
    if pairs:
        facts.publish(LeadsMerged(winner_ids=[pair.winner for pair in pairs], loser_ids=[pair.loser for pair in pairs], at=now))
    ahead = [lifecycle.Move(pair.winner, pair.stage, MoveReason.MERGED, pair.at) for pair in pairs if pair.stage]
    lifecycle.move_stages(ahead, SYSTEM)
    lead = people.latest_leads({winner_id}).get(winner_id)
    if lead:
        facts.publish(LeadEdited(lead_ids=[lead.id], at=now))
