"""One request: its envelope and its messages, whatever the path and the encoding were."""

import zlib
from dataclasses import dataclass, field
from typing import Any

import msgspec

from tracking.domain import limits, messages, sanitize, shape
from tracking.domain.shape import Misshapen
from tracking.enums import DropReason


class TooLarge(ValueError):
    """More than the door takes."""


class Unreadable(ValueError):
    """No JSON that we can read."""


@dataclass(slots=True)
class Rejected:
    """A message that is not taken, with its place in the request."""

    index: int
    message_id: str
    reason: DropReason
    detail: str
    pointer: str
    body: str


@dataclass(slots=True)
class Parcel:
    """What one request carries."""

    envelope: bytes
    # The kind that the path names, for a single message.
    kind: str = ""
    taken: list[messages.Message] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    count: int = 0
    # Ids of messages that nobody keeps, since their browser asks not to be tracked; then nothing else is in here.
    declined: list[str] = field(default_factory=list)

    def decline(self) -> None:
        """Keep nothing of what came but what its answer needs: the ids that the sender gave."""
        bad = {rejected.index: rejected.message_id for rejected in self.rejected}
        good = iter(self.taken)
        self.declined = [bad[index] if index in bad else next(good).m for index in range(self.count)]
        self.taken, self.rejected, self.envelope = [], [], b"{}"


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    writeKey: Any = None
    sentAt: Any = None
    timestamp: Any = None
    context: msgspec.Raw = msgspec.Raw(b"")


class _Single(msgspec.Struct):
    writeKey: Any = None
    sentAt: Any = None


_batch = msgspec.json.Decoder(_Batch)
_single = msgspec.json.Decoder(_Single)


def inflate(body: bytes, encoding: str, most: int = limits.INFLATED_BYTES) -> bytes:
    """Undo gzip or deflate, told by the bytes themselves; stops at `most` bytes, however small the body was."""
    if body[:2] != b"\x1f\x8b" and "deflate" not in encoding:
        return body
    cap = min(most, max(len(body) * limits.INFLATE_RATIO, 1_000))
    out, rest = b"", body
    while rest:
        machine = zlib.decompressobj(47 if body[:2] == b"\x1f\x8b" or body[:1] == b"\x78" else -15)
        try:
            out += machine.decompress(rest, cap + 1 - len(out))
        except zlib.error as error:
            raise Unreadable(f"The body is not valid {encoding or 'gzip'}: {error}.") from None
        if len(out) > cap:
            raise TooLarge(f"The body inflates to more than {limits.in_megabytes(most)}, or more than a hundredfold: send smaller batches.")
        if not machine.eof:
            raise Unreadable("The compressed body ends in the middle: send all of it.")
        rest = machine.unused_data
    return out


def tidy(body: bytes) -> bytes:
    """UTF-8 that a database takes, and JSON but for the events that are none themselves."""
    body = sanitize.utf8(body)
    return shape.readable(sanitize.cleaned(body) if sanitize.suspect(body) else body)


def write_key(body: bytes) -> str:
    """The key inside the body; "" when there is none."""
    try:
        key = _single.decode(body).writeKey
    except (ValueError, RecursionError):
        return ""
    return key if isinstance(key, str) else ""


def read_single(body: bytes, kind: str, agent: str, salt: bytes = b"") -> Parcel:
    """One message whose type the path names; `salt` tells apart what carries no id. Raises Unreadable."""
    try:
        head = _single.decode(body)
    except RecursionError:
        raise Unreadable(f"Nest at most {limits.DEPTH} levels deep.") from None
    except ValueError as error:
        raise Unreadable(f"The body is not a JSON object: {error}.") from None
    parcel = Parcel(_envelope(head.sentAt, None, msgspec.Raw(b""), agent), kind)
    _take(parcel, [body], kind, salt)
    return parcel


def read_batch(body: bytes, agent: str) -> Parcel:
    """A batch. Raises Unreadable and TooLarge; a bad message in it is only rejected."""
    batch = _read(body)
    if len(batch.batch) > limits.EVENTS:
        raise TooLarge(f"Send at most {limits.EVENTS} events in one batch.")
    envelope = _envelope(batch.sentAt, batch.timestamp, batch.context, agent)
    if len(envelope) > limits.SHARED_BYTES:
        raise TooLarge("Keep the batch's shared context under 8 KB.")
    parcel = Parcel(envelope)
    _take(parcel, batch.batch, "", salt(batch.sentAt, batch.timestamp))
    return parcel


def salt(sent_at: Any, timestamp: Any) -> bytes:
    """What tells apart two messages of two batches that carry no id."""
    return f"{sent_at}|{timestamp}".encode("utf-8", "replace")


def _read(body: bytes, again: bool = True) -> _Batch:
    """What nests so deep that nothing reads it is cut off far below the depth at which its own event is refused: neighbours stay."""
    try:
        batch = _batch.decode(body)
        shape.once_outside(body, _colons(batch))
        return batch
    except RecursionError:
        shorter = shape.cut(body, 2 * limits.DEPTH) if again else b""
        if shorter:
            return _read(shorter, again=False)
        raise Unreadable(f"Nest at most {limits.DEPTH} levels deep.") from None
    except Misshapen as error:
        raise Unreadable(str(error)) from None
    except ValueError as error:
        raise Unreadable(f'The body is not a JSON object {{"batch": […]}}: {error}.') from None


def _colons(batch: _Batch) -> int:
    """How many colons a body holds that says nothing but this."""
    named = [value for value in (batch.writeKey, batch.sentAt, batch.timestamp) if value is not None]
    texts = [msgspec.json.encode(value) for value in named] + ([bytes(batch.context)] if bytes(batch.context) else [])
    return 1 + len(texts) + sum(text.count(b":") for text in texts) + sum(bytes(item).count(b":") for item in batch.batch)


def _envelope(sent_at: Any, timestamp: Any, context: msgspec.Raw, agent: str) -> bytes:
    parts: dict[str, Any] = {}
    if isinstance(sent_at, str | int | float):
        parts["sentAt"] = sent_at
    if isinstance(timestamp, str | int | float):
        parts["timestamp"] = timestamp
    if len(bytes(context)) > 2:
        try:
            parts["context"] = shape.decode(context)
        except Misshapen as error:
            if error.reason != DropReason.NOT_AN_OBJECT:  # null and the like say nothing
                raise Unreadable(f"The batch's context: {error.detail}") from None
    if agent:
        parts["userAgent"] = agent[:500]
    return msgspec.json.encode(parts)


def _take(parcel: Parcel, items: list[Any], kind: str, salt: bytes) -> None:
    parcel.count = len(items)
    for index, raw in enumerate(items):
        try:
            parcel.taken.append(messages.read(raw, kind, salt))
        except Misshapen as error:
            parcel.rejected.append(_rejected(index, bytes(raw), error))


def _rejected(index: int, text: bytes, error: Misshapen) -> Rejected:
    message_id = ""
    if len(text) <= 8 * limits.EVENT_BYTES:
        try:
            message_id = messages.identifier(shape.decode(text).get("messageId"))[: limits.ID_CHARS]
        except Misshapen:
            message_id = ""
    # Whole, so that it can be replayed; of what is too large only the beginning.
    kept = shape.as_sent(text if len(text) <= limits.EVENT_BYTES else text[:2_000])
    return Rejected(index, message_id, error.reason, error.detail, error.pointer, kept.decode("utf-8", "replace"))
