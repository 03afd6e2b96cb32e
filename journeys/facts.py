"""What journeys announces."""

from dataclasses import dataclass
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class JourneyFinished(Fact):
    """Enrolments ended: enrolment_ids[i] of lead_ids[i] with outcomes[i] (finished, goal, exited)."""

    enrolment_ids: list[UUID]
    lead_ids: list[UUID]
    outcomes: list[str]
