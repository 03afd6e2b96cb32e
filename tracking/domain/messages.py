"""One message as the door sees it: which kind, whose, and under which id it is stored once."""

import hashlib
from typing import Any

import msgspec

from tracking.domain import cookieless, limits, shape
from tracking.domain.shape import Misshapen
from tracking.enums import DropReason

KINDS = frozenset({"page", "screen", "track", "identify", "group", "alias"})
# Said by the transport, not by the event: a retry may say it differently.
VOLATILE = ("sentAt", "_metadata", "writeKey", "receivedAt")


# Stands between the messages that travel to the database as one text: JSON never holds it as it is, an id that does is hashed.
BETWEEN = "\x1e"


class Message(msgspec.Struct):
    """What the inbox keeps of one accepted message: its id, its kind, its body as it came."""

    m: str
    k: str
    b: bytes


def read(raw: bytes | msgspec.Raw, default_kind: str, salt: bytes) -> Message:
    """Check one item; `salt` (sentAt and timestamp of its envelope) tells apart what carries no id. Raises Misshapen."""
    text = bytes(raw)
    if len(text) > limits.EVENT_BYTES:
        raise Misshapen(DropReason.TOO_LARGE, "Keep an event under 32 KB.")
    item = shape.decode(text)
    kind = _kind(item.get("type"), default_kind)
    _identified(item, kind)
    message_id = identifier(item.get("messageId")) or _hashed(kind.encode() + salt + text)
    if len(message_id) > limits.ID_CHARS or BETWEEN in message_id:
        message_id = _hashed(message_id.encode())
    return Message(message_id, kind, text)


def _hashed(text: bytes) -> str:
    return f"h-{hashlib.blake2b(text, digest_size=16).hexdigest()}"


def identifier(value: Any) -> str:
    """An id as text; "" for null, empty and what can be no id."""
    if type(value) is str:
        return value.strip()
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)


def _kind(given: Any, default: str) -> str:
    if type(given) is str and given in KINDS:
        return given
    kind = given.lower() if isinstance(given, str) and given else default
    if kind not in KINDS:
        raise Misshapen(DropReason.NO_TYPE, "Name the type: track, page, screen, identify, group or alias.", "/type")
    return kind


def _identified(item: dict[str, Any], kind: str) -> None:
    if kind == "alias":
        if not identifier(item.get("previousId")):
            raise Misshapen(DropReason.NO_PREVIOUS_ID, "An alias call needs previousId.", "/previousId")
        if not identifier(item.get("userId")):
            raise Misshapen(DropReason.NO_ID, "An alias call needs userId.", "/userId")
    elif not identifier(item.get("anonymousId")) and not identifier(item.get("userId")) and not cookieless.asked(item):
        raise Misshapen(DropReason.NO_ID, "Give userId or anonymousId.", "/anonymousId")
    if kind == "track" and not identifier(item.get("event")):
        raise Misshapen(DropReason.NO_EVENT_NAME, "A track call needs the name of the event.", "/event")
    if kind == "group" and not identifier(item.get("groupId")):
        raise Misshapen(DropReason.NO_GROUP_ID, "A group call needs groupId.", "/groupId")


def same(stored: str, sent: bytes) -> bool:
    """Whether two bodies under one id tell the same, but for what the transport adds."""
    return _told(msgspec.json.decode(stored)) == _told(msgspec.json.decode(sent))


def _told(item: dict[str, Any]) -> dict[str, Any]:
    context = item.get("context")
    if isinstance(context, dict) and "ip" in context:
        # An address may have been taken out of what is stored.
        item = {**item, "context": {key: value for key, value in context.items() if key != "ip"}}
    return {key: value for key, value in item.items() if key not in VOLATILE}
