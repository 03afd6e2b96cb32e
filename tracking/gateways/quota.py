"""Tokens for events, and in buckets of their own for questions of pages, shared by every process through Valkey: the bucket of the key
and that of the workspace are asked and charged in one script.

A process fetches tokens in blocks, so that nearly every request is decided by one subtraction. When Valkey is away each process
keeps to a share of the limit by itself: losing it never opens the door without a limit, and never closes it.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from redis import Redis, RedisError
from redis.commands.core import Script

from tracking.domain import quota
from tracking.domain.quota import Bucket, Limits

log = logging.getLogger(__name__)
REMEMBERED = 10_000
PATIENCE = 0.1
AGAIN_AFTER = 2.0
# Retry-After is never less than a second: who waits as told does not press.
PRESSES_SECONDS = 0.5

# KEYS: the buckets. ARGV: needed, wanted, then rate and room of each. Answers granted, what is left, milliseconds to wait.
TAKE = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local needed, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
local least, wait, state = math.huge, 0, {}
for i, key in ipairs(KEYS) do
  local rate, room = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  local kept = redis.call('HMGET', key, 'n', 'at')
  local n = math.min(tonumber(kept[1] or room), room)
  n = math.min(room, n + math.max(0, now - tonumber(kept[2] or now)) * rate / 1000)
  state[i] = n
  least = math.min(least, n)
  if n < needed then wait = math.max(wait, math.ceil((needed - n) * 1000 / rate)) end
end
local granted = 0
if wait == 0 then granted = math.floor(math.min(wanted, least)) end
for i, key in ipairs(KEYS) do
  redis.call('HSET', key, 'n', tostring(state[i] - granted), 'at', now)
  redis.call('PEXPIRE', key, 120000)
end
return {granted, math.floor(least - granted), wait}
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Too fast: seconds to wait, and what is left now."""

    wait: float
    remaining: int


@dataclass(slots=True)
class Purse:
    """What this process holds for one key."""

    limits: Limits
    lock: threading.Lock = field(default_factory=threading.Lock)
    tokens: int = 0
    refused_until: float = 0.0
    bucket: Bucket | None = None


class Quota:
    """The purses of one process; `name` tells the shared buckets of one kind of tokens from those of another."""

    def __init__(self, name: str = "tokens") -> None:
        self.name = name
        self.purses: dict[UUID, Purse] = {}
        self.away_until = 0.0
        self._take: Script | None = None

    def charge(self, workspace_id: UUID, site_id: UUID, limits: Limits, events: int) -> Refusal | None:
        """Take tokens for `events`; None when they were there."""
        purse = self._purse(site_id, limits)
        needed = quota.price(events, limits)
        with purse.lock:
            if purse.tokens >= needed:
                purse.tokens -= needed
                return None
            now = time.monotonic()
            if now < purse.refused_until:
                return Refusal(purse.refused_until - now, purse.tokens)
            return self._fetch(purse, workspace_id, site_id, needed, now)

    def refuses(self, site_id: UUID, limits: Limits) -> Refusal | None:
        """The refusal of one event where it is known already. Asks nobody and waits for nobody."""
        purse, now = self.purses.get(site_id), time.monotonic()
        if purse is None or purse.limits != limits or purse.tokens or now >= purse.refused_until:
            return None
        return Refusal(purse.refused_until - now, 0)

    def presses(self, site_id: UUID) -> bool:
        """Whether its sender was told a moment ago that it is too fast, and comes all the same."""
        purse = self.purses.get(site_id)
        return purse is not None and time.monotonic() < purse.refused_until + PRESSES_SECONDS

    def _purse(self, site_id: UUID, limits: Limits) -> Purse:
        purse = self.purses.get(site_id)
        if purse is None or purse.limits != limits:
            if len(self.purses) >= REMEMBERED:
                self.purses.clear()
            purse = self.purses[site_id] = Purse(limits)
        return purse

    def _fetch(self, purse: Purse, workspace_id: UUID, site_id: UUID, needed: int, now: float) -> Refusal | None:
        """Ask the shared buckets for a block, or the process's own one while they are away."""
        if now >= self.away_until:
            try:
                granted, left, wait = self._ask(purse.limits, workspace_id, site_id, needed - purse.tokens)
            except (RedisError, OSError) as error:
                self.away_until = time.monotonic() + AGAIN_AFTER
                log.warning("The shared rate limit is away: %s. Each process keeps a limit of its own.", error)
            else:
                purse.bucket = None
                return self._settle(purse, needed, granted, left, wait / 1000, now)
        purse.bucket = purse.bucket or quota.alone(purse.limits, now)
        seconds = purse.bucket.take(needed, now)
        return Refusal(seconds, int(purse.bucket.tokens)) if seconds else None

    def _settle(self, purse: Purse, needed: int, granted: int, left: int, wait: float, now: float) -> Refusal | None:
        if wait:
            # Not asked again for a moment. Never long, for a smaller request may fit.
            wait = max(wait, quota.PAUSE_SECONDS)
            purse.refused_until = now + min(wait, quota.BLOCK_SECONDS)
            return Refusal(wait, purse.tokens + left)
        purse.tokens += granted - needed
        return None

    def _ask(self, limits: Limits, workspace_id: UUID, site_id: UUID, needed: int) -> tuple[int, int, int]:
        buckets = [f"t:{{{workspace_id}}}:{self.name}", f"t:{{{workspace_id}}}:{self.name}:{site_id}"]
        sizes = [limits.of_workspace, quota.burst(limits.of_workspace), limits.of_key, quota.burst(limits.of_key)]
        granted, left, wait = self._script()(keys=buckets, args=[needed, quota.block(needed, limits), *sizes])
        return int(granted), int(left), int(wait)

    def _script(self) -> Script:
        if self._take is None:
            redis = Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
            self._take = redis.register_script(TAKE)
        return self._take

    def forget(self) -> None:
        """Begin anew, as a fresh process would."""
        self.purses.clear()
        self.away_until, self._take = 0.0, None


QUOTA = Quota()
# What pages ask (GET /onsite/decide): as many a second as events, and never at the cost of one.
QUESTIONS = Quota("questions")
