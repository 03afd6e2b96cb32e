"""Time-ordered identifiers: UUID version 7, so that new rows land at the end of an index.

After the millisecond stands a counter of this process: ids of one instant sort in the order in which they were made.
"""

import itertools
import os
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID, SafeUUID

ASKED = 256  # ids for which noise is asked at once
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


_made = itertools.count(secrets.randbelow(1 << 29))
_blank, _put, _UNKNOWN = object.__new__, object.__setattr__, SafeUUID.unknown


# Random bits that were asked of the system and not used yet: a call for each id costs more than all else of it.
_noise: list[int] = []
os.register_at_fork(after_in_child=_noise.clear)


def _random() -> int:
    """44 random bits, given once, by this process or by one that it forks."""
    try:
        return _noise.pop()
    except IndexError:
        block = os.urandom(6 * ASKED)
        mine, *rest = (int.from_bytes(block[place : place + 6], "big") >> 4 for place in range(0, len(block), 6))
        _noise.extend(rest)  # other threads may have taken all of it at once
        return mine


def of_number(number: int) -> UUID:
    """The UUID of these 128 bits, which are taken as they are."""
    made = _blank(UUID)
    _put(made, "int", number)
    _put(made, "is_safe", _UNKNOWN)
    return made


def new(at: datetime | None = None) -> UUID:
    """A fresh UUIDv7 of this instant, or of `at` when history is written: 48 bits of ms, 30 of counter, 44 random."""
    ms = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    count = next(_made) & 0x3FFFFFFF
    number = (max(ms, 0) & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | (count >> 18) << 64
    return of_number(number | 0x2 << 62 | (count & 0x3FFFF) << 44 | _random())


def least(at: datetime) -> UUID:
    """Below every UUIDv7 of this instant and after: by it a primary key finds what happened since."""
    return of_number(max(int(at.timestamp() * 1000), 0) << 80)


def many(count: int) -> list[UUID]:
    """`count` fresh UUIDv7 of now, in order, for less than `count` times the price of one."""
    high, noise = (time.time_ns() // 1_000_000 & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76, os.urandom(6 * count)
    made = []
    for place in range(count):
        counter = next(_made) & 0x3FFFFFFF
        low = 0x2 << 62 | (counter & 0x3FFFF) << 44 | int.from_bytes(noise[6 * place : 6 * place + 6], "big") >> 4
        made.append(of_number(high | (counter >> 18) << 64 | low))
    return made


def time_of(value: UUID) -> datetime:
    """The instant inside a UUIDv7, to the millisecond."""
    return _instant(value.int)


def _instant(number: int) -> datetime:
    return datetime.fromtimestamp((number >> 80) / 1000, UTC)


def span(values: Iterable[UUID]) -> tuple[datetime, datetime]:
    """The first and the last instant inside many UUIDv7, to the millisecond; raises ValueError where there are none."""
    numbers = [value.int for value in values]
    return _instant(min(numbers)), _instant(max(numbers))


def short(value: UUID) -> str:
    """22 characters of base 62 for one UUID: fits into keys and links."""
    number, digits = value.int, []
    for _ in range(22):
        number, rest = divmod(number, 62)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def unshort(text: str) -> UUID | None:
    """The UUID that `short` wrote, or None when it wrote no such text."""
    if len(text) != 22 or any(char not in ALPHABET for char in text):
        return None
    number = 0
    for char in text:
        number = number * 62 + ALPHABET.index(char)
    return UUID(int=number) if number < 1 << 128 else None
