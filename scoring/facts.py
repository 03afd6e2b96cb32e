"""What scoring announces."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.facts import Fact
from tracking.facts import OfEvents


@dataclass(frozen=True, kw_only=True)
class LeadsMarked(Fact):
    """Tags were put on these leads by people, rules or journeys, or taken off: rules of match may ask for them."""

    lead_ids: list[UUID]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RulebookLive(Fact):
    """A version took over: every lead's snapshot was written anew at once."""

    version: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LeadScored(OfEvents):
    """Published after every rescore, changed or not: journeys and routing hear this instead of LeadActive, so that no branch asks
    for a score before it stands. event_ids[i] happened to lead_ids[i]; both empty lists of events after an edit or a return."""

    lead_ids: list[UUID]
    event_ids: list[UUID] = field(default_factory=list)
    event_lead_ids: list[UUID] = field(default_factory=list)
    at: datetime
