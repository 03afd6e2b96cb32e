"""The accepted shape of one JSON object: depth, keys and numbers are bounded while it is decoded, in C."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, NewType

import msgspec
from msgspec import Meta

from tracking.domain import limits
from tracking.enums import DropReason

# Made here, not written down: a checker need not read it.
_named: Any = NewType


def _bounded() -> Any:
    """JSON nested at most DEPTH deep, written out level by level, because a type cannot name itself here."""
    whole = Annotated[int, Meta(ge=-limits.NUMBER, le=limits.NUMBER)]
    broken = Annotated[float, Meta(ge=-float(limits.NUMBER), le=float(limits.NUMBER))]
    key = Annotated[str, Meta(max_length=limits.KEY_CHARS)]
    leaf: Any = str | whole | broken | bool | None
    value = leaf
    for level in range(limits.DEPTH - 1):
        # Named, so that its hash is not that of everything below it: a level names the one below twice.
        below = _named(f"Level{level}", value)
        value = leaf | _object(key, below) | list.__class_getitem__(below)
    return _object(key, value)


def _object(key: Any, value: Any) -> Any:
    return Annotated.__class_getitem__((dict.__class_getitem__((key, value)), Meta(max_length=limits.KEYS)))  # type: ignore[attr-defined]


_DECODER = msgspec.json.Decoder(_bounded())
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
# For a reader that need not understand numbers: a number of 5,000 digits is its own event's matter.
_NUMBERS: dict[str, Any] = {"parse_int": str, "parse_float": str, "parse_constant": str}
_BRACKETS = 100_000
# A string whole, and to the end when nothing closes it: else each quote in it would be looked through again. It always matches, so it
# needs no possessive quantifiers, with which the first Pythons 3.11 lose their way.
_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
_TOKENS = re.compile(_STRING + rb"|[\[\]{}]", re.DOTALL)
# Bare words, which several SDKs send and no reader of JSON takes.
_BARE = re.compile(_STRING + rb"|NaN|Infinity", re.DOTALL)
_WORDS = 10_000
# What stands in their place: numbers that no event may hold, so that only the event around them is refused.
_STAND_INS = {b"NaN": b"9.0071e307", b"Infinity": b"9.0072e307"}
_DEEP = re.compile(r"got `(object|array)`|of length")
_WHERE = re.compile(r" - at `(.*)`$")


class Misshapen(ValueError):
    """Not an acceptable object: why, and where in it."""

    def __init__(self, reason: DropReason, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail, self.pointer = reason, detail, pointer


def decode(text: bytes | msgspec.Raw) -> dict[str, Any]:
    """The object behind `text`. Raises Misshapen."""
    try:
        found = _DECODER.decode(text)
    except RecursionError:
        raise Misshapen(DropReason.TOO_DEEP, f"Nest at most {limits.DEPTH} levels deep.") from None
    except msgspec.ValidationError as error:
        raise _explained(str(error), any(number in bytes(text) for number in _STAND_INS.values())) from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise Misshapen(DropReason.NOT_AN_OBJECT, f"Not JSON: {error}") from None
    _once(bytes(text), found)
    return found


def _once(text: bytes, found: dict[str, Any]) -> None:
    """No key stands twice: the decoder keeps the last one and does not tell, but a colon of the text is then missing in what it found."""
    if _colons(text) != msgspec.json.encode(found).count(b":"):
        for key, pointer in _doubled(json.loads(text, object_pairs_hook=tuple)):
            raise _twice(key, pointer)


def once_outside(text: bytes, known: int) -> None:
    """No key of the outermost object of a request stands twice, whatever is within; `known` colons are accounted for. Raises Misshapen."""
    told = _colons(text)
    if told == known:
        return
    values = _OBJECT.decode(text)
    if told == len(values) + sum(bytes(value).count(b":") + key.count(":") for key, value in values.items()):
        return
    outermost: list[Any] = []
    json.loads(text, object_pairs_hook=lambda pairs: outermost.__setitem__(slice(None), pairs), **_NUMBERS)
    names = Counter(key for key, _value in outermost)
    for key in (key for key, times in names.items() if times > 1):
        raise _twice(key, f"/{key}")


def _colons(text: bytes) -> int:
    """How many stand in a text, after keys and in strings; -1 when one may be written as an escape."""
    return -1 if b"\\u003" in text and (b"\\u003a" in text or b"\\u003A" in text) else text.count(b":")


def _doubled(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each key that an object (a tuple of pairs) names again, and where."""
    if isinstance(value, tuple):
        seen: set[str] = set()
        for key, item in value:
            if key in seen:
                yield key, f"{path}/{key}"
            seen.add(key)
            yield from _doubled(item, f"{path}/{key}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _doubled(item, f"{path}/{place}")


def _twice(key: str, pointer: str) -> Misshapen:
    return Misshapen(DropReason.KEY_TWICE, f"The key “{key}” stands twice in one object: give it once.", pointer)


def cut(text: bytes, levels: int) -> bytes:
    """`text` without what nests deeper than `levels`, for a reader that would fall over all of it; b"" when that is too much work."""
    kept, depth, start = [], 0, 0
    for number, token in enumerate(_TOKENS.finditer(text)):
        if number > _BRACKETS:
            return b""
        mark = token.group()
        if mark in (b"[", b"{"):
            depth += 1
            if depth == levels + 1:
                kept += [text[start : token.start()], b"0"]
        elif mark in (b"]", b"}"):
            depth -= 1
            if depth == levels:
                start = token.end()
    return b"".join([*kept, text[start:]]) if depth <= levels else b""


def readable(text: bytes) -> bytes:
    """`text` in which a bare NaN or Infinity, which would make all of it unreadable, is a number too large for the event that holds it."""
    if not 0 < text.count(b"NaN") + text.count(b"Infinity") <= _WORDS:
        return text
    return _BARE.sub(lambda found: _STAND_INS.get(found[0], found[0]), text)


def as_sent(text: bytes) -> bytes:
    """`text` with NaN and Infinity again where they stood."""
    for word, number in _STAND_INS.items():
        text = text.replace(number, word)
    return text


def _explained(message: str, not_a_number: bool) -> Misshapen:
    found = _WHERE.search(message)
    path = found.group(1) if found else "$"
    pointer = path.removeprefix("$").replace("[...]", "/*").replace("[", "/").replace("]", "")
    if path == "$" and "Expected `object`, got" in message:
        return Misshapen(DropReason.NOT_AN_OBJECT, "An event is a JSON object.")
    if _DEEP.search(message):
        detail = f"Nest at most {limits.DEPTH} levels deep, with at most {limits.KEYS} keys of at most {limits.KEY_CHARS} characters."
        return Misshapen(DropReason.TOO_DEEP, detail, pointer)
    if not_a_number:
        return Misshapen(DropReason.BAD_NUMBER, "NaN and Infinity are no numbers in JSON: send null, or leave the name out.", pointer)
    return Misshapen(DropReason.BAD_NUMBER, "Keep numbers within ±1,000,000,000,000,000.", pointer)
