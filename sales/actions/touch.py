"""log_touch, return_hand_off: what an SDR did, and what follows from it by the table of dispositions."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import membership
from leads.actions.reach import prove_emails, prove_phones
from leads.enums import Proof
from leads.queries import people, schemes
from sales.actions import recheck
from sales.actions.accept import accept
from sales.actions.claim import refuse_taken
from sales.actions.give_back import give_back
from sales.domain import dispositions, promise
from sales.domain.dispositions import Next
from sales.enums import Disposition, HandOffState, ReturnReason, TouchKind
from sales.models import HandOff, Touch
from sales.queries import hand_offs, lead_state
from sales.queries.lead_state import LeadState
from tracking.actions.record import OwnEvent, record_own

ANSWERED = (Disposition.CONNECTED, Disposition.CALL_BACK)


@dataclass(frozen=True)
class Said:
    """What was said of a touch. `version` is that of the hand-off as it was seen; `by` names who it was in the caller's own system."""

    kind: str = "call"
    disposition: str = ""
    reason: str = ""
    note: str = ""
    at: datetime | None = None
    by: str = ""
    external_id: str = ""
    version: int | None = None
    # Of a return: the day on which somebody looks again (F090).
    recheck_on: date | None = None


def log_touch(said: Said, *, actor: Actor, hand_off_id: UUID | None = None, lead_id: UUID | None = None) -> tuple[Touch, bool]:
    """Write a touch down, do what its disposition means, and say whether it was new (a retry finds the first and changes nothing).

    Accept → SQL and an owner; not now, bad data, not a fit → returned; the rest keeps the lead with whoever works it. Recorded as
    the event sdr_touched. A return may name the day to look again: a task is due then. Refuses an unknown kind, disposition or reason;
    a day that is not ahead or of no return; a stale version; a colleague's lead; one already closed.
    """
    hand_off = hand_offs.locked(hand_off_id) if hand_off_id else None
    lead = _lead(hand_off.lead_id if hand_off else lead_id)
    hand_off = hand_off or hand_offs.lock_working(lead.id)
    known = _known(said, lead.id)
    if known is not None:
        return known, False
    follows = _checked(said)
    recheck.refuse_wrong(said.recheck_on, follows)
    if hand_off is None and follows.state is not None:
        raise Refused("Nothing was handed to sales here: open a hand-off first.", field="disposition", code="no_hand_off", status=409)
    if hand_off is not None:
        _guard(hand_off, said, follows, actor)
    touch = _write(said, lead, hand_off, actor)
    if hand_off is not None:
        _follow(hand_off, touch, follows, lead, actor)
        if said.recheck_on is not None:
            recheck.ask(touch, said.recheck_on, actor)
    return touch, True


def return_hand_off(hand_off_id: UUID, said: Said, *, actor: Actor) -> tuple[Touch, bool]:
    """Give the lead back for a reason (F061): a touch whose disposition fits the reason, `not_now` where none fits better."""
    fitting: dict[str, Disposition] = {ReturnReason.BAD_DATA: Disposition.BAD_DATA, ReturnReason.NOT_A_FIT: Disposition.NOT_A_FIT}
    disposition = fitting.get(said.reason, Disposition.NOT_NOW)
    return log_touch(Said(**{**said.__dict__, "disposition": disposition.value}), actor=actor, hand_off_id=hand_off_id)


def _lead(lead_id: UUID | None) -> LeadState:
    found = lead_state.of_lead(lead_id) if lead_id else None
    if found is None:
        raise Refused("There is no such open lead in this workspace.", field="lead", code="not_found", status=404)
    return found


def _known(said: Said, lead_id: UUID) -> Touch | None:
    """The touch that this one repeats: by the caller's id, else by lead, kind, disposition and an instant that was given."""
    if said.external_id:
        return Touch.objects.filter(external_id=said.external_id).first()
    if said.at is None:
        return None
    return Touch.objects.filter(lead_id=lead_id, at=said.at, kind=said.kind, disposition=said.disposition).first()


def _checked(said: Said) -> Next:
    if said.kind not in TouchKind.values:
        raise Refused(f"“{said.kind}” is no kind of touch: use one of {', '.join(TouchKind.values)}.", field="kind")
    if said.disposition and said.disposition not in Disposition.values:
        raise Refused(f"“{said.disposition}” is no disposition: use one of {', '.join(Disposition.values)}.", field="disposition")
    if said.reason and said.reason not in (reasons := schemes.reasons()):
        raise Refused(f"“{said.reason[:40]}” is no reason: use one of {', '.join(reasons)}.", field="reason")
    if said.at is not None and said.at > clock.now():
        raise Refused("A touch has happened: give an instant that has passed.", field="at")
    return dispositions.follows(said.disposition)


def _guard(hand_off: HandOff, said: Said, follows: Next, actor: Actor) -> None:
    if said.version is not None and said.version != hand_off.version:
        detail = f"Somebody changed this lead meanwhile (version {hand_off.version}, you saw {said.version}): look again."
        raise Refused(detail, field="version", code="stale", status=409)
    a_colleagues = hand_off.owner_id not in (None, actor.user_id) and actor.user_id is not None
    if a_colleagues and hand_off.state == HandOffState.CLAIMED and said.kind != TouchKind.NOTE:
        refuse_taken(hand_off)
    if not dispositions.allowed(hand_off.state, follows.state):
        refuse_taken(hand_off)


def _write(said: Said, lead: LeadState, hand_off: HandOff | None, actor: Actor) -> Touch:
    follows = dispositions.follows(said.disposition)
    touch = Touch.objects.create(
        lead_id=lead.id, hand_off=hand_off, kind=said.kind, disposition=said.disposition, note=said.note, at=said.at or clock.now(),
        reason=said.reason or follows.reason or "", external_id=said.external_id, actor_id=actor.user_id, actor_name=said.by or actor.name,
    )  # fmt: skip
    told = {"kind": touch.kind, "disposition": touch.disposition, "reason": touch.reason, "by": touch.actor_name}
    record_own([OwnEvent(lead.person_id, "sdr_touched", touch.at, f"sdr_touched:{touch.pk}", told, history=_past(touch))])
    _prove(said, lead)
    audit.record(actor, "touch.logged", touch, {"disposition": ["", touch.disposition]})
    return touch


def _prove(said: Said, lead: LeadState) -> None:
    """A call that connected, or a mail that was answered, proves the way (F167). Accepting or returning a lead proves none: it is done at
    the desk, too."""
    if said.disposition not in ANSWERED:
        return
    if said.kind == TouchKind.CALL:
        prove_phones([lead.person_id])
    elif said.kind == TouchKind.EMAIL:
        prove_emails([people.rows({lead.person_id})[lead.person_id]["email"]], Proof.ANSWER)


def _past(touch: Touch) -> bool:
    return promise.is_past(touch.at, clock.now())


def _follow(hand_off: HandOff, touch: Touch, follows: Next, lead: LeadState, actor: Actor) -> None:
    if touch.kind != TouchKind.NOTE or touch.disposition:
        hand_off.first_touch_at = min(hand_off.first_touch_at or touch.at, touch.at)
        if hand_off.state == HandOffState.OPEN and actor.user_id is not None:
            hand_off.state, hand_off.owner_id, hand_off.claimed_at = HandOffState.CLAIMED, actor.user_id, clock.now()
    if follows.state is not None:
        hand_off.state, hand_off.closed_at, hand_off.close_reason = follows.state, touch.at, touch.reason or touch.disposition
        hand_off.snoozed_until = None
    hand_off.version += 1
    hand_off.save()
    membership.touch([hand_off.lead_id])
    past = _past(touch)
    if follows.state == HandOffState.ACCEPTED:
        accept(lead, owner_id=hand_off.owner_id, note=touch.note[:500], actor=actor, at=touch.at, history=past)
    if follows.state == HandOffState.RETURNED:
        give_back(lead, reason=touch.reason, note=touch.note[:500], actor=actor, at=touch.at, history=past)
