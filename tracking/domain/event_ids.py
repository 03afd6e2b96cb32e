"""Ids of a batch of events: UUIDv7 of the instant of happening, ordered within one millisecond by their place in the batch."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel import ids

# A million places, of which 12 bits stand before the variant and 8 behind it.
PLACES = 0xFFFFF


def of(instants: Sequence[datetime], noise: bytes) -> list[UUID]:
    """One id per instant; `noise` holds eight random bytes for each."""
    return [_one(instant, index & PLACES, noise[index * 8 : index * 8 + 8]) for index, instant in enumerate(instants)]


def _one(instant: datetime, place: int, noise: bytes) -> UUID:
    ms = max(int(instant.timestamp() * 1000), 0) & 0xFFFFFFFFFFFF
    low = 0x2 << 62 | (place & 0xFF) << 54 | int.from_bytes(noise, "big") & 0x3FFFFFFFFFFFFF
    return ids.of_number(ms << 80 | 0x7 << 76 | (place >> 8) << 64 | low)
