"""Ids of a batch of events: UUIDv7 of the instant of happening, ordered within one millisecond by their place in the batch."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID


def of(instants: Sequence[datetime], noise: bytes) -> list[UUID]:
    """One id per instant; `noise` holds eight random bytes for each."""
    return [_one(instant, index & 0xFFF, noise[index * 8 : index * 8 + 8]) for index, instant in enumerate(instants)]


def _one(instant: datetime, place: int, noise: bytes) -> UUID:
    ms = max(int(instant.timestamp() * 1000), 0) & 0xFFFFFFFFFFFF
    low = int.from_bytes(noise, "big") & 0x3FFFFFFFFFFFFFFF | 0x8000000000000000
    return UUID(int=ms << 80 | 0x7 << 76 | place << 64 | low)
