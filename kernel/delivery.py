"""Delivers facts: each delivery in a transaction of its own, together with the effects of its handler."""

import logging
from dataclasses import dataclass
from uuid import UUID

from kernel import claim, clock, facts, sql, tenancy
from kernel.failpoints import failpoint

log = logging.getLogger(__name__)
TABLE = "kernel_delivery"
READY = "c.state = 'waiting'"
BATCH = 20

# Done as soon as it is taken: with the effects of its handler, or, when that fails, not at all.
TAKE = """
UPDATE kernel_delivery d SET state = 'done', lease_until = NULL FROM kernel_outbox o
WHERE d.workspace_id = %(workspace_id)s AND d.id = %(id)s AND d.attempt = %(attempt)s AND d.state = 'waiting'
    AND o.workspace_id = %(workspace_id)s AND o.id = d.outbox_id
RETURNING d.handler, d.outbox_id, o.kind, CASE WHEN d.outbox_id = %(held)s::uuid THEN NULL ELSE o.payload END AS payload
"""
FAILED = """
UPDATE kernel_delivery SET lease_until = NULL, last_error = %(error)s, due_at = %(due_at)s,
       state = CASE WHEN attempt >= %(park_after)s THEN 'parked' ELSE 'waiting' END
WHERE workspace_id = %(workspace_id)s AND id = %(id)s AND attempt = %(attempt)s AND state = 'waiting'
"""


@dataclass(frozen=True)
class Parcel:
    handler: str
    outbox_id: UUID
    kind: str
    payload: str | None


class Hand:
    """The fact that was delivered last: its other hearers, who come next, need it neither sent nor read again."""

    def __init__(self) -> None:
        self.held: UUID | None = None
        self.fact: facts.Fact | None = None

    def fact_of(self, parcel: Parcel) -> facts.Fact | None:
        if parcel.payload is not None:
            self.held, self.fact = parcel.outbox_id, facts.revive(parcel.kind, parcel.payload)
        return self.fact


pending = claim.pending(TABLE, READY)


def deliver(workspace_id: UUID) -> int:
    """Deliver some waiting facts, oldest first; a failed one rests and is tried again, at last parked and shown."""
    with tenancy.scope(workspace_id, again=True):
        if not sql.try_lock("drain:facts"):
            return 0
        claimed = _claim()
    hand = Hand()
    for row in claimed:
        _deliver_one(workspace_id, row, hand)
    return len(claimed)


def _claim() -> list[claim.Claimed]:
    """One that was tried before, alone: should it kill its worker, it takes no neighbour with it. Else a batch of fresh ones."""
    again = claim.claim(TABLE, f"{READY} AND c.attempt > 0", 1, order="c.id")
    return again or claim.claim(TABLE, f"{READY} AND c.attempt = 0", BATCH, order="c.id")


def _deliver_one(workspace_id: UUID, row: claim.Claimed, hand: Hand) -> None:
    try:
        if row.attempt > claim.PARK_AFTER:
            raise RuntimeError("Every worker that took this fact died of it.")
        with tenancy.scope(workspace_id, again=True):
            # None when the lease lapsed meanwhile and another worker has it: then it is theirs to finish.
            for parcel in sql.rows(TAKE, Parcel, id=str(row.id), attempt=row.attempt, held=hand.held and str(hand.held)):
                facts.HANDLERS[parcel.handler][1](hand.fact_of(parcel))
                if sql.is_broken():
                    raise RuntimeError(
                        "The handler went on after an error of the database: what may fail stands in a savepoint of its own."
                    )
                failpoint("facts.before_commit")
    except Exception as error:
        log.exception("A fact could not be delivered (attempt %s)", row.attempt)
        with tenancy.scope(workspace_id):
            due_at = clock.now() + claim.backoff(row.attempt)
            told = {"error": repr(error)[:2000], "due_at": due_at, "park_after": claim.PARK_AFTER}
            sql.execute(FAILED, id=str(row.id), attempt=row.attempt, **told)
