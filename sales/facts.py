"""What sales announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class LeadsHeld(Fact):
    """These leads came to MQL and are not handed to sales yet: nobody can reach them well enough."""

    lead_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class OutcomeRecorded(Fact):
    """An opportunity was won or lost."""

    lead_id: UUID
    opportunity_id: UUID
    outcome: str
    at: datetime
