"""Words that are good once: remembered in Valkey for as long as they would be valid."""

import hashlib

from django.core.cache import cache


def first_time(word: str, seconds: int) -> bool:
    """Whether nobody has come with this word before; False too while Valkey is away, as nobody could know then."""
    return bool(cache.add(f"capture:once:{hashlib.blake2b(word.encode(), digest_size=16).hexdigest()}", 1, seconds))
