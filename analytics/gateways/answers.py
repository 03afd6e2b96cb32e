"""Answers that took seconds, remembered in Valkey with the instant of asking: losing them costs those seconds again, and nothing else."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache

from kernel import tenancy

# Of what is kept: a number higher when the shape of an answer changes.
FORMAT = 2
KEPT, REMEMBERED = timedelta(days=2), timedelta(days=7)
# Of those asked last, so many are kept ready.
MOST = 200


class Kept(NamedTuple):
    """An answer as it was at `at`."""

    answer: Any
    at: datetime


class Asked(NamedTuple):
    """A question about a period; no days at all: the usual one, which ends today."""

    name: str
    first: str
    last: str


def get(of: str) -> Kept | None:
    """What is kept under this name in the current workspace."""
    found = cache.get(_key(of))
    return Kept(*found) if found else None


def put(of: str, kept: Kept) -> None:
    cache.set(_key(of), tuple(kept), KEPT.total_seconds())


def asked() -> dict[Asked, datetime]:
    """What was asked lately in the current workspace, and when last."""
    return {Asked(*each): at for each, at in (cache.get(_key("asked")) or {}).items()}


def remember(what: Asked, now: datetime) -> None:
    """Somebody asks. Two at the same instant may lose one of both: the next look remembers it."""
    lately = [(tuple(each), at) for each, at in asked().items() if now - at < REMEMBERED and each != what]
    newest = sorted(lately, key=lambda pair: pair[1])[1 - MOST :]
    cache.set(_key("asked"), dict([*newest, (tuple(what), now)]), REMEMBERED.total_seconds())


def _key(of: str) -> str:
    return f"analytics:{FORMAT}:{tenancy.current()}:{of}"
