"""What tracking announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventsRecorded(Fact):
    """A batch of events stands in the table. Bots' events and visitors are left out; ids in the order of happening.

    `again`: they were announced before, and a bot's meanwhile (EventsDisowned).
    """

    event_ids: list[UUID]
    visitor_ids: list[UUID]
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class EventsDisowned(Fact):
    """These events turned out to be a bot's after they were announced: what they brought is taken back."""

    event_ids: list[UUID]
    at: datetime
