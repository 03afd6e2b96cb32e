"""An event in the making: what the inbox held, and what the steps of the pipeline have put so far."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from tracking.domain.addresses import NOWHERE, Address
from tracking.domain.channels import Touch
from tracking.domain.devices import UNSAID, Device
from tracking.enums import DropReason

UNTOUCHED = Touch("", "", "", "")
NOTHING: dict[str, Any] = {}


class Draft(msgspec.Struct):
    """What is known of one message so far."""

    seq: int
    message_id: str
    site_id: UUID | None
    door: str
    kind: str
    received_at: datetime
    envelope: dict[str, Any]
    body: dict[str, Any]
    # Put by the steps.
    shared: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    anonymous_id: str = ""
    user_id: str = ""
    # It says who somebody is without the signature that its site asks for (tracking.domain.signed).
    is_unsigned: bool = False
    has_device: bool = False
    occurred_at: datetime | None = None
    # By the clock of who sent it, and how far that clock was behind ours when it was sent.
    told_at: datetime | None = None
    clock: timedelta | None = None
    address: Address = NOWHERE
    title: str = ""
    referrer: str = ""
    search_terms: str = ""
    utm: dict[str, str] = {}
    touch: Touch = UNTOUCHED
    is_landing: bool = False
    device: Device = UNSAID
    ip: str = ""
    by_server: bool = False
    has_own_time: bool = False
    is_watched: bool = False
    is_cookieless: bool = False
    doubts: list[str] = []
    is_bot: bool = False
    engaged_ms: int = 0
    identity: dict[str, Any] = {}
    context: dict[str, Any] = {}
    name: str = ""
    # Put by the digest.
    visitor_id: UUID | None = None
    session_id: UUID | None = None

    @property
    def at(self) -> datetime:
        return self.occurred_at or self.received_at

    @property
    def is_view(self) -> bool:
        return self.kind in ("page", "screen")


class Dropped(msgspec.Struct, frozen=True):
    """A message that does not become an event."""

    draft: Draft
    reason: DropReason
    detail: str = ""


@lru_cache(maxsize=2_000)
def envelope(text: str) -> dict[str, Any]:
    """The envelope of a request, which its messages share: read, never written to."""
    found = msgspec.json.decode(text)
    return found if isinstance(found, dict) else {}


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else NOTHING


def as_text(value: Any, longest: int) -> str:
    """A string, cut; "" for anything else."""
    return value[:longest] if isinstance(value, str) else ""
