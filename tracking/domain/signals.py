"""What a browser says of being tracked, in the headers of every request: Global Privacy Control and Do Not Track (pure)."""

from collections.abc import Iterable, Mapping
from typing import Any

from tracking.domain.messages import Message

GPC, DNT = "gpc", "dnt"
# Our own tracker honours both by itself, or on a page that says so Do Not Track not at all: what it sends is sent by intent.
_OWN = b'"leadway.js"'


def told(environ: Mapping[str, Any]) -> str:
    """The signal of a request: GPC, else DNT, else "". A server that sends says neither."""
    if environ.get("HTTP_SEC_GPC") == "1":
        return GPC
    return DNT if environ.get("HTTP_DNT") == "1" else ""


def hears(signal: str, messages: Iterable[Message], envelope: bytes) -> bool:
    """Whether the signal stands against these messages, which one page sent."""
    if signal == DNT:
        return not (_OWN in envelope or any(_OWN in message.b for message in messages))
    return signal == GPC
