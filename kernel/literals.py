"""How values become literals of a statement: what is known to need no escaping is not looked through letter by letter."""

from typing import Any
from uuid import UUID

import msgspec


class Json:
    """JSON as a literal. The encoder escapes all that is no plain character, so only the quote that ends a literal is left to double."""

    __slots__ = ("raw",)

    def __init__(self, value: Any) -> None:
        self.raw = msgspec.json.encode(value)

    def __conform__(self, protocol: Any) -> "Json":
        return self

    def getquoted(self) -> bytes:
        return b"'" + self.raw.replace(b"'", b"''") + b"'"


def keys(values: list[Any]) -> Any:
    """Ids or whole numbers as one literal, which the server reads at once; the driver makes an expression of each element."""
    if type(values[0]) is UUID:
        return "{" + ",".join([key.hex for key in values]) + "}"
    return "{" + ",".join(map(str, values)) + "}" if type(values[0]) is int else values
