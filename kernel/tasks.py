"""Doorbells: one task drains one kind of work of one workspace; the sweep finds what no bell announced."""

import logging
import time
from uuid import UUID

from celery import shared_task

from kernel import delivery, housekeeping, idempotency, tenancy, work  # noqa: F401  (idempotency registers its chore)
from kernel.workspaces import every_workspace

log = logging.getLogger(__name__)
# A turn: whoever waits behind a large backlog waits for a turn of each busy kind and workspace, not for the backlog.
SECONDS_PER_TASK = 1.0

work.register(work.Drain(kind="facts", batch=lambda: 0, pending=delivery.pending, own_scopes=delivery.deliver))


@shared_task(name="kernel.drain")
def drain(kind: str, workspace_id: str) -> int:
    """Drain until empty or for one turn; what is left rings again and stands behind the others, so that no workspace holds a worker."""
    workspace, until, total = UUID(workspace_id), time.monotonic() + SECONDS_PER_TASK, 0
    work.silence(kind, workspace)
    while done := work.do_batch(kind, workspace):
        total += done
        if time.monotonic() > until:
            work.ring_now(kind, workspace)
            break
    return total


@shared_task(name="kernel.sweep")
def sweep() -> int:
    """Ring for every kind of every workspace that has due work: the database is the truth, the broker only a hint."""
    rung = 0
    for workspace_id in every_workspace():
        due = work.due_kinds(workspace_id)
        for kind in due:
            work.ring_now(kind, workspace_id)
        rung += len(due)
    return rung


@shared_task(name="kernel.housekeeping")
def keep_house() -> None:
    """Delete what has served its time, workspace by workspace."""
    for workspace_id in every_workspace():
        with tenancy.scope(workspace_id):
            for chore in housekeeping.CHORES:
                log.info("housekeeping %s: %s", chore.__name__, chore())
