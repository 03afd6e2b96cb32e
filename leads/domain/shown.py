"""Which rows somebody was shown before a change of many: the same number of other ones is not what they agreed to (pure)."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

LONG = 32


def digest(ids: Iterable[UUID]) -> str:
    """What tells these rows from any others, in whatever order they come: LONG hexadecimal signs."""
    return sha256(b"".join(sorted(each.bytes for each in ids))).hexdigest()[:LONG]


def are_others(ids: Iterable[UUID], shown: str) -> bool:
    """Whether these are other rows than those of the digest `shown`; "" says nothing of them."""
    return bool(shown) and shown != digest(ids)
