"""Occasions with their funnels, and their seats."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from capture.enums import SeatState
from capture.models import Occasion, Seat

PLACELESS = (SeatState.WAITLISTED, SeatState.GIVEN_BACK)


@dataclass(frozen=True)
class Turnout:
    """Registered (waiting list apart) → attended, and the minutes that people stayed on average."""

    registered: int = 0
    waitlisted: int = 0
    attended: int = 0
    walk_ins: int = 0
    minutes: float | None = None
    given_back: int = 0

    @property
    def rate(self) -> float | None:
        """Those of the registered who came, 0 to 1."""
        return (self.attended - self.walk_ins) / self.registered if self.registered else None


def occasions(*, archived: bool = False) -> "QuerySet[Occasion]":
    """Latest first."""
    return Occasion.objects.filter(archived_at__isnull=not archived).select_related("form").order_by("-starts_at", "-id")


def occasion(occasion_id: UUID) -> Occasion | None:
    return Occasion.objects.filter(pk=occasion_id).select_related("form").first()


def by_code(code: str) -> Occasion | None:
    """The occasion of a public address, unless it is archived or its form is not public."""
    found = Occasion.objects.filter(code=code, archived_at=None).select_related("form")
    return found.filter(form__archived_at=None, form__live_version__isnull=False).first()


def turnouts() -> dict[UUID, Turnout]:
    """Occasion id → turnout."""
    came = Q(state=SeatState.ATTENDED)
    rows = Seat.objects.values("occasion_id").annotate(
        registered=Count("id", filter=Q(registered_at__isnull=False) & ~Q(state__in=PLACELESS)),
        waitlisted=Count("id", filter=Q(state=SeatState.WAITLISTED)),
        attended=Count("id", filter=came),
        given_back=Count("id", filter=Q(state=SeatState.GIVEN_BACK)),
        walk_ins=Count("id", filter=came & Q(registered_at__isnull=True)),
        stayed=Avg("minutes", filter=came),
    )
    return {row.pop("occasion_id"): Turnout(minutes=row.pop("stayed"), **row) for row in rows}


def seats(one: Occasion, state: str = "") -> "QuerySet[Seat]":
    """Of everybody, or of those in one state."""
    found = Seat.objects.filter(occasion=one).order_by("-registered_at", "-id")
    return found.filter(state=state) if state else found


def taken(one: Occasion) -> int:
    """Seats that count against the capacity."""
    return Seat.objects.filter(occasion=one).exclude(state__in=PLACELESS).count()


def waiting(one: Occasion) -> "QuerySet[Seat]":
    """The waiting list, who waits longest first."""
    return Seat.objects.filter(occasion=one, state=SeatState.WAITLISTED).order_by("registered_at", "id")


def seat(occasion_id: UUID, seat_id: UUID) -> Seat | None:
    return Seat.objects.filter(pk=seat_id, occasion_id=occasion_id).select_related("occasion").first()


def seat_of(one: Occasion, email: str) -> Seat | None:
    return Seat.objects.filter(occasion=one, email=email).first()
