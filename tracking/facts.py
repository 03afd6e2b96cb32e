"""What tracking announces."""

from dataclasses import dataclass
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventsRecorded(Fact):
    """A batch of events stands in the table. Bots' events and visitors are left out; ids in the order of happening."""

    event_ids: list[UUID]
    visitor_ids: list[UUID]
