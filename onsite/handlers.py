"""What we do when an earlier app states a fact; one line each."""

from kernel.facts import on
from onsite.actions.reactions import REACTIONS, keep
from tracking.facts import EventsRecorded


@on(EventsRecorded)
def keep_reactions(fact: EventsRecorded) -> None:
    if fact.may_tell(REACTIONS):
        keep(fact.event_ids)
