"""What we do when an earlier app states a fact; one line each."""

from kernel import facts
from leads.enums import Stage
from leads.facts import LeadActive, LeadEdited, LeadQualified, LeadsMerged, LeadsUnmerged, SegmentChanged, StageChanged
from scoring.actions import campaign_tags, carry, disown, give_back, marks, newcomers, noting, refit, rescore, rulebooks
from scoring.facts import LeadsMarked
from tenants.facts import WorkspaceOpened
from tracking.facts import EventsDisowned


@facts.on(WorkspaceOpened)
def open_rulebook(fact: WorkspaceOpened) -> None:
    rulebooks.open_defaults()


@facts.on(LeadsMerged)
def carry_over(fact: LeadsMerged) -> None:
    carry.carry_over(fact.winner_ids, fact.loser_ids, fact.at, fact.history, fact.merge_ids)


@facts.on(LeadsUnmerged)
def give_back_points(fact: LeadsUnmerged) -> None:
    give_back.give_back(fact.winner_ids, fact.loser_ids, fact.merge_ids)


@facts.on(LeadActive)
def score_activity(fact: LeadActive) -> None:
    lead_ids = rescore.score_activity(fact.event_ids, fact.lead_ids, fact.history, fact.names)
    campaign_tags.tag_by_campaign(fact.event_ids, lead_ids)


@facts.on(LeadEdited)
def score_fit(fact: LeadEdited) -> None:
    refit.score_edited(fact.lead_ids, fact.spoke, fact.at, fact.history)


@facts.on(EventsDisowned)
def take_back(fact: EventsDisowned) -> None:
    disown.disown(fact.event_ids, fact.at)


@facts.on(StageChanged)
def expect_newcomers(fact: StageChanged) -> None:
    noting.note([move.lead_id for move in fact.moves])  # what sales answers is the outcome that a shadow counts
    newcomers.expect_newcomers([move.lead_id for move in fact.moves if move.to_stage == Stage.NAME])


@facts.on(LeadsMarked)
def judge_marked(fact: LeadsMarked) -> None:
    marks.judge_marked(fact.lead_ids, fact.at)


@facts.on(SegmentChanged)
def judge_listed(fact: SegmentChanged) -> None:
    marks.judge_listed(fact.line_id, [*fact.entered, *fact.left], fact.at)


@facts.on(LeadQualified)
def judge_qualified(fact: LeadQualified) -> None:
    marks.judge_qualified(fact.lead_ids, fact.at)
