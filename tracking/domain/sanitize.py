"""NUL and lone surrogates, which no database stores, become U+FFFD: on parsed strings, so that a backslash stays a backslash."""

import json
import re
from typing import Any

SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def suspect(body: bytes) -> bool:
    """Whether `body` may hold one of them (an emoji written as a pair makes it look so)."""
    return b"\\u" in body and SUSPECT.search(body) is not None


def cleaned(body: bytes) -> bytes:
    """The same JSON without them. Raises ValueError or RecursionError for what is no JSON."""
    parsed = json.loads(body, parse_constant=_no_constant)
    return json.dumps(_clean(parsed), ensure_ascii=False, separators=(",", ":")).encode()


def text(value: str) -> str:
    """One string without them."""
    return FORBIDDEN.sub("\ufffd", value)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {text(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
