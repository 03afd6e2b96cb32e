"""One worker, a workspace with endless work of several kinds, and one with a little: the little is done within seconds (row 15)."""

import threading
import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from celery.contrib.testing.worker import start_worker

from config.celery import app
from kernel import work
from kernel.tasks import SECONDS_PER_TASK

KINDS = ("test.digest", "test.facts", "test.score")


class Backlog:
    """Work that one workspace never finishes, and that another has once; it touches no database."""

    def __init__(self, noisy: UUID, quiet: UUID) -> None:
        self.noisy, self.quiet = noisy, quiet
        self.stopped, self.done = threading.Event(), threading.Event()
        self.batches = 0

    def batch(self, workspace_id: UUID) -> int:
        if workspace_id == self.quiet:
            fresh = not self.done.is_set()
            self.done.set()
            return int(fresh)
        self.batches += 1
        time.sleep(0.02)
        return 0 if self.stopped.is_set() else 1


@pytest.fixture
def backlog() -> Iterator[Backlog]:
    made = Backlog(uuid4(), uuid4())
    for kind in KINDS:
        work.register(work.Drain(kind=kind, batch=lambda: 0, pending=lambda: False, own_scopes=made.batch))
    yield made
    for kind in KINDS:
        del work.DRAINS[kind]


def test_a_few_events_never_wait_for_a_large_backlog(backlog: Backlog) -> None:
    work.broker().delete("work")
    with start_worker(app, pool="solo", concurrency=1, perform_ping_check=False, loglevel="ERROR"):
        for kind in KINDS:
            work.ring_now(kind, backlog.noisy)
        time.sleep(0.5)
        began = time.monotonic()
        work.ring_now(KINDS[0], backlog.quiet)
        assert backlog.done.wait(20)
        waited, before = time.monotonic() - began, backlog.batches
        assert waited < SECONDS_PER_TASK * (len(KINDS) + 1) + 1
        time.sleep(SECONDS_PER_TASK)
        assert backlog.batches > before  # the backlog goes on: its turns ring again
        backlog.stopped.set()
