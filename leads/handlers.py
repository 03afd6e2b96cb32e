"""What we do when an earlier app states a fact; one line each."""

from kernel import facts
from leads.actions.identify import identify
from leads.actions.stages import put_default_stages
from tenants.facts import WorkspaceOpened
from tracking.facts import EventsRecorded


@facts.on(WorkspaceOpened)
def define_stages(fact: WorkspaceOpened) -> None:
    put_default_stages()


@facts.on(EventsRecorded)
def identify_events(fact: EventsRecorded) -> None:
    identify(fact.event_ids, fact.history, fact.names, fact.again)
