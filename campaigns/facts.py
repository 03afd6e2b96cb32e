"""What campaigns announces."""

from dataclasses import dataclass
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class LeadUnsubscribed(Fact):
    """The address of these leads is suppressed now."""

    lead_ids: list[UUID]
