"""Everything the page of one hand-off shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kernel import clock
from kernel.audit import Actor
from leads.models import Lead
from leads.queries import qualification, schemes
from leads.queries.qualification import Known
from sales.domain import promise
from sales.domain.why import Why
from sales.enums import HandOffState, RouteLane
from sales.models import HandOff, Opportunity, SdrTask, Touch
from sales.queries import hand_offs, opportunities, queue, tasks
from scoring.domain.crossing import reached
from scoring.queries import rulebooks

TOUCHES = 8


def score_now(lead: Lead, at: datetime | None = None) -> float:
    """The score of a lead as every list shows it."""
    return lead.snapshot.score(at or clock.now())


@dataclass(frozen=True)
class Line:
    """One row of the queue's list."""

    hand_off: HandOff
    lead: Lead
    score: float
    owner: str
    late: bool
    # Days until the window of decision closes, where it does soon (F067).
    closes_in: int | None = None
    # The threshold, where the score is below it by now (F057).
    below: float | None = None


def below(hand_off: HandOff, score: float) -> float | None:
    """The threshold of the lead's model, where its score is below it by now; None for whoever came by the fast lane."""
    threshold = rulebooks.live().of(hand_off.lead.entry_channel).threshold
    return None if hand_off.lane == RouteLane.FAST_LANE or reached(score, threshold) else threshold


def lines(found: Sequence[HandOff], names: dict[int, str]) -> list[Line]:
    """Rows with their scores at one instant."""
    now, windows = clock.now(), qualification.windows(h.lead_id for h in found)
    return [
        Line(
            h, h.lead, score, names.get(h.owner_id or 0, ""), promise.breached(h.due_at, h.first_touch_at, now),
            windows.get(h.lead_id), below(h, score),
        ) for h in found for score in (score_now(h.lead, now),)
    ]  # fmt: skip


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
    # What is known of budget, authority, need, time and the buying phase, and in how many days the window of decision closes.
    known: list[Known]
    closes_in: int | None
    # The threshold, where the score is below it by now (F057).
    below: float | None


def card(hand_off: HandOff, reader: Actor | None = None) -> Card:
    """The whole card, days by the clock of whoever looks at it; of a `reader` who owns it the name is known."""
    now, lead = clock.now(), hand_off.lead
    answers = qualification.told(qualification.of_lead(lead.pk), timezone.localdate(now))
    others, known = queue.colleagues(lead), [one for one in answers if one.row]
    is_own = reader is not None and reader.user_id is not None and reader.user_id == hand_off.owner_id
    owner = reader.name if reader and is_own else hand_offs.owner_name(hand_off.owner_id)
    return Card(
        hand_off=hand_off, lead=lead, score=score_now(lead, now), why=queue.why(hand_off, others),
        touches=hand_offs.touches_of_lead(lead.pk, TOUCHES),
        late=promise.breached(hand_off.due_at, hand_off.first_touch_at, now), owner=owner,
        returned_for=_returned_for(hand_off) if hand_off.state == HandOffState.RETURNED else "",
        colleagues=[(other, score_now(other, now)) for other in others], tasks=list(tasks.of_lead(lead.pk).filter(done_at=None)),
        opportunities=list(opportunities.of_lead(lead.pk)), known=known, below=below(hand_off, score_now(lead, now)),
        closes_in=next((one.closes_in for one in known if one.closes_in is not None), None),
    )  # fmt: skip


def _returned_for(hand_off: HandOff) -> str:
    return schemes.reason_names().get(hand_off.close_reason, hand_off.close_reason)
