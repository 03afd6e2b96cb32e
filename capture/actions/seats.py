"""take_seat, mark_attended: who registered for an occasion, and who came (F162)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from capture.domain import telling
from capture.domain.attendance import Came
from capture.domain.telling import Where
from capture.enums import NoticeState, OccasionKind, SeatState
from capture.models import Notice, Occasion, Seat
from capture.queries import occasions
from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain import contacts
from tracking.actions.accept import accept_messages

EVENT = {OccasionKind.ONLINE.value: "live_broadcast_watched", OccasionKind.OFFLINE.value: "offline_meeting_attended"}
LONGEST_MINUTES = 24 * 60
MOST = 5_000


@dataclass(frozen=True)
class Marked:
    """What an attendance list brought: seats marked, walk-ins among them, and the rows (from 1) that were not understood."""

    attended: int
    walk_ins: int
    refused: tuple[tuple[int, str], ...] = ()


def take_seat(*, occasion: Occasion, email: str, name: str, anonymous_id: str, at: datetime) -> Seat:
    """One seat per address; on the waiting list when the house is full. A second registration keeps the first seat, unless it was given
    back: then it is a new one, at the end of the queue, and what was to be written of the old one is owed no more."""
    Occasion.objects.select_for_update().get(pk=occasion.pk)
    found = occasions.seat_of(occasion, email)
    if found is not None and found.state != SeatState.GIVEN_BACK:
        return found
    if found is not None:
        Notice.objects.filter(seat=found, state=NoticeState.WAITING).delete()
    full = occasion.capacity is not None and occasions.taken(occasion) >= occasion.capacity
    state = SeatState.WAITLISTED if full else SeatState.REGISTERED
    held = {"name": name[:200], "anonymous_id": anonymous_id, "state": state, "registered_at": at, "moved_up_at": None, "before": ""}
    seat, _is_new = Seat.objects.update_or_create(occasion=occasion, email=email, defaults=held)
    return seat


def mark_attended(*, occasion: Occasion, came: Sequence[Came], actor: Actor) -> Marked:
    """Mark who came: seats, and the event `live_broadcast_watched` {minutes} or `offline_meeting_attended`, once per person.

    Who has no seat gets one (they walked in). The same list again changes nothing but the minutes shown. A row without a valid address
    is answered as refused, the others are taken. Refuses more than 5,000 rows.
    """
    if len(came) > MOST:
        raise Refused(f"Send at most {MOST} attendees at once.", field="attendees", code="too_many", status=413)
    good, refused = [], []
    for number, one in enumerate(came, 1):
        address = contacts.email(one.email)
        if not address:
            refused.append((number, f"“{one.email[:60]}” is no e-mail address."))
        elif one.minutes is not None and not 0 <= one.minutes <= LONGEST_MINUTES:
            refused.append((number, "Minutes lie between 0 and 1440."))
        else:
            good.append(Came(address, one.name.strip()[:200], one.minutes, one.at))
    people = {one.email: one for one in good}
    seats, walk_ins = _seats(occasion, people)
    accept_messages([message for seat in seats for message in _messages(occasion, seat, people[seat.email])])
    audit.record(actor, "occasion.attended", occasion, {"attended": [None, len(people)]})
    return Marked(len(people), walk_ins, tuple(refused))


def _seats(occasion: Occasion, people: dict[str, Came]) -> tuple[list[Seat], int]:
    """Write the seats; those that are attended only now, and how many of them are of walk-ins."""
    Occasion.objects.select_for_update().get(pk=occasion.pk)
    known = {seat.email: seat for seat in Seat.objects.filter(occasion=occasion, email__in=people)}
    before = [email for email, seat in known.items() if seat.state == SeatState.ATTENDED]
    missing = [Seat(occasion=occasion, email=email, name=one.name) for email, one in people.items() if email not in known]
    for seat in (*known.values(), *missing):
        one = people[seat.email]
        seat.state, seat.attended_at = SeatState.ATTENDED, seat.attended_at or one.at or occasion.starts_at
        seat.minutes = one.minutes if one.minutes is not None else seat.minutes
    Seat.objects.bulk_create(missing)
    Seat.objects.bulk_update(known.values(), ["state", "attended_at", "minutes"])
    return [seat for seat in (*known.values(), *missing) if seat.email not in before], len(missing)


def _messages(occasion: Occasion, seat: Seat, one: Came) -> list[dict[str, object]]:
    """Who they are, and that they came. A list comes from no browser: the seat stands for it."""
    key, where = f"came-{seat.pk}", Where(f"seat:{seat.pk}")
    at = min(one.at or occasion.starts_at, clock.now())
    traits = {"email": one.email, **({"name": one.name} if one.name else {})}
    minutes = {} if one.minutes is None else {"minutes": one.minutes}
    about = {"event": occasion.name, "event_id": str(UUID(str(occasion.pk))), **minutes}
    return [telling.who(key, where, traits, at), telling.did(key, where, EVENT[occasion.kind], about, at)]
