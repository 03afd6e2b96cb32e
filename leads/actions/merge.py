"""merge_people: two records that are one human, joined by hand."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kernel import clock, facts, sql
from kernel.audit import SYSTEM, Actor
from kernel.problems import Refused
from leads.actions import joins, lifecycle
from leads.actions import rows as write
from leads.actions.membership import follow, touch
from leads.actions.qualification import inherit
from leads.domain.identity import Join
from leads.enums import MoveReason
from leads.facts import LeadEdited, LeadsMerged
from leads.models import PersonMerge
from leads.queries import people


def merge_people(
    winner_id: UUID, loser_id: UUID, actor: Actor, chosen: Mapping[str, str] | None = None, reason: str = "manual"
) -> PersonMerge:
    """Make `loser` part of `winner`: devices, identifiers, empty fields, the earliest first touch, the stage where it is further on.

    `chosen`: {"title": "loser"}: whose value of a field survives, the winner's where it says nothing; None: as the workspace's rules of
    survivorship say (leads.queries.survivorship). Audited, with a PersonMerge that says what moved and what was before:
    leads.actions.unmerge undoes it. Announces LeadsMerged, StageChanged, LeadEdited. Refuses a person merged with itself, one that is
    not there, and one that was merged away already.
    """
    sql.lock("identity")
    rows = people.rows({winner_id, loser_id})
    if winner_id == loser_id:
        raise Refused("These are the same person already.", field="lead_id", code="same", status=409)
    if len(rows) != 2 or any(row["merged_into_id"] for row in rows.values()):
        raise Refused("There is no such person in this workspace, or they were merged already.", code="not_found", status=404)
    now = clock.now()
    joined = [Join(loser_id, winner_id, now, reason)]
    pairs = joins.join(joined, rows, now, actor, chosen)
    write.put_people([], list(rows.values()))
    write.index([rows[winner_id]])
    joins.tell(actor, joined)
    announce(pairs, now)
    lead = people.latest_leads({winner_id}).get(winner_id)
    if lead:
        facts.publish(LeadEdited(lead_ids=[lead.id], at=now))
        touch([lead.id])
    merge: PersonMerge = PersonMerge.objects.filter(winner_id=winner_id, loser_id=loser_id).order_by("-id")[0]
    return merge


def announce(pairs: list[joins.LeadPair], at: datetime, history: bool = False, more: list[lifecycle.Move] | None = None) -> None:
    """LeadsMerged, then the stages that the losers were further on in (StageChanged)."""
    if pairs:
        lost, won = [pair.loser for pair in pairs], [pair.winner for pair in pairs]
        facts.publish(LeadsMerged(winner_ids=won, loser_ids=lost, merge_ids=[pair.merge_id for pair in pairs], at=at, history=history))
        follow(won, lost)
        inherit(won, lost, [pair.merge_id for pair in pairs])
    ahead = [lifecycle.Move(pair.winner, pair.stage, MoveReason.MERGED, pair.at, merge_id=pair.merge_id) for pair in pairs if pair.stage]
    lifecycle.move_stages([*(more or []), *ahead], SYSTEM, history)
