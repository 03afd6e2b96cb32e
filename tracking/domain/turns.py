"""Who waits to be stored, and who is next: every workspace in its turn, and none may take what the others need (row 15).

A workspace may hold a quarter of what stays free beside it: one alone a fifth of the room. Ten that send without end, one after the other,
leave a tenth, and whoever comes anew finds a place in it. Pure, and not for two threads at once.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

PARTS = 4
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(slots=True)
class _Share(Generic[T]):
    """What one workspace has waiting: what, its bytes and its events each, first come first served."""

    waiting: deque[tuple[T, int, int]] = field(default_factory=deque)
    size: int = 0


@dataclass(slots=True)
class Turns(Generic[K, T]):
    """A queue of `room` bytes that many share."""

    room: int
    taken: int = 0
    # In the order of their turns; who waits for nothing is not here.
    shares: dict[K, "_Share[T]"] = field(default_factory=dict)

    def add(self, key: K, job: T, size: int, events: int) -> bool:
        """Let `job` wait; False, and nothing is changed, when the share of `key` is used up."""
        share = self.shares.get(key)
        if ((share.size if share else 0) + size) * PARTS > self.room - self.taken - size:
            return False
        share = share or self.shares.setdefault(key, _Share())
        share.waiting.append((job, size, events))
        share.size += size
        self.taken += size
        return True

    def next(self, most: int) -> list[T]:
        """The next jobs of together at most `most` events (or one that alone has more), one of each workspace in turn."""
        group: list[T] = []
        events = 0
        while self.shares:
            key, share = next(iter(self.shares.items()))
            if group and events + share.waiting[0][2] > most:
                break
            job, size, own = share.waiting.popleft()
            group.append(job)
            events += own
            share.size -= size
            self.taken -= size
            del self.shares[key]
            if share.waiting:
                self.shares[key] = share
        return group

    def __bool__(self) -> bool:
        return bool(self.shares)
