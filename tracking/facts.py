"""What tracking announces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from kernel.facts import Fact


def mark(name: str) -> str:
    """What stands for an event's name in a fact: facts outlive an erasure, and a site may name an event after somebody."""
    return blake2b(name.encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, kw_only=True)
class OfEvents(Fact):
    """A fact about a batch of events. `names`: the marks of what they are called; None where not said, as for too many names."""

    names: list[str] | None = None

    def may_tell(self, wanted: Iterable[str]) -> bool:
        """Whether an event with one of these names may be among them: else whoever cares for no other need not look."""
        return self.names is None or not set(map(mark, wanted)).isdisjoint(self.names)


@dataclass(frozen=True, kw_only=True)
class EventsRecorded(OfEvents):
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
