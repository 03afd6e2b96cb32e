"""UUIDs out of the database without the checks that `uuid.UUID` makes of what people type: every row of a batch has five of them."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg2 import extensions

from kernel import ids

OF_ONE, OF_MANY = (2950,), (2951,)


# Of a batch's events most share site, visitor, visit and lead: one object for each is made once, and found equal at once.
REMEMBERED = 1 << 14


def _read(text: Any, _cursor: Any) -> UUID | None:
    return None if text is None else _of_text(text)


@lru_cache(maxsize=REMEMBERED)
def _of_text(text: str) -> UUID:
    return ids.of_number(int(text.replace("-", ""), 16))


def register() -> None:
    """Read columns of type uuid and uuid[] this way, on every connection."""
    one = extensions.new_type(OF_ONE, "UUID", _read)
    extensions.register_type(one)
    extensions.register_type(extensions.new_array_type(OF_MANY, "UUID[]", one))
