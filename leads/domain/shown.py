"""What somebody was shown before a change of many (pure). Of rows that they saw, the same number of other ones is not what they agreed to;
of a number that moves with whoever arrives, one that is near is."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

LONG = 32
# Leads come and go while somebody reads: a number that differs by no more than this share is still the one they agreed to.
NEAR = 0.05


def is_near(now: int, shown: int) -> bool:
    """Whether the number `shown` still tells what would happen `now`. Of fewer than 20 it must be the very number."""
    return abs(now - shown) <= int(shown * NEAR)


def number(text: str) -> int:
    """The number that was shown or typed, commas between thousands allowed; -1 for what is none."""
    text = text.replace(",", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def digest(ids: Iterable[UUID]) -> str:
    """What tells these rows from any others, in whatever order they come: LONG hexadecimal signs."""
    return sha256(b"".join(sorted(each.bytes for each in ids))).hexdigest()[:LONG]


def are_others(ids: Iterable[UUID], shown: str) -> bool:
    """Whether these are other rows than those of the digest `shown`; "" says nothing of them."""
    return bool(shown) and shown != digest(ids)
