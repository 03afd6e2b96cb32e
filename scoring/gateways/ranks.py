"""Which rank key stands at each hundredth of a workspace's open leads, kept for a while. May be lost at any time."""

from datetime import timedelta

from django.core.cache import cache

from kernel import tenancy

KEPT, ASKING = timedelta(minutes=10), timedelta(seconds=30)


def _key(what: str) -> str:
    return f"t:{tenancy.current()}:ranks:{what}"


def kept() -> list[float] | None:
    found: list[float] | None = cache.get(_key("bounds"))
    return found


def keep(bounds: list[float]) -> None:
    cache.set(_key("bounds"), bounds, KEPT.total_seconds())


def may_ask() -> bool:
    """Whether nobody else is working it out at the moment."""
    return bool(cache.add(_key("asking"), 1, ASKING.total_seconds()))
