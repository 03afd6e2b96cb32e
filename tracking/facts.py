"""What tracking announces."""

from dataclasses import dataclass
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventsRecorded(Fact):
    """A batch of events stands in the table. `visitor_ids` are those of the batch, bots left out; ids in the order of happening."""

    event_ids: list[UUID]
    visitor_ids: list[UUID]
