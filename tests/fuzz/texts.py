"""What anybody may send: JSON texts written by hand and by machine, and messages whose every field may hold anything."""

import base64
import json
from typing import Any

from hypothesis import strategies as st

from tracking.api.collect import BATCHES, SINGLES

NASTY = st.sampled_from(
    ["", "\x00", "\ufffd", "\ud800", "a\udfffb", "😀", "汉", "\\u0000", "\u202e", "javascript:alert(1)", "x" * 1_100, "2026-13-45"]
)
NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([10**15, 10**15 + 1, -(10**30), 2**63, 2**64, 1e-320, 1e300]))
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=20), NASTY)
KEYS = st.one_of(st.text(max_size=8), NASTY)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
NAMES = (
    "type", "event", "name", "anonymousId", "userId", "groupId", "previousId", "messageId", "timestamp", "sentAt", "originalTimestamp",
    "properties", "traits", "context", "integrations", "writeKey", "channel",
)  # fmt: skip
INNER = (
    "url", "path", "title", "referrer", "search", "page", "campaign", "source", "medium", "userAgent", "locale", "ip", "library", "email",
    "phone", "company", "screen", "timezone", "userAgentData", "device", "engaged_ms", "click_ids", "first_name", "address",
)  # fmt: skip
RAW = st.sampled_from([
    "-1e400", "1e400", "9" * 5_000, "0." + "1" * 5_000, "[" * 40 + "]" * 40, "[" * 20_000 + "]" * 20_000, '{"a":1,"a":2}', "-0",
    '"\\u0000"', '"\\ud83d\\ude00"', '"\\\\u0000"', '{"type":"page","userId":"u","userId":7}', '"' + "y" * 33_000 + '"',
])  # fmt: skip


def good(message_id: str) -> dict[str, Any]:
    return {"type": "track", "event": "seen", "anonymousId": "a-1", "messageId": message_id}


def written(value: Any, ascii_only: bool) -> str:
    """As some library would write it; a lone surrogate only fits through an escape."""
    try:
        text = json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)
        text.encode()
    except (ValueError, UnicodeEncodeError):
        text = json.dumps(_finite(value))
    return text


def _finite(value: Any) -> Any:
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


TEXTS = st.builds(written, JSON, st.booleans()) | RAW
DEEP = st.dictionaries(st.sampled_from(INNER) | KEYS, JSON | st.dictionaries(st.sampled_from(INNER), JSON, max_size=4), max_size=6)
PLAIN = {"type": st.sampled_from(["track", "page", "screen", "identify", "group", "alias"]), "userId": st.text(max_size=4) | NASTY}
MESSAGES = st.builds(
    lambda base, more, extra: {**extra, **more, **base},
    st.fixed_dictionaries(PLAIN, optional={"event": NASTY, "groupId": NASTY, "previousId": NASTY, "anonymousId": NASTY}),
    st.dictionaries(st.sampled_from(NAMES[9:]), DEEP | JSON, max_size=6),
    st.fixed_dictionaries({"event": st.just("e"), "groupId": st.just("g"), "previousId": st.just("p"), "anonymousId": st.just("a")}),
)
ITEMS = TEXTS | st.builds(written, MESSAGES, st.booleans())

PATHS = st.sampled_from(
    [*BATCHES, *SINGLES, "/px.gif", "/sourceConfig", "/v1/projects/x/settings", "/v1/projects/settings", "/v1/", "/v1//"]
)
ANY_PATH = PATHS | st.builds(lambda end: f"/v1/{end}", st.text(st.characters(max_codepoint=255), max_size=12))
# What a server lets through: a header is latin-1 without control characters.
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
QUERY = st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=40)
SCHEMES = st.sampled_from(["Basic ", "Bearer ", "bearer wk_", "Digest ", "", "Basic"])
PARTS = {
    "HTTP_AUTHORIZATION": st.builds(lambda scheme, rest: scheme + rest, SCHEMES, HEADER),
    "HTTP_X_WRITE_KEY": HEADER, "HTTP_ORIGIN": HEADER, "HTTP_REFERER": HEADER, "HTTP_USER_AGENT": HEADER,
    "HTTP_CONTENT_ENCODING": st.sampled_from(["gzip", "deflate", "br", "gzip, deflate", "identity"]) | HEADER,
    "CONTENT_TYPE": st.sampled_from(["application/json", "text/plain", "multipart/form-data; boundary=x"]) | HEADER,
    "CONTENT_LENGTH": st.sampled_from(["", "0", "-1", "1e9", "²", "99999999999"]) | HEADER,
    "HTTP_X_FORWARDED_FOR": HEADER, "HTTP_ACCEPT": HEADER,
}  # fmt: skip
HEADERS = st.fixed_dictionaries({}, optional=PARTS)


def encoded(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode()
