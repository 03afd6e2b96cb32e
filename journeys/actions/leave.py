"""leave: an episode is over, and so are its passages. leave_blacklisted: so are those of a company on the blacklist (F069)."""

from collections.abc import Sequence
from uuid import UUID

from journeys.actions.withdraw import end
from journeys.domain.engine import End
from journeys.queries import passages
from leads.queries import blacklist


def leave(lead_ids: Sequence[UUID], reason: str) -> None:
    """End every running passage of these leads; announces JourneyFinished. Said twice, it changes nothing the second time."""
    end([(passage, End("exited", reason)) for passage in passages.locked(lead_ids)])


def leave_blacklisted(lead_ids: Sequence[UUID]) -> None:
    """End every running passage of those of these leads whose company stands on the blacklist now; announces JourneyFinished."""
    barred = blacklist.leads(lead_ids)
    if barred:
        leave(sorted(barred), blacklist.BLACKLISTED)
