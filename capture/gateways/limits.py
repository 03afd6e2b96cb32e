"""How many may come from one address in a minute: counted in Valkey, and in this process while Valkey is away."""

import logging
from collections import Counter

from django.core.cache import cache
from redis import RedisError

log = logging.getLogger(__name__)
_here: Counter[str] = Counter()


def over(kind: str, address: str, minute: int, most: int) -> bool:
    """Count one more from `address` in this minute (minutes since the epoch); whether that is more than `most`."""
    return count(kind, address, minute) > most


def count(kind: str, address: str, minute: int) -> int:
    """Count one more from `address` in this minute (minutes since the epoch); how many there are now."""
    key = f"capture:{kind}:{address}:{minute}"
    try:
        cache.add(key, 0, 120)
        return int(cache.incr(key))
    except (RedisError, OSError, ValueError) as error:
        log.warning("The limiter counts in this process only: %s", error)
    if len(_here) > 10_000:
        _here.clear()
    _here[key] += 1
    return _here[key]
