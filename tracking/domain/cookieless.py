"""An id for a visitor who allowed no storage: made from what every request shows and the day's salt, gone with the salt."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID


def asked(body: Mapping[str, Any]) -> bool:
    """Whether the message says that nothing is stored in the browser."""
    context = body.get("context")
    return isinstance(context, Mapping) and context.get("cookieless") is True


def anonymous_id(salt: bytes, site_id: UUID | None, network: str, agent: str) -> str:
    """The same browser in the same network has one id on one site for one day; without the salt nobody can make it again."""
    told = f"{site_id}\x00{network}\x00{agent}".encode("utf-8", "replace")
    return f"day-{hashlib.blake2b(told, key=salt, digest_size=16).hexdigest()}"
