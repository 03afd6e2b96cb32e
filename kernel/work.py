"""Drains: the kinds of due work, who empties them, and how a worker is woken.

A drain is a function that does one batch inside a scope and says how many rows it did. `ring` wakes a worker through the broker as
soon as the transaction commits; when the broker is gone the sweep finds the rows a few seconds later. Only one worker drains one
kind of one workspace at a time, unless the drain says that it claims row by row (`shared`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError

from kernel import collector, due, sql, tenancy

log = logging.getLogger(__name__)
BELL_SECONDS = 3


@dataclass(frozen=True)
class Drain:
    """`batch` does some work and counts it; `pending` says cheaply whether there is any, best in SQL (kernel.due).

    `own_scopes`: batch opens scopes itself.
    `again`: a lost batch is done again and nobody outside was told, so its commit does not wait for the disk (tenancy.scope).
    """

    kind: str
    batch: Callable[[], int]
    pending: Callable[[], bool]
    shared: bool = False
    own_scopes: Callable[[UUID], int] | None = None
    again: bool = False


DRAINS: dict[str, Drain] = {}
_redis: Redis | None = None


def register(drain: Drain) -> None:
    """Add a kind of due work. Called from the `tasks` of an app."""
    DRAINS[drain.kind] = drain


def broker() -> Redis:
    """The wake-up channel; short time-outs, because nothing waits for it."""
    global _redis
    if _redis is None:
        _redis = Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
    return _redis


def ring(kind: str) -> None:
    """Wake a worker for the current workspace when the transaction commits."""
    workspace_id = tenancy.current()
    transaction.on_commit(lambda: ring_now(kind, workspace_id), robust=True)


def ring_now(kind: str, workspace_id: UUID) -> None:
    """Wake a worker at once, at most once per few seconds until one answers. A lost bell costs seconds, never work."""
    try:
        if broker().set(bell(kind, workspace_id), 1, nx=True, ex=BELL_SECONDS):
            current_app.send_task("kernel.drain", (kind, str(workspace_id)), retry=False, expires=60)
    except (RedisError, OSError) as error:
        log.warning("The broker did not take a bell for %s: %s. The sweep will find the work.", kind, error)
    except Exception as error:  # kombu wraps connection faults in its own classes
        log.warning("No bell for %s: %s. The sweep will find the work.", kind, error)


def bell(kind: str, workspace_id: UUID) -> str:
    return f"t:{workspace_id}:bell:{kind}"


def silence(kind: str, workspace_id: UUID) -> None:
    """Take the bell down before draining: what commits from now on rings again."""
    try:
        broker().delete(bell(kind, workspace_id))
    except (RedisError, OSError) as error:
        log.warning("The broker is away: %s", error)


@collector.paused()
def do_batch(kind: str, workspace_id: UUID) -> int:
    """One batch of one kind; 0 when there is none or another worker holds it."""
    drain = DRAINS[kind]
    if drain.own_scopes:
        return drain.own_scopes(workspace_id)
    with tenancy.scope(workspace_id, again=drain.again):
        if not drain.shared and not sql.try_lock(f"drain:{kind}"):
            return 0
        return drain.batch()


def due_kinds(workspace_id: UUID) -> list[str]:
    """The kinds of work that are due in a workspace now, in the order of the way."""
    with tenancy.scope(workspace_id):
        found = due.asked([drain.pending for drain in DRAINS.values()])
    return [kind for kind, is_due in zip(DRAINS, found, strict=True) if is_due]


def run_until_quiet(workspace_id: UUID, limit: int = 10_000) -> int:
    """Do all due work of a workspace here and now, in the order of the way: for tests, seeding and replays.

    Each kind until it is empty, as a worker would: what stands further down the way then finds all of it at once.
    """
    total = 0
    for _ in range(limit):
        done = _down_the_way(workspace_id, limit)
        total += done
        if not done:
            return total
    raise RuntimeError(f"Work never became quiet after {limit} rounds.")


def _down_the_way(workspace_id: UUID, limit: int) -> int:
    """Every kind once, asked when its turn comes: what was done before it may have made work for it."""
    total, ahead = 0, list(DRAINS)
    while kind := _first_due(workspace_id, ahead):
        total += _empty(kind, workspace_id, limit)
        del ahead[: ahead.index(kind) + 1]
    return total


def _first_due(workspace_id: UUID, kinds: list[str]) -> str | None:
    with tenancy.scope(workspace_id):
        found = due.asked([DRAINS[kind].pending for kind in kinds])
    return next((kind for kind, is_due in zip(kinds, found, strict=True) if is_due), None)


def _empty(kind: str, workspace_id: UUID, limit: int) -> int:
    total = 0
    for _ in range(limit):
        done = do_batch(kind, workspace_id)
        total += done
        if not done:
            return total
    raise RuntimeError(f"Work of the kind {kind} never became quiet after {limit} batches.")
