"""What we do when an earlier app states a fact; one line each."""

from kernel.facts import on
from leads.enums import MoveReason, Stage
from leads.facts import BlacklistChanged, LeadEdited, LeadsClosed, LeadsMerged, LeadsUnmerged, MovesUndone, ReachChanged, StageChanged
from sales.actions.blacklist import follow_blacklist, one_by_one
from sales.actions.carry_over import carry_over, close_with_episode, give_back
from sales.actions.gate import open_passing
from sales.actions.hand_off import close_left, open_waiting
from sales.actions.rank import rank, rank_all
from sales.actions.route import route, route_identified
from sales.actions.routing_rules import put_defaults
from sales.actions.undone import follow_undone
from sales.facts import LeadsHeld
from scoring.facts import LeadScored, RulebookLive
from tenants.facts import WorkspaceOpened


@on(WorkspaceOpened)
def put_routing_rules(fact: WorkspaceOpened) -> None:
    put_defaults()


@on(LeadScored)
def route_leads(fact: LeadScored) -> None:
    route(fact.event_ids, fact.event_lead_ids, history=fact.history)


@on(LeadScored)
def rank_hand_offs(fact: LeadScored) -> None:
    rank(fact.lead_ids)
    open_passing(fact.lead_ids)  # every edit and event that may bring an address ends in a score


@on(RulebookLive)
def rank_under_new_rules(fact: RulebookLive) -> None:
    rank_all()


@on(ReachChanged)
def open_reachable(fact: ReachChanged) -> None:
    open_passing(fact.lead_ids)


@on(LeadsHeld)
def look_again(fact: LeadsHeld) -> None:
    # What became known while they were being held was announced before they stood among those that wait.
    open_passing(fact.lead_ids)


@on(StageChanged)
def follow_stage(fact: StageChanged) -> None:
    close_left([move.lead_id for move in fact.moves if move.from_stage == Stage.MQL])
    if not fact.history:
        # What came to MQL by a merge is opened with what the merge carries over.
        open_waiting([move.lead_id for move in fact.moves if move.to_stage == Stage.MQL and move.reason != MoveReason.MERGED])


@on(StageChanged)
def route_named(fact: StageChanged) -> None:
    named = [move for move in fact.moves if move.to_stage == Stage.NAME]
    if named:
        route_identified([move.lead_id for move in named], min(move.at for move in named), history=fact.history)


@on(MovesUndone)
def follow_back(fact: MovesUndone) -> None:
    one_by_one()
    follow_undone(fact.visits, fact.made_at)
    follow_blacklist(list({visit.lead_id for visit in fact.visits}))


@on(LeadsMerged)
def carry_leads_over(fact: LeadsMerged) -> None:
    one_by_one()
    carry_over(fact.loser_ids, fact.winner_ids, history=fact.history, merge_ids=fact.merge_ids)
    follow_blacklist(fact.winner_ids)


@on(LeadsUnmerged)
def give_leads_back(fact: LeadsUnmerged) -> None:
    one_by_one()
    give_back(fact.loser_ids, fact.winner_ids, fact.merge_ids)
    follow_blacklist([*fact.loser_ids, *fact.winner_ids])


@on(LeadsClosed)
def close_hand_offs(fact: LeadsClosed) -> None:
    close_with_episode(fact.lead_ids, fact.reason)


@on(BlacklistChanged)
def follow_companies(fact: BlacklistChanged) -> None:
    follow_blacklist(fact.lead_ids)


@on(LeadEdited)
def follow_people(fact: LeadEdited) -> None:
    if fact.lead_ids:
        follow_blacklist(fact.lead_ids)  # they may be of another company now
