"""What we do when an earlier app states a fact; one line each."""

from journeys.actions import carry_over, defaults, hear, hear_firms, leave, segments, undone
from kernel.facts import on
from leads.facts import (
    BlacklistChanged,
    EmploymentChanged,
    FirmographicsChanged,
    LeadEdited,
    LeadsClosed,
    LeadsMerged,
    LeadsUnmerged,
    MovesUndone,
    SegmentChanged,
    StageChanged,
)
from scoring.facts import LeadScored
from tenants.facts import WorkspaceOpened


@on(LeadScored)
def hear_events(fact: LeadScored) -> None:
    if not fact.history and fact.event_ids:
        hear.hear_events(fact.event_ids, fact.event_lead_ids, fact.may_tell)


@on(StageChanged)
def hear_moves(fact: StageChanged) -> None:
    hear.hear_moves(fact.moves, history=fact.history)


@on(FirmographicsChanged)
def let_in_by_companies(fact: FirmographicsChanged) -> None:
    if not fact.history:
        hear_firms.hear_firms(fact.changes)


@on(EmploymentChanged)
def let_in_by_jobs(fact: EmploymentChanged) -> None:
    if not fact.history:
        hear_firms.hear_jobs(fact.lead_ids)


@on(MovesUndone)
def end_unfounded(fact: MovesUndone) -> None:
    undone.end_unfounded(fact.visits)


@on(SegmentChanged)
def look_for_members(fact: SegmentChanged) -> None:
    if fact.entered:
        segments.look_soon(fact.line_id)


@on(LeadsMerged)
def carry_enrolments_over(fact: LeadsMerged) -> None:
    carry_over.carry_over(fact.winner_ids, fact.loser_ids, fact.merge_ids)
    leave.leave_blacklisted(fact.winner_ids)


@on(LeadsUnmerged)
def give_enrolments_back(fact: LeadsUnmerged) -> None:
    carry_over.give_back(fact.winner_ids, fact.loser_ids, fact.merge_ids)
    leave.leave_blacklisted([*fact.winner_ids, *fact.loser_ids])


@on(LeadsClosed)
def end_with_episode(fact: LeadsClosed) -> None:
    leave.leave(fact.lead_ids, fact.reason)


@on(BlacklistChanged)
def end_for_blacklisted(fact: BlacklistChanged) -> None:
    leave.leave_blacklisted(fact.lead_ids)


@on(LeadEdited)
def end_for_newly_blacklisted(fact: LeadEdited) -> None:
    leave.leave_blacklisted(fact.lead_ids)  # they may be of another company now


@on(WorkspaceOpened)
def put_in_journeys(fact: WorkspaceOpened) -> None:
    defaults.put_in()
