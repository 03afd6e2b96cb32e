"""What the installer may tell about a site that sends nothing: kept in the cache for minutes, and nothing is lost with it."""

import hashlib
import time

from django.core.cache import cache

from tenants.domain import keys
from tracking.domain.diagnosis import Attempt

KEEP_SECONDS = 900
ATTEMPTS = 5
NEVER = (0.0, False)
# A flood of refused requests writes no more than this often, per process.
EVERY_SECONDS = 0.2
_next_note = _next_declined = 0.0


def script_loaded(origin: str, asks_not: bool = False) -> None:
    """A page of `origin` has just loaded the tracker; `asks_not`: in a browser that asks not to be tracked."""
    if origin:
        cache.set(_name("loads", origin), (time.time(), asks_not), KEEP_SECONDS)


def declined(site_id: str) -> None:
    """A browser that asks not to be tracked has just sent for this site; nothing of it was kept, nor which one it was."""
    global _next_declined
    now = time.monotonic()
    if now < _next_declined:
        return
    _next_declined = now + EVERY_SECONDS
    cache.set(_name("declined", site_id), time.time(), KEEP_SECONDS)


def declined_at(site_id: str) -> float:
    """When that happened last; 0 for not lately."""
    return float(cache.get(_name("declined", site_id)) or 0)


def csp_blocked(key: str) -> None:
    """The policy of a page that carries `key` lets the script in but no event out."""
    parsed = keys.parse(key)
    if parsed:
        cache.set(_name("csp", parsed.digest), time.time(), KEEP_SECONDS)


def refused(origin: str, key: str) -> None:
    """A page of `origin` sent with a key that we do not know."""
    global _next_note
    now = time.monotonic()
    if not origin or now < _next_note:
        return
    _next_note = now + EVERY_SECONDS
    parsed = keys.parse(key)
    hint = parsed.hint if parsed else f"{key[:3]}…" if key else ""
    name = _name("refused", origin)
    cache.set(name, [(hint, time.time()), *(cache.get(name) or [])][:ATTEMPTS], KEEP_SECONDS)


def loaded(origins: list[str]) -> tuple[float, bool]:
    """When a page of one of these origins loaded the tracker last, in seconds since 1970 (0 for not lately), and whether its browser asks
    not to be tracked."""
    return max((cache.get(_name("loads", origin)) or NEVER for origin in origins), default=NEVER)


def csp_at(digest: str) -> float:
    """When a page with the key of this digest was last stopped by its own policy; 0 for not lately."""
    return float(cache.get(_name("csp", digest)) or 0)


def attempts(origins: list[str]) -> list[Attempt]:
    """The last refused attempts from these origins, newest first."""
    found = [Attempt(origin, str(hint), float(at)) for origin in origins for hint, at in cache.get(_name("refused", origin)) or []]
    return sorted(found, key=lambda attempt: attempt.at, reverse=True)


def _name(kind: str, what: str) -> str:
    return f"tracker:{kind}:{hashlib.blake2b(what.lower().encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
