"""Rings for the digest beside the writer, so that a broker that is away never holds up an answer; many rings become one."""

import threading
import time
from uuid import UUID

from kernel import work

PAUSE = 0.05


class Bells:
    """A set of workspaces to ring for and the thread that does."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.waiting: set[UUID] = set()
        self.wake = threading.Condition()
        self.thread: threading.Thread | None = None

    def ring(self, workspace_id: UUID) -> None:
        """Ask for a worker, soon."""
        with self.wake:
            self.waiting.add(workspace_id)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="bells", daemon=True)
                self.thread.start()
            self.wake.notify()

    def _run(self) -> None:
        while True:
            with self.wake:
                while not self.waiting:
                    self.wake.wait()
                now, self.waiting = self.waiting, set()
            for workspace_id in now:
                work.ring_now(self.kind, workspace_id)
            time.sleep(PAUSE)
