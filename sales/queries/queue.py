"""The queue: who waits, who is mine, who rests, best first. One index scan over `hand_off_waiting` finds the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value

from kernel import clock
from leads.models import Lead
from leads.queries import leads, qualification
from sales.domain import promise
from sales.domain.dispositions import WORKING
from sales.domain.why import Part, Why
from sales.domain.why import why as explain_why
from sales.enums import HandOffState
from sales.models import HandOff
from sales.queries import hand_offs
from scoring.queries import explain

TABS = ("waiting", "mine", "team", "snoozed", "closing")
BEST_FIRST = (F("rank_key").desc(nulls_last=True), "id")
SHOWN = 50


def _awake(now: datetime) -> Q:
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now)


def queue(tab: str = "waiting", user_id: int | None = None) -> "QuerySet[HandOff]":
    """Hand-offs of one tab, best first: `waiting` for anybody, `mine`, the `team`'s claimed ones, `snoozed`, or those whose
    window of decision is `closing` (F067): the order is the same."""
    now, found = clock.now(), hand_offs.hand_offs().order_by(*BEST_FIRST)
    if tab == "mine":
        return found.filter(_awake(now), state=HandOffState.CLAIMED, owner_id=user_id)
    if tab == "team":
        return found.filter(_awake(now), state=HandOffState.CLAIMED)
    if tab == "snoozed":
        return found.filter(state__in=WORKING, snoozed_until__gt=now)
    if tab == "closing":
        return found.filter(qualification.closing(), state__in=WORKING)
    return found.filter(_awake(now), state=HandOffState.OPEN)


def work_list(user_id: int, limit: int = SHOWN) -> list[UUID]:
    """What one SDR goes through: his own first, then those that wait."""
    tabs = ("mine", "waiting")
    mine, rest = (queue(tab, user_id).annotate(tab=Value(n)).values_list("id", "tab", "rank_key")[:limit] for n, tab in enumerate(tabs))
    return [row[0] for row in mine.union(rest, all=True).order_by("tab", *BEST_FIRST)[:limit]]


@dataclass(frozen=True)
class Place:
    """One lead of the focus queue and its neighbours."""

    hand_off: HandOff
    previous: UUID | None
    next: UUID | None
    number: int
    count: int


def place(user_id: int, at: UUID | None = None) -> Place | None:
    """The lead `at` in the work list of this SDR, else its top; None when the queue is clear."""
    order = work_list(user_id)
    if not order:
        return None
    here = order.index(at) if at in order else 0
    found = hand_offs.get(order[here])
    if found is None:
        return None
    after = order[here + 1] if here + 1 < len(order) else None
    return Place(found, order[here - 1] if here else None, after, here + 1, len(order))


def counts(user_id: int | None) -> dict[str, int]:
    """How many stand in each tab."""
    awake = _awake(clock.now())
    claimed = Q(state=HandOffState.CLAIMED)
    return HandOff.objects.filter(state__in=WORKING).aggregate(
        waiting=Count("id", filter=awake & Q(state=HandOffState.OPEN)), mine=Count("id", filter=awake & claimed & Q(owner_id=user_id)),
        team=Count("id", filter=awake & claimed), snoozed=Count("id", filter=~awake),
    )  # fmt: skip


def next_wake() -> datetime | None:
    """When the next one that rests comes back."""
    found = queue("snoozed").order_by("snoozed_until").values_list("snoozed_until", flat=True)
    return found.first()


def colleagues(lead: Lead, limit: int = 8) -> list[Lead]:
    """Other open leads of the same company, best first."""
    company_id = lead.person.company_id
    if company_id is None:
        return []
    others = Lead.objects.filter(person__company_id=company_id, closed_at=None).exclude(id=lead.pk)
    return list(others.select_related("person", "snapshot").order_by(*leads.BEST_FIRST)[:limit])


def why(hand_off: HandOff, others: Sequence[Lead] | None = None) -> Why:
    """Why it stands where it stands: the strongest parts of its score, colleagues who are active too, what is left of the promise."""
    found = explain.made_of(hand_off.lead_id, hand_off.lead.entry_channel)
    parts = [Part(part.label, part.points, part.entries) for part in found]
    left = promise.left(hand_off.due_at, hand_off.first_touch_at, clock.now())
    return explain_why(parts, len(colleagues(hand_off.lead) if others is None else others), left)
