"""The protocol's small print, as tables: whose key counts, which ids, which clock, what an envelope lends, what a browser may ask."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock
from tests.conftest import NOON
from tests.tracking.conftest import Shop, call, zipped
from tracking.api.answers import REASONS
from tracking.api.collect import BATCHES, SINGLES
from tracking.gateways import inbox_writer
from tracking.models import Event, Visitor

EVENT: dict[str, Any] = {"type": "track", "event": "seen", "anonymousId": "a-1", "messageId": "m-1"}
WRONG = "wk_wrong"
ORIGIN = {"HTTP_ORIGIN": "https://www.shop.example"}


def one(shop: Shop, item: dict[str, Any], path: str = "/v1/batch", **envelope: Any) -> Event:
    """What `item` becomes, sent alone in a batch with that envelope."""
    assert shop.send(path, {"batch": [item], **envelope}).verdicts == ["accepted"]
    shop.digest()
    [event] = shop.events(message_id=item["messageId"])
    return event


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


# ---- addresses

ADDRESSES = [
    *(f"/v1/{name}" for name in ("track", "page", "screen", "identify", "group", "alias", "batch", "import")),
    *(f"/v1/{letter}" for letter in "tpsigab"),
    *(f"/api/s/{name}" for name in ("track", "page", "screen", "identify", "group", "alias", "batch")),
    *(f"/api/s/s2s/{name}" for name in ("track", "page", "screen", "identify", "group", "alias", "batch")),
    "/beacon/v1/batch",
]


def test_every_address_is_known() -> None:
    assert sorted([*BATCHES, *SINGLES]) == sorted(ADDRESSES)


@pytest.mark.parametrize("shape", ["{}", "{}/", "/{}"])
@pytest.mark.parametrize("address", BATCHES)
def test_a_batch_goes_in_at_every_address_however_the_slashes_stand(shop: Shop, address: str, shape: str) -> None:
    answer = shop.send(shape.format(address), {"batch": [EVENT]})
    assert (answer.status, answer.verdicts) == (200, ["accepted"])


def test_the_path_names_the_kind_only_of_what_has_none(shop: Shop) -> None:
    assert shop.send("/v1/page", {**EVENT, "messageId": "said"}).verdicts == ["accepted"]
    assert shop.send("/v1/page", {"anonymousId": "a-1", "messageId": "unsaid"}).verdicts == ["accepted"]
    shop.digest()
    assert {event.message_id: event.kind for event in shop.events()} == {"said": "track", "unsaid": "page"}


# ---- keys: (Authorization, X-Write-Key, body, query) in the order of trust; "" is left out

KEYS = [
    (("basic:", "", "", ""), 200), (("basic", "", "", ""), 200), (("bearer", "", "", ""), 200), (("", "key", "", ""), 200),
    (("", "jitsu", "masked", ""), 200), (("", "", "key", ""), 200), (("", "", "", "key"), 200), (("oauth", "", "key", ""), 200),
    (("oauth", "key", "wrong", ""), 200), (("basic:", "wrong", "wrong", "wrong"), 200), (("", "key", "wrong", "wrong"), 200),
    (("", "", "key", "wrong"), 200), (("empty", "", "key", ""), 200), (("digest", "", "key", ""), 200),
    (("wrong", "key", "key", "key"), 401), (("", "wrong", "key", "key"), 401), (("", "", "wrong", "key"), 401),
    (("", "", "", "wrong"), 401), (("", "", "", ""), 401), (("oauth", "", "", ""), 401),
    (("garbage", "", "key", ""), 200), (("foreign", "", "key", ""), 401),
]  # fmt: skip


@pytest.mark.parametrize(("places", "status"), KEYS)
def test_the_first_place_that_names_a_key_counts(shop: Shop, places: tuple[str, str, str, str], status: int) -> None:
    key = shop.key
    header, own, body, query = places
    authorization = {
        "basic:": basic(f"{key}:"), "basic": basic(key), "bearer": f"Bearer {key}", "oauth": "Bearer ey.J.x", "wrong": basic(WRONG),
        "empty": basic(":"), "digest": 'Digest username="x"', "garbage": "Basic !", "foreign": "Basic \xe9\xff",
    }  # fmt: skip
    values = {"key": key, "wrong": WRONG, "jitsu": f"{key}:secret", "masked": f"{key}:***"}
    environ = {
        **({"HTTP_AUTHORIZATION": authorization[header]} if header else {}),
        **({"HTTP_X_WRITE_KEY": values[own]} if own else {}),
    }
    sent = {**EVENT, **({"writeKey": values[body]} if body else {})}
    answer = call("POST", f"/v1/track?writeKey={values[query]}" if query else "/v1/track", sent, **environ)
    assert (answer.status, shop.stored()) == (status, int(status == 200))


# ---- ids

IDS: list[tuple[Any, Any, str, str | None]] = [
    ("a", None, "a", None), ("a", "", "a", None), (None, "u", "user:u", "u"), ("", "u", "user:u", "u"), (7, None, "7", None),
    (None, 42, "user:42", "42"), (None, 42.0, "user:42", "42"), (None, 1.5, "user:1.5", "1.5"), ("a", 0, "a", "0"),
    ("  ", " u ", "user:u", "u"), ("a", {"id": 1}, "a", None), ("a", ["u"], "a", None), ("a", True, "a", None), ("用户", "ü", "用户", "ü"),
]  # fmt: skip


@pytest.mark.parametrize(("anonymous", "user", "who", "user_id"), IDS)
def test_ids(shop: Shop, anonymous: Any, user: Any, who: str, user_id: str | None) -> None:
    event = one(shop, {**EVENT, "anonymousId": anonymous, "userId": user})
    [visitor] = [visitor for visitor in shop.of(Visitor) if visitor.id == event.visitor_id]
    assert (visitor.anonymous_id, event.identity.get("user_id")) == (who, user_id)


# ---- clocks

BACK = timedelta(hours=3)


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


CLOCKS: list[tuple[dict[str, Any], dict[str, Any], timedelta]] = [
    ({}, {}, timedelta()),
    ({}, {"sentAt": at(NOON)}, timedelta()),
    ({"timestamp": at(NOON - BACK)}, {}, BACK),
    ({"timestamp": at(NOON - BACK)}, {"sentAt": at(NOON)}, BACK),
    ({"timestamp": at(NOON + BACK)}, {"sentAt": at(NOON + 2 * BACK)}, BACK),  # a clock six hours fast
    ({"timestamp": at(NOON + BACK), "sentAt": at(NOON + 2 * BACK)}, {}, BACK),
    ({"timestamp": at(NOON + BACK), "sentAt": at(NOON + 2 * BACK)}, {"sentAt": at(NOON)}, BACK),  # the item's own goes first
    ({"originalTimestamp": at(NOON - 3 * BACK)}, {"sentAt": at(NOON - 2 * BACK)}, BACK),  # six hours slow, as rudder says it
    ({"originalTimestamp": at(NOON)}, {"sentAt": at(NOON), "timestamp": at(NOON)}, timedelta()),
    ({"originalTimestamp": at(NOON), "timestamp": at(NOON - BACK)}, {"sentAt": at(NOON)}, BACK),  # the caller's own time
    ({}, {"timestamp": at(NOON - BACK), "sentAt": at(NOON)}, BACK),
    ({"timestamp": "2026-11-02T11:00:00+02:00"}, {}, BACK),
    ({"timestamp": "2026-11-02T09:00:00.000000"}, {}, BACK),
    ({"timestamp": (NOON - BACK).timestamp()}, {}, BACK),
    ({"timestamp": int((NOON - BACK).timestamp() * 1000)}, {}, BACK),
    ({"timestamp": at(NOON - BACK)}, {"sentAt": "yesterday"}, BACK),
    ({"timestamp": at(NOON - BACK)}, {"sentAt": None}, BACK),
    ({"timestamp": None, "originalTimestamp": ""}, {}, timedelta()),
    ({"timestamp": at(NOON)}, {"sentAt": at(NOON - timedelta(minutes=2))}, timedelta()),  # sent before it happened: when it came
]


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(("own", "envelope", "age"), CLOCKS)
def test_clocks(shop: Shop, own: dict[str, Any], envelope: dict[str, Any], age: timedelta) -> None:
    event = one(shop, {**EVENT, **own}, **envelope)
    assert (NOON - event.occurred_at, event.received_at) == (age, NOON)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("own", [{"timestamp": "soon"}, {"timestamp": at(NOON - timedelta(days=40))}, {"timestamp": at(NOON + BACK)}])
def test_a_time_that_cannot_be_is_put_aside(shop: Shop, own: dict[str, Any]) -> None:
    assert shop.send("/v1/batch", {"batch": [{**EVENT, **own}]}).verdicts == ["accepted"]
    shop.digest()
    assert ([(row.verdict, row.reason) for row in shop.refusals()], shop.events()) == ([("quarantined", "bad_time")], [])


@pytest.mark.usefixtures("noon")
def test_an_import_keeps_its_times(shop: Shop) -> None:
    past = datetime(2019, 3, 1, 8, tzinfo=UTC)
    event = one(shop, {**EVENT, "timestamp": at(past)}, path="/v1/import", sentAt=at(NOON + BACK))
    assert (event.occurred_at, event.door) == (past, "import")


# ---- envelopes

SHARED = {"locale": "de-DE", "page": {"url": "https://shared.example/", "title": "Shared"}}
ENVELOPES: list[tuple[dict[str, Any], dict[str, Any], tuple[str, str]]] = [
    ({}, {"context": SHARED}, ("de-DE", "https://shared.example/")),
    ({"context": {"locale": "fr-FR"}}, {"context": SHARED}, ("fr-FR", "https://shared.example/")),
    ({"context": {"page": {"url": "https://own.example/"}}}, {"context": SHARED}, ("de-DE", "https://own.example/")),
    ({"context": None}, {"context": SHARED}, ("de-DE", "https://shared.example/")),
    ({"context": {"locale": "fr-FR"}}, {"context": None}, ("fr-FR", "")),
    ({"context": {"locale": "fr-FR"}}, {"context": "none"}, ("fr-FR", "")),
    ({"context": {"locale": "fr-FR"}}, {"context": []}, ("fr-FR", "")),
    (
        {"context": {"locale": "fr-FR"}},
        {"integrations": {"All": True}, "channel": "server", "_metadata": None, "version": 3},
        ("fr-FR", ""),
    ),
    ({"context": {"locale": "fr-FR"}, "integrations": {"All": False}, "_metadata": {"bundled": []}}, {}, ("fr-FR", "")),
]


@pytest.mark.parametrize(("own", "envelope", "expected"), ENVELOPES)
def test_envelopes(shop: Shop, own: dict[str, Any], envelope: dict[str, Any], expected: tuple[str, str]) -> None:
    event = one(shop, {**EVENT, **own}, **envelope)
    assert (event.context.get("locale", ""), event.url) == expected


TRAITS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"traits": {"a": 1}}, {"a": 1}),
    ({"context": {"traits": {"a": 1}}}, {"a": 1}),
    ({"traits": {"a": 1}, "context": {"traits": {"a": 2, "b": 2}}}, {"a": 1, "b": 2}),
    ({"traits": None, "context": {"traits": {"a": 1}}}, {"a": 1}),
    ({"traits": "x", "context": {"traits": ["x"]}}, {}),
]


@pytest.mark.parametrize(("parts", "traits"), TRAITS)
def test_traits_stand_in_two_places(shop: Shop, parts: dict[str, Any], traits: dict[str, Any]) -> None:
    event = one(shop, {"type": "identify", "userId": "u", "messageId": "m", **parts})
    assert event.identity == {"user_id": "u", **({"traits": traits} if traits else {})}


def test_a_groups_traits_are_the_accounts(shop: Shop) -> None:
    item = {
        "type": "group",
        "userId": "u",
        "groupId": 7,
        "messageId": "m",
        "traits": {"name": "Acme"},
        "context": {"traits": {"email": "a@b.example"}},
    }
    assert one(shop, item).identity == {
        "user_id": "u", "email": "a@b.example", "traits": {"email": "a@b.example"}, "group": {"id": "7", "name": "Acme"},
    }  # fmt: skip


PAGES: list[tuple[dict[str, Any], tuple[str, str, str, dict[str, Any]]]] = [
    ({"context": {"page": {"url": "https://a.example/x", "referrer": "$direct"}}}, ("/x", "", "direct", {})),
    ({"properties": {"url": "https://a.example/x", "referrer": ""}}, ("/x", "", "direct", {"url": "https://a.example/x", "referrer": ""})),
    ({"name": "Price", "category": "Docs"}, ("Price", "", "direct", {"category": "Docs"})),
    ({"name": "Price", "category": "Docs", "properties": {"category": "Own"}}, ("Price", "", "direct", {"category": "Own"})),
    ({"category": None}, ("page", "", "direct", {})),
    (
        {"context": {"page": {"url": "https://a.example/x", "search": "?utm_id=9&utm_campaign=Autumn"}}},
        ("/x", "Autumn", "other", {}),
    ),
    (
        {
            "context": {
                "page": {"url": "https://a.example/x"},
                "campaign": {"name": "Autumn", "medium": "email", "source": "n", "extra": "y"},
            }
        },
        ("/x", "Autumn", "email", {}),
    ),
]


@pytest.mark.parametrize(("parts", "expected"), PAGES)
def test_pages(shop: Shop, parts: dict[str, Any], expected: tuple[str, str, str, dict[str, Any]]) -> None:
    event = one(shop, {"type": "page", "anonymousId": "a", "messageId": "m", **parts})
    assert (event.name, event.campaign, event.channel, event.properties) == expected
    assert event.referrer == ""


# ---- browsers

ASKED = [
    "authorization", "content-type", "x-write-key", "x-retry-count", "anonymousid", "sentat", "rsa-retry-attempt", "rsa-since-last-attempt",
    "rsa-since-first-attempt", "rsa-retry-reason", "rsa-recovered", "x-ip-policy", "x-enable-debug",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/t", "/api/s/track", "/beacon/v1/batch", "/v1/projects/wk_x/settings", "/sourceConfig/"])
def test_a_preflight(path: str) -> None:
    answer = call("OPTIONS", path, **ORIGIN)
    allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
    # Beside what the SDKs send: a page that compresses for itself.
    assert (answer.status, answer.text, sorted(allowed)) == (204, b"", sorted([*ASKED, "content-encoding"]))
    assert {name: answer.headers[name] for name in answer.headers if name.startswith("Access") and "Headers" not in name} == {
        "Access-Control-Allow-Origin": ORIGIN["HTTP_ORIGIN"],
        "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
        "Access-Control-Max-Age": "7200",
    }
    assert answer.headers["Vary"] == "Origin"


def test_a_page_may_read_every_answer(shop: Shop) -> None:
    answers = [
        shop.send("/v1/track", EVENT, **ORIGIN), shop.send("/v1/track", EVENT, key=WRONG, **ORIGIN), shop.send("/v1/track", b"{", **ORIGIN),
        call("GET", f"/v1/projects/{shop.key}/settings", **ORIGIN), call("GET", "/px.gif", **ORIGIN), call("GET", "/v1/track", **ORIGIN),
    ]  # fmt: skip
    assert [answer.status for answer in answers] == [200, 401, 400, 200, 200, 405]
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers} == {ORIGIN["HTTP_ORIGIN"]}
    assert [answer for answer in answers if "Access-Control-Allow-Credentials" in answer.headers] == []


def test_a_beacon(shop: Shop) -> None:
    """No header but its type, the key in the query."""
    told = {"CONTENT_TYPE": "text/plain;charset=UTF-8", **ORIGIN}
    answer = call("POST", f"/beacon/v1/batch?writeKey={shop.key}", {"batch": [EVENT]}, **told)
    assert (answer.status, answer.verdicts) == (200, ["accepted"])


def data(body: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")


def test_the_pixel_is_always_a_picture(shop: Shop) -> None:
    key = {"writeKey": shop.key}
    stored = [f"data={data({**EVENT, **key})}", f"data={data({**EVENT, 'messageId': 'm-2'})}&writeKey={shop.key}"]
    nothing = ["", "data=", "data=%C3%A9", "data=!!", f"data={data(EVENT)}", f"data={data({**EVENT, 'writeKey': WRONG})}",
               f"data={data(key)}", "data=5", "data=%00", f"data={data({**EVENT, 'writeKey': 5})}"]  # fmt: skip
    answers = [call("GET", f"/px.gif?{query}") for query in (*stored, *nothing)]
    assert {(answer.status, answer.headers["Content-Type"], len(answer.text)) for answer in answers} == {(200, "image/gif", 42)}
    shop.digest()
    assert [(event.name, event.kind) for event in shop.events()] == [("seen", "track")] * 2


def test_a_picture_without_an_id_counts_every_time(shop: Shop) -> None:
    """One address stands in every copy of a page or a mail."""
    unnamed = {"event": "opened", "anonymousId": "a", "writeKey": shop.key}
    for body in (unnamed, unnamed, unnamed, {**unnamed, "messageId": "m-1"}, {**unnamed, "messageId": "m-1"}):
        call("GET", f"/px.gif?data={data(body)}")
    shop.digest()
    assert sorted(event.message_id[:2] for event in shop.events()) == ["h-", "h-", "h-", "m-"]


SETTINGS = ["/v1/projects/{}/settings", "/v1/projects/{}/settings/", "/sourceConfig?writeKey={}", "/sourceConfig/?p=npm&v=3&writeKey={}"]


@pytest.mark.parametrize("address", SETTINGS)
def test_settings(shop: Shop, address: str) -> None:
    found = call("GET", address.format(shop.key), **ORIGIN)
    assert (found.status, found.headers["Content-Type"], shop.key in json.dumps(found.json)) == (200, "application/json", True)
    assert call("GET", address.format(WRONG)).status == 401


def test_source_config_by_basic(shop: Shop) -> None:
    found = call("GET", "/sourceConfig/?p=npm", HTTP_AUTHORIZATION=basic(f"{shop.key}:")).json["source"]
    assert (found["writeKey"], found["enabled"], found["destinations"]) == (shop.key, True, [])


# ---- come again


def test_too_much_at_once_is_429(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_writer.WRITER.turns, "room", 10)
    with clock.pretend(NOON):
        answer = shop.send("/v1/track", EVENT, **ORIGIN)
    told = {name: answer.headers[name] for name in ("Retry-After", "X-RateLimit-Reset", "Content-Type")}
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After, X-RateLimit-Reset"  # else a page's script cannot see them
    assert (answer.status, answer.json["code"], shop.stored()) == (429, "busy", 0)
    assert told == {"Retry-After": "1", "X-RateLimit-Reset": "1", "Content-Type": "application/problem+json"}


def test_every_status_has_its_words() -> None:
    assert {status for status in REASONS if status >= 400} == {400, 401, 403, 404, 405, 413, 429, 503}


def test_a_mended_body_type_never_matters(shop: Shop) -> None:
    for number, kind in enumerate(("multipart/form-data; boundary=x", "application/octet-stream", "application/json; charset=utf-8", "x")):
        assert shop.send("/v1/t", zipped({**EVENT, "messageId": str(number)}), CONTENT_TYPE=kind).status == 200
