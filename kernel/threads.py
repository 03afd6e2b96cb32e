"""A fixed number of threads that work for an event loop. Much cheaper for a short piece of work than the library's executor: the queue is
C, and however many pieces are done at once, the loop is woken once."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

Done = Callable[[Any], None]
Work = Callable[[Done], None]


class Threads:
    """`count` threads, started with the first piece of work; they end with the process."""

    def __init__(self, count: int, name: str) -> None:
        self.count, self.name = count, name
        self.queue: SimpleQueue[tuple[Work, Done]] = SimpleQueue()
        self.done: deque[tuple[asyncio.Future[Any], Any]] = deque()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.rung = False

    def run(self, work: Work) -> "asyncio.Future[Any]":
        """What `work` tells: it is called with a function to tell that with, now or later, from any thread. It must not raise."""
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            for number in range(self.count):
                threading.Thread(target=self._work, name=f"{self.name}_{number}", daemon=True).start()
        future: asyncio.Future[Any] = self.loop.create_future()
        self.queue.put((work, lambda told: self._tell(future, told)))
        return future

    def _work(self) -> None:
        while True:
            work, done = self.queue.get()
            work(done)
            del work, done

    def _tell(self, future: "asyncio.Future[Any]", told: Any) -> None:
        self.done.append((future, told))
        if not self.rung:  # who comes before the loop has answered this bell is heard by it, too
            self.rung = True
            assert self.loop is not None
            self.loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        self.rung = False
        while self.done:
            future, told = self.done.popleft()
            if not future.done():
                future.set_result(told)
