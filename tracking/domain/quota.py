"""How fast one may send: limits of a key and of its workspace, as token buckets. One token is one event."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

PER_SECOND_OF_KEY = 10_000
PER_SECOND = 20_000
HIGHEST = 1_000_000
# A bucket holds this many seconds of its rate: a burst, a queue that was offline, or a batch passes untouched.
BURST_SECONDS = 30
# A process fetches tokens for this long at once, so that most requests ask nobody.
BLOCK_SECONDS = 0.25
# Who was refused is refused without asking for this long: a flood costs the others nothing, and what it may send by then comes at once.
PAUSE_SECONDS = 0.1
# Without the shared counters each process allows this share by itself: together about the limit, never without one.
ALONE = 0.5


class Limits(NamedTuple):
    """Events a second of the key and of the workspace."""

    of_key: int
    of_workspace: int

    @property
    def lower(self) -> int:
        return min(self)


DEFAULT = Limits(PER_SECOND_OF_KEY, PER_SECOND)


def limits(of_site: int | None, of_key: int | None, of_workspace: int | None) -> Limits:
    """The site's own limit before that of the workspace for every key, before the default."""
    return Limits(of_site or of_key or PER_SECOND_OF_KEY, of_workspace or PER_SECOND)


def burst(rate: int) -> int:
    return rate * BURST_SECONDS


def price(events: int, rates: Limits) -> int:
    """Tokens of one request; a batch larger than the whole bucket passes when the bucket is full."""
    return min(max(events, 1), burst(rates.lower))


def block(needed: int, rates: Limits) -> int:
    """How many tokens to fetch for a request that needs some."""
    return max(needed, min(int(rates.lower * BLOCK_SECONDS), burst(rates.lower)))


@dataclass(slots=True)
class Bucket:
    """A token bucket of one process, for when there is no shared one. `at` is any steady clock, in seconds."""

    rate: float
    room: float
    tokens: float
    at: float

    def take(self, needed: int, at: float) -> float:
        """Take the tokens and say 0, or say after how many seconds they are there."""
        needed = min(needed, int(self.room))
        self.tokens = min(self.room, self.tokens + max(0.0, at - self.at) * self.rate)
        self.at = max(self.at, at)
        if self.tokens >= needed:
            self.tokens -= needed
            return 0.0
        return (needed - self.tokens) / self.rate


def alone(rates: Limits, at: float) -> Bucket:
    """The bucket of a process that cannot reach the shared one: a second's worth to begin with, however often it is lost."""
    rate = max(rates.lower * ALONE, 1.0)
    return Bucket(rate, max(rate * BURST_SECONDS, 1.0), rate, at)


def headers(rates: Limits, remaining: int, wait: float) -> list[tuple[str, str]]:
    """RateLimit fields (draft names) of a refused request: the limit, what is left, and seconds until enough is there."""
    seconds = whole(wait)
    policy = f"{rates.lower};w=1;burst={burst(rates.lower)}"
    fields = {"Limit": rates.lower, "Remaining": max(remaining, 0), "Reset": seconds, "Policy": policy}
    return [(f"RateLimit-{name}", str(value)) for name, value in fields.items()] + [("X-RateLimit-Reset", str(seconds))]


def whole(wait: float) -> int:
    """Seconds for Retry-After: SDKs wait at most 300."""
    return min(max(math.ceil(wait), 1), 300)


def deprecation(since: datetime, until: datetime) -> list[tuple[str, str]]:
    """What an answer says to a key that was rotated away: RFC 9745 and RFC 8594; no SDK minds them."""
    return [("Deprecation", f"@{int(since.timestamp())}"), ("Sunset", f"{until:%a, %d %b %Y %H:%M:%S} GMT")]
