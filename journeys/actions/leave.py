"""leave: an episode is over, and so are its passages."""

from collections.abc import Sequence
from uuid import UUID

from journeys.actions.withdraw import end
from journeys.domain.engine import End
from journeys.queries import passages


def leave(lead_ids: Sequence[UUID], reason: str) -> None:
    """End every running passage of these leads; announces JourneyFinished. Said twice, it changes nothing the second time."""
    end([(passage, End("exited", reason)) for passage in passages.locked(lead_ids)])
