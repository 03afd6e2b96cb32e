"""Everything the page of one hand-off shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel import clock
from leads.domain.snapshot import score_at
from leads.models import Lead
from leads.queries import schemes
from sales.domain import promise
from sales.domain.why import Why
from sales.enums import HandOffState
from sales.models import HandOff, Opportunity, SdrTask, Touch
from sales.queries import hand_offs, opportunities, queue, tasks

TOUCHES = 8


def score_now(lead: Lead, at: datetime | None = None) -> float:
    """The score of a lead's row as every list shows it."""
    return score_at(lead.fit, lead.interest_sign, lead.interest_log, lead.interest_rate, lead.fading, at or clock.now())


@dataclass(frozen=True)
class Line:
    """One row of the queue's list."""

    hand_off: HandOff
    lead: Lead
    score: float
    owner: str
    late: bool


def lines(found: Sequence[HandOff], names: dict[int, str]) -> list[Line]:
    """Rows with their scores at one instant."""
    now = clock.now()
    return [
        Line(h, h.lead, score_now(h.lead, now), names.get(h.owner_id or 0, ""), promise.breached(h.due_at, h.first_touch_at, now))
        for h in found
    ]


@dataclass(frozen=True)
class Card:
    """One hand-off with all that an SDR wants to know before he calls."""

    hand_off: HandOff
    lead: Lead
    score: float
    why: Why
    late: bool
    owner: str
    # Why it was returned, in words; "" where it was not.
    returned_for: str
    touches: list[Touch]
    colleagues: list[tuple[Lead, float]]
    tasks: list[SdrTask]
    opportunities: list[Opportunity]


def card(hand_off: HandOff) -> Card:
    """The whole card."""
    now, lead = clock.now(), hand_off.lead
    others = queue.colleagues(lead)
    return Card(
        hand_off=hand_off, lead=lead, score=score_now(lead, now), why=queue.why(hand_off, others),
        touches=hand_offs.touches_of_lead(lead.pk, TOUCHES),
        late=promise.breached(hand_off.due_at, hand_off.first_touch_at, now), owner=hand_offs.owner_name(hand_off.owner_id),
        returned_for=_returned_for(hand_off) if hand_off.state == HandOffState.RETURNED else "",
        colleagues=[(other, score_now(other, now)) for other in others], tasks=list(tasks.of_lead(lead.pk).filter(done_at=None)),
        opportunities=list(opportunities.of_lead(lead.pk)),
    )  # fmt: skip


def _returned_for(hand_off: HandOff) -> str:
    return schemes.reason_names().get(hand_off.close_reason, hand_off.close_reason)
