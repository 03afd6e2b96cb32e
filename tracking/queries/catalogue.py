"""The event catalogue: which events the sites send, how often, and since when."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from tenants.queries import workspaces
from tracking.domain.catalogue import OTHER
from tracking.models import EventDay, EventName

ORDERS = ("-last_seen_at", "-total", "name", "-first_seen_at")
DAYS_SHOWN = 30
WEEK = timedelta(days=6)


def entries(text: str = "", site_id: UUID | None = None, kind: str = "", blocked: bool = False, key: bool = False) -> "QuerySet[EventName]":
    """Names that hold `text` in name or description, of one site and one kind where given; `blocked`, `key`: only the blocked ones, only
    key moments."""
    found: QuerySet[EventName] = EventName.objects.all()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(description__icontains=text))
    if site_id:
        found = found.filter(site_id=site_id)
    if kind:
        found = found.filter(kind=kind)
    if key:
        found = found.filter(key_moment=True)
    return found.filter(blocked_at__isnull=False) if blocked else found


def entry(entry_id: UUID) -> EventName | None:
    return EventName.objects.filter(pk=entry_id).first()


def is_sent(name: str) -> bool:
    """Whether any site sends an event of this name."""
    return EventName.objects.filter(kind="track", name=name).exclude(name=OTHER).exists()


def names() -> int:
    """How many distinct names stand, against tracking.domain.catalogue.CAP."""
    return EventName.objects.exclude(name=OTHER).count()


def of_week(entry_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Events of the last seven days by name, today included."""
    since = workspaces.local_now().date() - WEEK
    counted = EventDay.objects.filter(entry_id__in=list(entry_ids), day__gte=since).values("entry_id").annotate(n=Sum("events"))
    return {row["entry_id"]: row["n"] for row in counted}


def days(entry_id: UUID) -> list[tuple[date, int, int]]:
    """(day, events, blocked) of the last 30 days, oldest first; a day without any is there with zeros."""
    today = workspaces.local_now().date()
    since = today - timedelta(days=DAYS_SHOWN - 1)
    rows = EventDay.objects.filter(entry_id=entry_id, day__gte=since).values_list("day", "events", "blocked")
    found = {day: (events, blocked) for day, events, blocked in rows}
    asked = [since + timedelta(days=n) for n in range(DAYS_SHOWN)]
    return [(day, *found.get(day, (0, 0))) for day in asked]
