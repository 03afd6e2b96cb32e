"""claim, claim_next, release, snooze: one lead, one owner."""

from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

from django.db.models import F

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from sales.domain.dispositions import WORKING
from sales.enums import HandOffState
from sales.models import HandOff
from sales.queries import hand_offs, rules

LONGEST_SNOOZE = timedelta(days=366)

# Skipping locked rows sends two SDRs who ask at once to two different leads.
CLAIM_NEXT = """
UPDATE sales_handoff h
SET state = 'claimed', owner_id = %(owner_id)s, claimed_at = %(now)s, snoozed_until = NULL, version = h.version + 1
WHERE h.workspace_id = %(workspace_id)s AND h.id = (
    SELECT c.id FROM sales_handoff c
    WHERE c.workspace_id = %(workspace_id)s AND c.state = 'open' AND (c.snoozed_until IS NULL OR c.snoozed_until <= %(now)s)
    ORDER BY c.rank_key DESC NULLS LAST, c.id LIMIT 1 FOR UPDATE SKIP LOCKED
) AND h.state = 'open'
RETURNING h.id
"""


def who(actor: Actor, owner_id: int | None = None) -> int:
    """For whom `actor` acts: himself, or the member whom an integration names. Refuses somebody who may not work the queue."""
    owner = owner_id if owner_id is not None else actor.user_id
    if owner is None:
        raise Refused("A key has no queue of its own: name the member in “owner_id”.", field="owner_id")
    if owner not in rules.workers():
        raise Refused("This is nobody who may work the queue here: name an SDR of this workspace.", field="owner_id")
    return owner


def refuse_taken(hand_off: HandOff) -> NoReturn:
    """409 that names who has it, or how it ended."""
    if hand_off.state == HandOffState.CLAIMED:
        name = hand_offs.owner_name(hand_off.owner_id) or "Somebody else"
        raise Refused(f"{name} has claimed this lead.", field="owner_id", code="claimed_by", status=409)
    raise Refused(f"This hand-off is {hand_off.state} already: take the next lead.", code="already_closed", status=409)


def claim(hand_off_id: UUID, *, actor: Actor, owner_id: int | None = None) -> HandOff:
    """Make this lead mine. Of many who claim at once one wins; the others are refused with his name. To repeat it changes nothing."""
    owner = who(actor, owner_id)
    waiting = HandOff.objects.filter(id=hand_off_id, state=HandOffState.OPEN)
    won = waiting.update(
        state=HandOffState.CLAIMED, owner_id=owner, claimed_at=clock.now(), snoozed_until=None, version=F("version") + 1
    )  # fmt: skip
    found = hand_offs.get(hand_off_id)
    if found is None:
        raise Refused("There is no such hand-off in this workspace.", code="not_found", status=404)
    if won:
        audit.record(actor, "hand_off.claimed", found, {"owner_id": [None, owner]})
    elif found.state != HandOffState.CLAIMED or found.owner_id != owner:
        refuse_taken(found)
    return found


def claim_next(*, actor: Actor, owner_id: int | None = None) -> HandOff | None:
    """Claim the lead at the top of the waiting ones; None when nothing waits."""
    owner = who(actor, owner_id)
    taken = sql.tuples(CLAIM_NEXT, owner_id=owner, now=clock.now())
    if not taken:
        return None
    audit.record(actor, "hand_off.claimed", taken[0][0], {"owner_id": [None, owner]})
    return hand_offs.get(taken[0][0])


def release(hand_off_id: UUID, *, actor: Actor, any_owner: bool = False) -> HandOff:
    """Put it back for everybody. Refuses a colleague's, unless `any_owner` (a lead of the team, an integration)."""
    found = hand_offs.locked(hand_off_id)
    if found.state == HandOffState.OPEN:
        return found
    mine = found.owner_id == actor.user_id or any_owner or actor.user_id is None
    if found.state != HandOffState.CLAIMED or not mine:
        refuse_taken(found)
    audit.record(actor, "hand_off.released", found, {"owner_id": [found.owner_id, None]})
    return _change(found, state=HandOffState.OPEN, owner_id=None, claimed_at=None)


def snooze(hand_off_id: UUID, *, until: datetime, actor: Actor) -> HandOff:
    """Let it rest until then; it comes back by itself. Refuses an instant that has passed, and a colleague's lead."""
    found, now = hand_offs.locked(hand_off_id), clock.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Refused("Choose a time ahead, at most a year.", field="until")
    if found.state not in WORKING or (found.owner_id not in (None, actor.user_id) and actor.user_id is not None):
        refuse_taken(found)
    audit.record(actor, "hand_off.snoozed", found, {"until": [None, until.isoformat()]})
    return _change(found, snoozed_until=until)


def _change(hand_off: HandOff, **fields: object) -> HandOff:
    for field, value in {**fields, "version": hand_off.version + 1}.items():
        setattr(hand_off, field, value)
    hand_off.save(update_fields=[*fields, "version"])
    return hand_off
