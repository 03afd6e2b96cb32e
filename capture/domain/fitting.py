"""What a submission tells, in a message that the inbox takes: its answers may be longer than an event may be."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from capture.domain.content import PERSON, READ
from tracking.domain.limits import EVENT_BYTES

# How many characters of an answer are told: the most with which the whole fits. With the last of them any form fits.
LENGTHS = (2_000, 1_000, 500, 250, 120, 60)
# What a person is known by is never cut in two, and is short by itself.
WHOLE = frozenset({*PERSON, *READ, "submission_id"})


def fitted(told: Mapping[str, Any], message: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """The message of these values; long ones with as much of their beginning as fits. The submission keeps them whole."""
    made: dict[str, Any] = {}
    for longest in LENGTHS:
        made = message({name: _begun(value, LENGTHS[0] if name in WHOLE else longest) for name, value in told.items()})
        if len(msgspec.json.encode(made)) <= EVENT_BYTES:
            break
    return made


def _begun(value: Any, longest: int) -> Any:
    """The beginning of a text; the first of many choices, each of them as it is while there is room."""
    if isinstance(value, str):
        return value[:longest]
    return [_begun(one, longest) for one in value[: max(longest // 20, 3)]] if isinstance(value, list) else value
