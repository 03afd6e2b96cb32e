"""Whatever is said at the door is answered: never a 5xx, always JSON or the picture, and only what was told `accepted` is stored."""

import base64
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracking.conftest import Shop, call
from tracking.api.collect import BATCHES, SINGLES

PATHS = st.sampled_from([*BATCHES, *SINGLES, "/px.gif", "/sourceConfig/", "/v1/projects/wk_x/settings", "/v1/", "//v1/t", "/api/s/%00"])
LATIN = st.text(st.characters(max_codepoint=255), max_size=30)  # what a WSGI server makes of header bytes
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("event", "userId", "groupId", "previousId", "messageId", "timestamp", "originalTimestamp", "sentAt", "context",
         "properties", "traits", "integrations", "writeKey", "batch", "name", "category")  # fmt: skip
KINDS = st.sampled_from(["track", "page", "identify", "group", "alias", "screen"])
EVENTS = st.fixed_dictionaries({"type": KINDS | VALUES, "anonymousId": st.text(max_size=5) | VALUES}, optional=dict.fromkeys(NAMES, VALUES))
BODIES = (EVENTS | st.builds(lambda batch, rest: {**rest, "batch": batch}, st.lists(EVENTS | VALUES, max_size=4), EVENTS) | VALUES).map(
    lambda value: json.dumps(value).encode()
) | st.binary(max_size=60)
ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANY
@given(
    method=st.sampled_from(["POST", "POST", "GET", "OPTIONS", "PUT", "HEAD"]), path=PATHS, authorization=LATIN, key=LATIN, query=LATIN,
    body=BODIES, encoding=st.sampled_from(["", "gzip", "deflate", "br"]),
)  # fmt: skip
def test_any_request(shop: Shop, method: str, path: str, authorization: str, key: str, query: str, body: bytes, encoding: str) -> None:
    told = {
        "HTTP_AUTHORIZATION": f"Basic {authorization}", "HTTP_X_WRITE_KEY": key, "HTTP_CONTENT_ENCODING": encoding, "HTTP_ORIGIN": key,
    }  # fmt: skip
    answer = call(method, f"{path}?data={query}&writeKey={query}", body, **told)
    assert answer.status < 500


@ANY
@given(body=BODIES, path=st.sampled_from([*BATCHES, *SINGLES]))
def test_any_body_of_a_known_sender(shop: Shop, body: bytes, path: str) -> None:
    before = shop.stored()
    answer = shop.send(path, body)
    assert answer.status in (200, 400, 413)
    accepted = answer.verdicts.count("accepted") if "events" in answer.json else 0
    assert shop.stored() - before == accepted
    pixel = call("GET", f"/px.gif?writeKey={shop.key}&data={base64.urlsafe_b64encode(body).decode()}")
    assert (pixel.status, pixel.headers["Content-Type"]) == (200, "image/gif")


@ANY
@given(event=EVENTS)
def test_any_event_is_digested_or_put_aside(shop: Shop, event: dict[str, Any]) -> None:
    before = len(shop.events()) + len(shop.refusals())
    verdicts = shop.send("/v1/batch", {"batch": [event]}).json["events"]
    shop.digest()
    said = verdicts[0]["verdict"]
    new = [row for row in shop.refusals() if row.reason == "error"]
    assert (len(shop.events()) + len(shop.refusals()) - before, new) == (int(said != "duplicate"), [])
