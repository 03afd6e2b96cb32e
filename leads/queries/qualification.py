"""What is known of leads: budget, authority, need, time, the buying phase (F065, F067, F068)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from leads.domain.filters import BadFilter
from leads.domain.qualification import CLOSING_DAYS, closes_in
from leads.enums import ANSWERS, Letter
from leads.models import Qualification
from tenants.queries.workspaces import local_now


def of_lead(lead_id: UUID) -> dict[str, Qualification]:
    """Letter → the answer that stands."""
    return {row.letter: row for row in Qualification.objects.filter(lead_id=lead_id).exclude(value="")}


@dataclass(frozen=True)
class Known:
    """One letter as a page shows it: with its answers to choose from, and what stands; `closes_in` days until the window's last day."""

    letter: str
    label: str
    answers: list[tuple[str, str]]
    row: Qualification | None
    answer: str
    closes_in: int | None


def shown(lead_id: UUID) -> list[Known]:
    """Every letter, known or not, in their order."""
    return told(of_lead(lead_id), local_now().date())


def told(rows: Mapping[str, Qualification], today: date) -> list[Known]:
    """The same of rows that were read already."""
    return [_known(Letter(letter), rows.get(letter), today) for letter in Letter.values]


def row_of(letter: str, kept: Mapping[str, Any]) -> Qualification:
    """A row out of its columns as JSON has them, for who reads it with other things."""
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("window_start", "window_end")}
    return Qualification(letter=letter, **{**kept, **days})


def _known(letter: Letter, row: Qualification | None, today: date) -> Known:
    answers = [(value, str(label)) for value, label in ANSWERS[letter].choices]
    left = closes_in(row.window_end, today) if row else None
    return Known(str(letter), str(letter.label), answers, row, dict(answers).get(row.value, row.value) if row else "", left)


def windows(lead_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Lead → days until its window of decision closes (0: today), of those whose window closes within CLOSING_DAYS."""
    today = local_now().date()
    found = Qualification.objects.filter(lead_id__in=list(lead_ids), letter=Letter.TIME, window_end__gte=today)
    left = {row.lead_id: closes_in(row.window_end, today) for row in found}
    return {lead: days for lead, days in left.items() if days is not None and days <= CLOSING_DAYS}


def closing() -> Q:
    """A condition over rows that have a lead: its window of decision closes within CLOSING_DAYS, today among them."""
    today = local_now().date()
    near = (today, today + timedelta(days=CLOSING_DAYS))
    return Q(lead_id__in=Qualification.objects.filter(letter=Letter.TIME, window_end__range=near).values("lead_id"))


def window_filter(value: str, now: datetime) -> Q:
    """Leads whose window of decision closes within so many days from today, today among them."""
    if not value.isdecimal() or len(value) > 4:
        raise BadFilter("window_closes", "Give a number of days, for example 30.")
    today = now.date()
    last = date.fromordinal(min(today.toordinal() + int(value), date.max.toordinal()))
    return Q(Exists(Qualification.objects.filter(lead_id=OuterRef("pk"), letter=Letter.TIME, window_end__range=(today, last))))
