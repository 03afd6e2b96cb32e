"""The protocol, as the SDKs speak it: paths × keys × encodings, verdicts, and what is refused how."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from kernel import clock, tenancy
from tests.conftest import NOON
from tests.tracking.conftest import Shop, call, zipped
from tracking.actions.replay import replay
from tracking.actions.sites import change_site, end_old_key, revoke_key, rotate_key
from tracking.api.collect import BATCHES, SINGLES
from tracking.gateways.keys import KEYS
from tracking.gateways.tally import TALLY
from tracking.models import Volume
from tracking.queries import live

TRACK = {"type": "track", "event": "seen", "anonymousId": "a-1", "messageId": "m-1"}
PARTS: dict[str, dict[str, Any]] = {
    "track": {"event": "seen"}, "page": {}, "screen": {}, "identify": {}, "group": {"groupId": "g"},
    "alias": {"previousId": "p", "userId": "u"},
}  # fmt: skip


def basic(text: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(text.encode()).decode()}


@pytest.mark.parametrize("path", [path + slash for path in SINGLES for slash in ("", "/")])
def test_the_path_names_the_kind(shop: Shop, path: str) -> None:
    kind = SINGLES[path.rstrip("/")]
    answer = shop.send(path, {**PARTS[kind], "anonymousId": "a-1", "messageId": path})
    assert (answer.status, answer.json["success"], answer.verdicts) == (200, True, ["accepted"])
    shop.digest()
    assert [(event.kind, event.message_id) for event in shop.events()] == [(kind, path)]


@pytest.mark.parametrize("path", list(BATCHES))
def test_in_a_batch_the_type_decides(shop: Shop, path: str) -> None:
    batch = [{"type": kind, "anonymousId": "a-1", "messageId": kind, **PARTS[kind]} for kind in PARTS]
    answer = shop.send(path, {"batch": batch, "sentAt": "2026-11-02T12:00:00Z"})
    assert (answer.status, answer.verdicts) == (200, ["accepted"] * 6)
    with tenancy.scope(shop.workspace.id):
        assert shop.stored() == 6


def test_every_way_to_name_the_key(shop: Shop) -> None:
    ways: list[tuple[dict[str, str], dict[str, str], str]] = [
        (basic(f"{shop.key}:"), {}, ""),
        (basic(shop.key), {}, ""),
        ({"HTTP_AUTHORIZATION": f"Bearer {shop.key}"}, {}, ""),
        ({"HTTP_AUTHORIZATION": "Bearer some-oauth-token"}, {"writeKey": shop.key}, ""),
        ({"HTTP_X_WRITE_KEY": shop.key}, {"writeKey": "wk_masked:***"}, ""),
        ({}, {"writeKey": shop.key}, ""),
        ({}, {}, f"?writeKey={shop.key}"),
    ]
    for number, (headers, body, query) in enumerate(ways):
        answer = call("POST", f"/v1/track{query}", {**TRACK, **body, "messageId": str(number)}, **headers)
        assert (number, answer.status) == (number, 200)


def test_an_unknown_missing_or_secret_key_is_401(shop: Shop) -> None:
    unknown = shop.key[:-1] + ("a" if shop.key[-1] != "a" else "b")
    for key in ("", "nonsense", unknown, shop.key.replace("wk_", "sk_")):
        answer = shop.send("/v1/track", TRACK, key=key)
        assert (answer.status, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert shop.stored() == 0


def test_a_header_beats_the_body(shop: Shop) -> None:
    assert shop.send("/v1/track", {**TRACK, "writeKey": shop.key}, key="wk_wrong").status == 401


def test_a_rotated_key_works_on_with_a_hint_until_it_ends(shop: Shop) -> None:
    with clock.pretend(NOON), tenancy.scope(shop.workspace.id):
        _, new = rotate_key(site_id=shop.site.id, actor=shop.actor)
    KEYS.forget()
    with clock.pretend(NOON + timedelta(days=6)):
        old, fresh = shop.send("/v1/track", TRACK), shop.send("/v1/track", {**TRACK, "messageId": "m-2"}, key=new)
    hint = {"Deprecation": f"@{int(NOON.timestamp())}", "Sunset": "Mon, 09 Nov 2026 12:00:00 GMT"}
    assert (old.status, old.verdicts, {name: old.headers.get(name) for name in hint}) == (200, ["accepted"], hint)
    assert (fresh.status, fresh.headers.get("Deprecation")) == (200, None)
    with tenancy.scope(shop.workspace.id):
        end_old_key(site_id=shop.site.id, actor=shop.actor)
    KEYS.forget()
    assert [shop.send("/v1/track", TRACK).status, shop.send("/v1/track", TRACK, key=new).status] == [401, 200]


def test_an_old_key_ends_by_itself(shop: Shop) -> None:
    with clock.pretend(NOON), tenancy.scope(shop.workspace.id):
        rotate_key(site_id=shop.site.id, actor=shop.actor)
    KEYS.forget()
    with clock.pretend(NOON + timedelta(days=7)):
        assert shop.send("/v1/track", TRACK).status == 401


def test_a_revoked_key_is_refused_within_five_seconds(shop: Shop) -> None:
    assert shop.send("/v1/track", TRACK).status == 200
    with tenancy.scope(shop.workspace.id):
        revoke_key(site_id=shop.site.id, actor=shop.actor)
    began = time.monotonic()
    while shop.send("/v1/track", TRACK).status != 401:
        assert time.monotonic() - began < 5
        time.sleep(0.1)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", "", "text/xml"])
@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_the_body_is_read_by_its_content(shop: Shop, content_type: str, encoding: str) -> None:
    sent = {"CONTENT_TYPE": content_type, **({"HTTP_CONTENT_ENCODING": encoding} if encoding else {})}
    assert shop.send("/v1/batch", zipped({"batch": [TRACK]}), **sent).verdicts == ["accepted"]
    assert shop.send("/v1/batch", {"batch": [TRACK]}, **sent).verdicts == ["duplicate"]


def test_first_wins_a_copy_is_a_duplicate_another_body_a_conflict(shop: Shop) -> None:
    changed = {**TRACK, "event": "other"}
    resent = {**TRACK, "sentAt": "2026-11-02T12:00:09Z"}
    sent = [{**TRACK, "sentAt": "2026-11-02T12:00:00Z"}, resent, changed]
    assert [shop.send("/v1/track", body).verdicts for body in sent] == [["accepted"], ["duplicate"], ["conflict"]]
    assert shop.send("/v1/batch", {"batch": [TRACK, TRACK, {**TRACK, "messageId": "m-2"}]}).verdicts == [
        "duplicate",
        "duplicate",
        "accepted",
    ]
    assert [(row.verdict, row.message_id, row.pointer) for row in shop.refusals()] == [("conflict", "m-1", "/messageId")]
    shop.digest()
    assert [event.name for event in shop.events()] == ["seen", "seen"]


def test_what_has_no_id_is_still_stored_once(shop: Shop) -> None:
    bare = {"batch": [{"type": "track", "event": "seen", "anonymousId": "a-1"}]}
    assert [shop.send("/v1/batch", bare).verdicts for _ in range(2)] == [["accepted"], ["duplicate"]]
    assert shop.send("/v1/batch", {**bare, "sentAt": "2026-11-02T12:00:00Z"}).verdicts == ["accepted"]


def test_fifty_copies_at_once_are_stored_once(shop: Shop) -> None:
    body = {"batch": [{**TRACK, "messageId": f"m-{n}"} for n in range(20)]}
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: shop.send("/v1/batch", body), range(50)))
    said = [verdict for answer in answers for verdict in answer.verdicts]
    assert ({answer.status for answer in answers}, said.count("accepted"), said.count("duplicate"), shop.stored()) == ({200}, 20, 980, 20)


def test_one_bad_of_a_hundred_costs_only_itself(shop: Shop) -> None:
    batch = [{**TRACK, "messageId": f"m-{n}"} for n in range(100)]
    batch[41] = {"type": "track", "anonymousId": "a-1", "messageId": "bad"}
    answer = shop.send("/v1/batch", {"batch": batch})
    assert (answer.status, answer.verdicts.count("accepted")) == (200, 99)
    bad = answer.json["events"][41]
    assert (bad["message_id"], bad["verdict"], bad["reason"], bad["pointer"]) == ("bad", "rejected", "no_event_name", "/event")
    assert [(row.message_id, row.reason) for row in shop.refusals()] == [("bad", "no_event_name")]


BAD: list[tuple[Any, str]] = [
    (5, "not_an_object"), ("x", "not_an_object"), (None, "not_an_object"), ([], "not_an_object"), ({"anonymousId": "a"}, "no_type"),
    ({"type": "pay", "anonymousId": "a"}, "no_type"), ({"type": "page"}, "no_id"),
    ({"type": "page", "userId": "", "anonymousId": None}, "no_id"),
    ({"type": "group", "userId": "u"}, "no_group_id"), ({"type": "alias", "userId": "u"}, "no_previous_id"),
    ({"type": "page", "userId": "u", "properties": {"x": 10**16}}, "bad_number"),
    ({"type": "page", "userId": "u", "properties": {str(n): n for n in range(300)}}, "too_deep"),
    ({"type": "page", "userId": "u", "properties": {"k" * 1100: 1}}, "too_deep"),
    ({"type": "page", "userId": "u", "properties": {"x": "y" * 33_000}}, "too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "reason"), BAD)
def test_each_reason(shop: Shop, item: Any, reason: str) -> None:
    answer = shop.send("/v1/batch", {"batch": [TRACK, item]})
    assert (answer.status, answer.verdicts, answer.json["events"][1]["reason"]) == (200, ["accepted", "rejected"], reason)
    alone = shop.send("/v1/batch", {"batch": [item]})
    assert (alone.status, alone.json["code"]) == (413 if reason == "too_large" else 400, reason)


def deep(levels: int) -> bytes:
    return b'{"type":"page","userId":"u","properties":{"x":' + b"[" * levels + b"]" * levels + b"}}"


HOSTILE = {
    "deep": deep(100_000), "deeper than allowed": deep(17), "5000 digits": b'{"userId":"u","properties":{"x":' + b"9" * 5000 + b"}}",
    "NaN": b'{"userId":"u","properties":{"x":NaN}}', "Infinity": b'{"userId":"u","x":-Infinity}', "1e400": b'{"userId":"u","x":1e400}',
    "a byte order mark": b'\xef\xbb\xbf{"userId":"u"}', "half": b'{"userId":', "nothing": b"", "a list": b"[]", "html": b"<html>",
    "deep with a surrogate": b'{"x":"\\ud800","y":' + b"[" * 100_000, "truncated gzip": zipped({"userId": "u"})[:-9],
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_is_400(shop: Shop, name: str) -> None:
    for path in ("/v1/page", "/v1/batch"):
        answer = shop.send(path, HOSTILE[name])
        assert (answer.status, answer.headers["Content-Type"], answer.json["status"]) == (400, "application/problem+json", 400)
    assert shop.stored() == 0


def test_too_much_is_413(shop: Shop) -> None:
    filler = {"batch": [{**TRACK, "messageId": str(n), "properties": {"x": "y" * 20_000}} for n in range(30)]}
    big = json.dumps(filler).encode()
    bomb = zipped({"batch": [], "x": "0" * 200_000_000})
    lying = shop.send("/v1/batch", big, CONTENT_LENGTH="10")
    without = shop.send("/v1/batch", big, CONTENT_LENGTH="")
    many = shop.send("/v1/batch", {"batch": [TRACK] * 1001})
    shared = shop.send("/v1/batch", {"batch": [TRACK], "context": {"x": "y" * 9_000}})
    answers = [
        shop.send("/v1/batch", big),
        lying,
        without,
        shop.send("/v1/batch", bomb),
        many,
        shared,
        shop.send("/v1/batch", bomb, key=""),
    ]
    assert [(answer.status, answer.json["status"]) for answer in answers] == [(413, 413)] * 7
    assert shop.stored() == 0


def test_nul_and_lone_surrogates_are_replaced_and_the_rest_is_kept(shop: Shop) -> None:
    body = (
        b'{"userId":"u","event":"a\\u0000b","messageId":"\\ud800",'
        b'"properties":{"k\\udc00":["\\ud83d\\ude00","\xe6\xb1\x89","\\\\u0000"],"x":"\xff"}}'
    )
    assert shop.send("/v1/track", body).verdicts == ["accepted"]
    shop.digest()
    [event] = shop.events()
    assert (event.name, event.message_id) == ("a\ufffdb", "\ufffd")
    assert event.properties == {"k\ufffd": ["😀", "汉", "\\u0000"], "x": "\ufffd"}
    assert event.context["sanitized"] is True


def test_only_what_was_mended_is_flagged(shop: Shop) -> None:
    """In one batch: one with a NUL, one whose sender wrote U+FFFD, one that only speaks of the escape."""
    texts = [b"\\u0000", b"\\ufffd", b"\\\\ufffD", "\ufffd".encode(), b"\xe6\xb1"]
    items = [b'{"type":"track","userId":"u","event":"e","messageId":"m%d","properties":{"x":"%s"}}' % pair for pair in enumerate(texts)]
    assert shop.send("/v1/batch", b'{"batch":[' + b",".join(items) + b"]}").verdicts == ["accepted"] * 5
    shop.digest()
    told = {event.message_id: (event.properties["x"], event.context.get("sanitized", False)) for event in shop.events()}
    assert told == {
        "m0": ("\ufffd", True), "m1": ("\ufffd", False), "m2": ("\\ufffD", False), "m3": ("\ufffd", False), "m4": ("\ufffd", True),
    }  # fmt: skip
    with tenancy.scope(shop.workspace.id):
        assert {moment.message_id: moment.sanitized for moment in live.moments()} == {name: flag for name, (_, flag) in told.items()}


def test_a_foreign_origin_is_refused_and_shown(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=["https://www.shop.example"])
    KEYS.forget()
    assert shop.send("/v1/track", TRACK, HTTP_ORIGIN="https://evil.example").status == 403
    assert shop.send("/v1/track", TRACK, HTTP_ORIGIN="https://www.shop.example").status == 200
    assert [(row.reason, row.message_id) for row in shop.refusals()] == [("origin", "m-1")]


def test_a_wildcard_lets_in_what_stands_below(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=["*.shop.example"])
    KEYS.forget()
    asked = ("https://de.shop.example", "https://shop.example", "https://shop.example.evil.example")
    assert [shop.send("/v1/track", TRACK, HTTP_ORIGIN=origin).status for origin in asked] == [200, 403, 403]


NOT_A_NUMBER = b'{"event":"seen","anonymousId":"a","messageId":"m-nan","properties":{"ratio":%s,"text":"NaN, -Infinity"}}'


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_what_is_no_number_costs_its_own_event_alone(shop: Shop, word: bytes) -> None:
    """As Python's json writes it."""
    bad = NOT_A_NUMBER % word
    good = json.dumps({**TRACK, "properties": {"text": "NaN"}}).encode()
    answer = shop.send(
        "/v1/batch", b'{"batch":[%s,%s,%s]}' % (good, bad.replace(b"{", b'{"type":"track",', 1), good.replace(b"m-1", b"m-2"))
    )
    assert (answer.status, answer.verdicts) == (200, ["accepted", "rejected", "accepted"])
    told = answer.json["events"][1]
    assert (told["reason"], told["pointer"]) == ("bad_number", "/*/*")
    alone = shop.send("/v1/track", bad)
    assert (alone.status, alone.json["code"]) == (400, "bad_number")
    with tenancy.scope(shop.workspace.id):
        replayed = replay([row.pk for row in shop.refusals()], actor=shop.actor)
    assert (replayed.still, [(row.reason, word in row.body.encode(), "9.007" in row.body) for row in shop.refusals()]) == (
        2,
        [("bad_number", True, False)] * 2,
    )
    shop.digest()
    assert [event.properties for event in shop.events()] == [{"text": "NaN"}] * 2


TWICE = [b'"x":1,"x":2', b'"x" : 1, "x" :2', b'"x":"a:b","\\u0078":{}', b'"x":"\\u003a","y":":","x":[]']


@pytest.mark.parametrize("twice", TWICE)
def test_a_key_that_stands_twice_costs_its_own_event_alone(shop: Shop, twice: bytes) -> None:
    """Which of the two was meant nobody knows (`reliability.md` row 8)."""
    bad = b'{"type":"track","event":"seen","anonymousId":"a","messageId":"m-twice","properties":{"deep":[{%s}]}}' % twice
    good = json.dumps(TRACK).encode()
    answer = shop.send("/v1/batch", b'{"batch":[%s,%s]}' % (good, bad))
    assert (answer.status, answer.verdicts) == (200, ["accepted", "rejected"])
    told = answer.json["events"][1]
    assert (told["reason"], told["pointer"]) == ("key_twice", "/properties/deep/0/x")
    assert told["detail"] == "The key “x” stands twice in one object: give it once."
    alone = shop.send("/v1/track", bad)
    assert (alone.status, alone.headers["Content-Type"], alone.json["code"]) == (400, "application/problem+json", "key_twice")
    assert [row.reason for row in shop.refusals()] == ["key_twice"] * 2


def test_an_envelope_with_a_key_twice_is_refused_whole(shop: Shop) -> None:
    one, two = json.dumps(TRACK).encode(), json.dumps({**TRACK, "messageId": "m-2"}).encode()
    bodies = [
        b'{"batch":[%s],"batch":[%s]}' % (one, two), b'{"batch":[%s],"b\\u0061tch":[%s]}' % (one, two),
        b'{"batch":[%s],"x":{},"x":%s}' % (one, two), b'{"batch":[%s],"context":{"a":1,"a":2}}' % one,
    ]  # fmt: skip
    answers = [shop.send("/v1/batch", body) for body in bodies]
    assert [(answer.status, answer.headers["Content-Type"]) for answer in answers] == [(400, "application/problem+json")] * 4
    assert "stands twice" in answers[0].json["detail"]
    assert shop.stored() == 0
    fine = b'{ "x:y" : {"a":1} , "batch" : [%s], "sentAt": "2026-05-04T12:00:00Z", "writeKey" : null, "context":{"a":":"} }' % one
    assert shop.send("/v1/batch", fine).verdicts == ["accepted"]


def test_a_request_that_is_refused_whole_leaves_its_trace(shop: Shop) -> None:
    """Under the key of the header, of the body's address and of the picture's; not for a key that nobody knows."""
    large = b" " * 600_000
    said = [
        shop.send("/v1/batch", b'{"batch":[').status, shop.send("/v1/batch", large).status, shop.send("/v1/track", b"\x1f\x8bno").status,
        call("POST", f"/beacon/v1/batch?writeKey={shop.key}", large).status, call("POST", "/v1/batch", large).status,
        call("GET", f"/px.gif?writeKey={shop.key}&data=e30x").status, shop.send("/v1/batch", {"batch": [{}] * 1_001}).status,
    ]  # fmt: skip
    TALLY.flush()
    rows = shop.refusals()
    [volume] = shop.of(Volume)
    assert (said, {row.reason for row in rows}, volume.rejected) == ([400, 413, 400, 413, 413, 200, 413], {"request"}, 6)
    told = [row.detail.partition(":")[0] for row in rows]
    assert told == ["/v1/batch", "/v1/batch", "/v1/track", "/beacon/v1/batch", "/v1/track", "/v1/batch"]
    assert (rows[0].body, rows[1].body) == ('{"batch":[', "")
    with tenancy.scope(shop.workspace.id):
        assert replay([row.pk for row in rows], actor=shop.actor).still == 6
    assert {row.reason for row in shop.refusals()} == {"request"}


def test_a_flood_of_refused_requests_is_only_counted(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=[], per_second=1)
    KEYS.forget()
    assert {shop.send("/v1/batch", b"{").status for _ in range(40)} == {400}
    TALLY.flush()
    [volume] = shop.of(Volume)
    assert (volume.rejected, 30 <= len(shop.refusals()) < 40) == (40, True)


def test_a_browser_may_ask_and_read(shop: Shop) -> None:
    origin = {"HTTP_ORIGIN": "https://www.shop.example"}
    asked = call("OPTIONS", "/v1/batch", **origin)
    assert (asked.status, asked.headers["Access-Control-Allow-Origin"], asked.headers["Vary"]) == (204, origin["HTTP_ORIGIN"], "Origin")
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"]
    answer = shop.send("/v1/track", TRACK, **origin)
    assert (answer.headers["Access-Control-Allow-Origin"], "Access-Control-Allow-Credentials" in answer.headers) == (
        origin["HTTP_ORIGIN"],
        False,
    )


def test_the_pixel(shop: Shop) -> None:
    data = base64.urlsafe_b64encode(json.dumps({**TRACK, "writeKey": shop.key}).encode()).decode().rstrip("=")
    for query in (f"data={data}", f"data={data[:-3]}", ""):
        answer = call("GET", f"/px.gif?{query}")
        assert (answer.status, answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (200, "image/gif", "no-store")
    assert shop.stored() == 1


def test_what_the_browser_sdks_ask_first(shop: Shop) -> None:
    settings = call("GET", f"/v1/projects/{shop.key}/settings")
    assert settings.json == {"integrations": {"Segment.io": {"apiKey": shop.key}}}
    assert call("GET", f"/sourceConfig/?p=npm&writeKey={shop.key}").json["source"]["writeKey"] == shop.key
    assert call("GET", "/v1/projects/wk_x/settings").status == 401


def test_other_addresses(shop: Shop) -> None:
    assert [call("GET", "/v1/track").status, shop.send("/v1/nothing", TRACK).status, call("GET", "/w/acme/").text] == [405, 404, b"django"]


def test_too_fast_is_429_with_how_long_and_nothing_is_lost(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=[], per_second=1)
    KEYS.forget()
    batch = [{**TRACK, "messageId": f"m-{n}"} for n in range(28)]
    assert shop.send("/v1/batch", {"batch": batch}).status == 200
    answers = [
        shop.send("/v1/batch", {"batch": [{**TRACK, "messageId": f"x-{n}-{k}"} for k in range(10)]}, HTTP_ORIGIN="https://a.example")
        for n in range(3)
    ]
    assert [answer.status for answer in answers] == [429] * 3
    headers, body = answers[0].headers, answers[0].json
    assert (1 <= int(headers["Retry-After"]) <= 10, headers["RateLimit-Limit"], headers["RateLimit-Policy"]) == (
        True,
        "1",
        "1;w=1;burst=30",
    )
    assert (headers["RateLimit-Reset"], body["code"], "RateLimit-Reset" in headers["Access-Control-Expose-Headers"]) == (
        headers["Retry-After"], "rate_limited", True,
    )  # fmt: skip
    assert shop.stored() == 28
    TALLY.flush()
    [volume] = shop.of(Volume)
    assert (volume.limited, volume.limited_at is not None, volume.site_id) == (30, True, shop.site.id)


def test_duplicates_and_rejections_are_counted(shop: Shop) -> None:
    bad = {"type": "track", "anonymousId": "a-1"}
    for _ in range(2):
        shop.send("/v1/batch", {"batch": [TRACK, bad]})
    shop.send("/v1/track", {**TRACK, "event": "other"})
    TALLY.flush()
    [volume] = shop.of(Volume)
    assert (volume.duplicate, volume.rejected, volume.limited) == (1, 3, 0)
