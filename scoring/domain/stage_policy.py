"""Which stage a lead should be in after what happened: proposals at their own times, never backward.

friend: came back, or took part, without a name. engaged: a known person took part in something meaningful. target: a known person's score
is half-way. MQL: a known person's score reached the threshold, once per crossing and visit, outside the cool-down after a return.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from leads.domain.lifecycle import POSITION
from leads.enums import MoveReason, Stage
from scoring.domain.crossing import reached
from scoring.domain.rule_shapes import Rules


@dataclass(frozen=True, slots=True)
class LeadContext:
    """What the policy has to know of a lead. `must_cross`: it was an MQL before and left without a return by sales."""

    lead_id: UUID
    stage: str
    known_at: datetime | None
    cool_until: datetime | None = None
    returns: int = 0
    must_cross: bool = False


class Happening(msgspec.Struct, frozen=True):
    """Something that may move a lead: the score around it, and what kind of thing it was."""

    at: datetime
    before: float
    after: float
    took_part: bool = False
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    lead_id: UUID
    to: str
    reason: str
    at: datetime


def propose(lead: LeadContext, happenings: Sequence[Happening], rules: Rules) -> list[Proposal]:
    """The moves of one lead, in order; each stage at most once."""
    place, found = POSITION.get(lead.stage, len(POSITION)), []
    for happening in happenings:
        for to, reason in _wanted(lead, happening, rules):
            if POSITION[to] > place:
                place = POSITION[to]
                at = max(happening.at, lead.known_at) if lead.known_at else happening.at
                found.append(Proposal(lead.lead_id, to, reason, at))
    return found


def _wanted(lead: LeadContext, happening: Happening, rules: Rules) -> list[tuple[str, str]]:
    if lead.known_at is None:
        friend = happening.came_back or happening.took_part
        return [(Stage.FRIEND, MoveReason.RETURNED_VISIT if happening.came_back else MoveReason.ENGAGED)] if friend else []
    wanted: list[tuple[str, str]] = []
    if happening.took_part:
        wanted.append((Stage.ENGAGED, MoveReason.ENGAGED))
    if reached(happening.after, rules.target_at):
        wanted.append((Stage.TARGET, MoveReason.SCORE))
    if qualifies(lead, happening, rules):
        wanted.append((Stage.MQL, MoveReason.SCORE))
    return wanted


def qualifies(lead: LeadContext, happening: Happening, rules: Rules) -> bool:
    """Whether this is the crossing that makes an MQL."""
    if not reached(happening.after, rules.threshold) or needs_review(lead.returns, rules):
        return False
    cooling = lead.cool_until is not None and happening.at < lead.cool_until
    return not cooling and (not lead.must_cross or not reached(happening.before, rules.threshold))


def needs_review(returns: int, rules: Rules) -> bool:
    """Returned so often that only a person may hand it over again (A11.2)."""
    return returns > 0 and returns >= rules.max_returns
