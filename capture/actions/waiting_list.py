"""give_back, take_back, move_up, promise_anew: a place that becomes free goes to who waits longest, who is written to once (F162)."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from capture.actions.carry import NOTICES
from capture.enums import NoticeKind, NoticeState, SeatState
from capture.models import Notice, Occasion, Seat
from capture.queries import occasions, submissions
from kernel import audit, clock, work
from kernel.audit import Actor
from kernel.problems import Refused

# So long nobody is written to: a place that was given back by mistake is taken back, and nobody has heard of it.
GRACE = timedelta(minutes=2)
# Said in the reader's language where they are shown.
GIVEN = gettext_noop("The place has gone to somebody who knows it already: offer more seats first, or leave them out.")
NOT_HELD = gettext_noop("This place is not held any more.")
NOT_GIVEN_BACK = gettext_noop("This place was not given back.")


def give_back(*, seat_id: UUID, actor: Actor) -> list[Seat]:
    """Somebody does not come: their place goes to who waits longest. Says who moved up.

    Refuses a seat that was given back already or whose person was there. Audited; take_back undoes it.
    """
    occasion, seat = _locked(seat_id)
    if seat.state not in (SeatState.REGISTERED, SeatState.WAITLISTED):
        raise Refused(NOT_HELD, code="conflict", status=409)
    before = str(seat.state)
    seat.state, seat.before = SeatState.GIVEN_BACK, before
    seat.save(update_fields=["state", "before"])
    audit.record(actor, "seat.given_back", seat, {"state": [before, str(seat.state)]})
    return move_up(occasion=occasion, actor=actor) if before == SeatState.REGISTERED else []


def take_back(*, seat_id: UUID, actor: Actor) -> Seat:
    """They come after all: the place, or that on the waiting list, is theirs again. Who got it meanwhile and was not written to yet waits
    on; who has it without having heard of it is written to, and so is who waits again where a place is free. Refuses when the house is
    full and everybody knows; audited."""
    occasion, seat = _locked(seat_id)
    if seat.state != SeatState.GIVEN_BACK:
        raise Refused(NOT_GIVEN_BACK, code="conflict", status=409)
    if seat.before == SeatState.REGISTERED and not _free(occasion) and not _let_wait(occasion, actor):
        raise Refused(GIVEN, code="full", status=409)
    seat.state, seat.before = SeatState(seat.before or SeatState.REGISTERED), ""
    seat.save(update_fields=["state", "before"])
    audit.record(actor, "seat.taken_back", seat, {"state": [str(SeatState.GIVEN_BACK), str(seat.state)]})
    _tell_after_all(seat)
    move_up(occasion=occasion, actor=actor)
    seat.refresh_from_db(fields=["state", "moved_up_at"])
    return seat


def move_up(*, occasion: Occasion, actor: Actor) -> list[Seat]:
    """Give what is free to who waits longest, and write to them after a little while. Nobody moves once it is over or archived."""
    Occasion.objects.select_for_update().get(pk=occasion.pk)
    now = clock.now()
    if occasion.archived_at is not None or occasion.ends_at <= now:
        return []
    waiting = occasions.waiting(occasion)
    moved = list(waiting if occasion.capacity is None else waiting[: max(occasion.capacity - occasions.taken(occasion), 0)])
    if not moved:
        return []
    for seat in moved:
        seat.state, seat.moved_up_at = SeatState.REGISTERED, now
    Seat.objects.bulk_update(moved, ["state", "moved_up_at"])
    asked = submissions.of_seats(occasion.pk, moved)
    notices = [Notice(submission=asked[seat.pk], seat=seat, kind=NoticeKind.SEAT, due_at=now + GRACE) for seat in moved if seat.pk in asked]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    work.ring(NOTICES)
    audit.record(actor, "occasion.moved_up", occasion, {"seats": [None, len(moved)]})
    return moved


def _locked(seat_id: UUID) -> tuple[Occasion, Seat]:
    """The occasion first, as whoever takes a seat does."""
    occasion: Occasion = Occasion.objects.select_for_update().get(pk=Seat.objects.values_list("occasion_id", flat=True).get(pk=seat_id))
    return occasion, Seat.objects.select_for_update().get(pk=seat_id)


def _free(occasion: Occasion) -> bool:
    return occasion.capacity is None or occasions.taken(occasion) < occasion.capacity


def promise_anew(notices: "QuerySet[Notice]") -> None:
    """These letters were not written, and are owed again from now on. Nobody has tried yet, so that an undo in time finds who has not
    heard of it."""
    now = clock.now()
    anew = {"attempt": 0, "lease_until": None, "last_error": "", "promised_at": now}
    if notices.update(state=NoticeState.WAITING, due_at=now + GRACE, **anew):
        work.ring(NOTICES)


def _tell_after_all(seat: Seat) -> None:
    """Nothing was written while the place was given back: whoever moved up to it has still to hear of it, once. What was promised before
    they registered anew was due before they moved up, and is owed no more."""
    if seat.state != SeatState.REGISTERED or seat.moved_up_at is None:
        return
    of_this = Notice.objects.filter(seat=seat, kind=NoticeKind.SEAT, due_at__gte=seat.moved_up_at)
    if not of_this.filter(state=NoticeState.SENT).exists():
        promise_anew(of_this.filter(state=NoticeState.FAILED))


def _let_wait(occasion: Occasion, actor: Actor) -> bool:
    """Whoever moved up last and does not know of it yet is on the waiting list again, at their old place. False: everybody knows."""
    untold = Notice.objects.filter(kind=NoticeKind.SEAT, state=NoticeState.WAITING, attempt=0, seat__occasion=occasion)
    untold = untold.filter(seat__state=SeatState.REGISTERED).order_by("-seat__moved_up_at", "-seat__registered_at", "-id")
    notice = untold.select_for_update(of=("self",)).select_related("seat").first()
    if notice is None or notice.seat is None:
        return False
    seat = notice.seat
    seat.state, seat.moved_up_at = SeatState.WAITLISTED, None
    seat.save(update_fields=["state", "moved_up_at"])
    notice.delete()
    audit.record(actor, "seat.waits_again", seat, {"state": [str(SeatState.REGISTERED), str(seat.state)]})
    return True
