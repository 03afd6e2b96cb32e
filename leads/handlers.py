"""What we do when an earlier app states a fact; one line each."""

from kernel import facts
from leads.actions.entry_rules import enter, enter_known
from leads.actions.identify import identify
from leads.actions.membership import touch_by_events
from leads.actions.stages import put_default_stages
from leads.enums import Stage
from leads.facts import SegmentChanged, StageChanged
from tenants.facts import WorkspaceOpened
from tracking.facts import EventsDisowned, EventsRecorded


@facts.on(WorkspaceOpened)
def define_stages(fact: WorkspaceOpened) -> None:
    put_default_stages()


@facts.on(EventsRecorded)
def identify_events(fact: EventsRecorded) -> None:
    identify(fact.event_ids, fact.history, fact.names, fact.again)


@facts.on(SegmentChanged)
def enter_stages(fact: SegmentChanged) -> None:
    enter(fact.line_id, fact.entered)


@facts.on(StageChanged)
def enter_named(fact: StageChanged) -> None:
    if named := [move.lead_id for move in fact.moves if move.to_stage == Stage.NAME]:
        enter_known(named)


@facts.on(EventsDisowned)
def ask_segments_again(fact: EventsDisowned) -> None:
    touch_by_events(fact.event_ids)
