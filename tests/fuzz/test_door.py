"""Rows 5, 8, 9 and 18: whatever is sent to the ingestion door, it answers, says why, and keeps what it has accepted."""

import itertools
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import tenancy
from tests.fuzz.conftest import examples
from tests.fuzz.texts import ANY_PATH, HEADERS, ITEMS, PATHS, QUERY, TEXTS, encoded, good
from tests.tracking.conftest import Answer, Shop, call
from tracking.api.collect import BATCHES
from tracking.models import Event, InboxMessage, Refusal

numbers = itertools.count()
METHODS = st.sampled_from(["POST", "POST", "POST", "GET", "OPTIONS", "PUT", "DELETE", "HEAD", "PATCH", "BREW"])
KINDS = ("application/json", "application/problem+json", "image/gif")


def well_answered(answer: Answer) -> None:
    """Never the server's fault, and in a form that its client can read."""
    assert answer.status < 500, answer.text
    if answer.status == 204:
        return
    assert answer.headers["Content-Type"] in KINDS
    if answer.headers["Content-Type"] == KINDS[2]:
        assert answer.status == 200
        return
    assert answer.json.get("status", answer.status) == answer.status
    assert (answer.headers["Content-Type"] == KINDS[1]) == (answer.status >= 400)
    if answer.status >= 400:
        assert {"type", "title", "status", "detail", "code"} <= set(answer.json)


def kept(shop: Shop, answer: Answer) -> None:
    """What was answered `accepted` stands in the inbox."""
    if answer.status != 200 or "events" not in (answer.json if answer.headers["Content-Type"] == KINDS[0] else {}):
        return
    taken = {event["message_id"] for event in answer.json["events"] if event["verdict"] in ("accepted", "duplicate", "conflict")}
    with tenancy.scope(shop.workspace.id):
        assert InboxMessage.objects.filter(message_id__in=taken).count() == len(taken)


@examples(400)
@given(method=METHODS, path=ANY_PATH, query=QUERY, headers=HEADERS, body=st.binary(max_size=200))
def test_any_bytes_are_answered(shop: Shop, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> None:
    well_answered(call(method, f"{path}?{query}", body, **headers))
    if "HTTP_AUTHORIZATION" not in headers and "HTTP_X_WRITE_KEY" not in headers:
        answer = call(method, f"{path}?writeKey={shop.key}&{query}", body, **headers)
        well_answered(answer)
        kept(shop, answer)


@examples(300)
@given(path=PATHS, headers=HEADERS, text=ITEMS, packing=st.sampled_from(["", "gzip", "deflate", "raw"]))
def test_any_json_is_answered(shop: Shop, path: str, headers: dict[str, str], text: str, packing: str) -> None:
    asked = {**headers, "HTTP_X_WRITE_KEY": shop.key}
    asked.pop("HTTP_AUTHORIZATION", None)
    if path in BATCHES:
        text = f'{{"batch":[{text}],"sentAt":{text},"timestamp":{text},"context":{text}}}'
    body = text.encode()
    if packing:
        asked["HTTP_CONTENT_ENCODING"] = packing.replace("raw", "deflate")
        body = {"gzip": gzipped, "deflate": zlib.compress, "raw": bare}[packing](body)
    answer = call("POST", path, body, **asked)
    well_answered(answer)
    kept(shop, answer)


def gzipped(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=31)
    return machine.compress(body) + machine.flush()


def bare(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


@examples(200)
@given(items=st.lists(ITEMS, max_size=5), places=st.lists(st.integers(0, 5), max_size=4), shared=st.sampled_from(["", "\\u0000"]))
def test_a_bad_item_never_costs_its_neighbours(shop: Shop, items: list[str], places: list[int], shared: str) -> None:
    """Also when some item makes the door tidy the whole body first."""
    texts = list(items)
    ours = [f"own-{next(numbers)}" for _ in places]
    for message_id, place in zip(ours, places, strict=True):
        texts.insert(place, json.dumps(good(message_id)))
    answer = shop.send("/v1/batch", f'{{"batch":[{",".join(texts)}],"sentAt":"{shared}"}}'.encode())
    well_answered(answer)
    kept(shop, answer)
    if ours:
        assert answer.status == 200
    events = answer.json["events"]
    assert len(events) == len(texts)
    told = {event["message_id"]: event["verdict"] for event in events}
    assert [told[message_id] for message_id in ours] == ["accepted"] * len(ours)


@examples(60)
@given(texts=st.lists(ITEMS, min_size=1, max_size=30), envelope=TEXTS, door=st.sampled_from(["/v1/batch", "/v1/import"]))
def test_what_is_accepted_comes_through_the_digest(shop: Shop, texts: list[str], envelope: str, door: str) -> None:
    """As an event or as a refusal that says why; nothing stays behind and nobody is shut out."""
    answer = shop.send(door, f'{{"batch":[{",".join(texts)}],"context":{envelope}}}'.encode(), HTTP_ORIGIN="https://www.shop.example")
    well_answered(answer)
    events = answer.json.get("events", [])
    taken = {event["message_id"] for event in events if event["verdict"] == "accepted"}
    shop.digest()
    with tenancy.scope(shop.workspace.id):
        assert not InboxMessage.objects.filter(digested=False).exists()
        there = set(Event.objects.filter(message_id__in=taken).values_list("message_id", flat=True))
        refused = set(Refusal.objects.filter(message_id__in=taken).values_list("message_id", flat=True))
        assert not Refusal.objects.filter(reason="error").exists(), Refusal.objects.filter(reason="error").values("detail", "body")[0]
    assert taken == there | refused


@examples(100)
@given(text=ITEMS, query=QUERY)
def test_the_pixel_is_always_the_picture(shop: Shop, text: str, query: str) -> None:
    for data in (encoded(text.encode()), query):
        answer = call("GET", f"/px.gif?writeKey={shop.key}&data={data}")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/gif")


TRAPS: list[tuple[str, dict[str, str], bytes]] = [
    ("a length in superscript", {"CONTENT_LENGTH": "²"}, b"{}"),
    ("a length of 5000 digits", {"CONTENT_LENGTH": "9" * 5_000}, b"{}"),
    ("Basic that is no ASCII", {"HTTP_AUTHORIZATION": "Basic \u00e9"}, b"{}"),
    ("Basic that is no UTF-8", {"HTTP_AUTHORIZATION": "Basic /////w=="}, b"{}"),
    ("a time of 30 digits", {}, b'{"batch":[],"sentAt":' + b"9" * 30 + b"}"),
    ("a time of 300 digits", {}, b'{"batch":[],"timestamp":' + b"9" * 300 + b"}"),
]


@pytest.mark.parametrize(("headers", "body"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS])
def test_traps(shop: Shop, headers: dict[str, str], body: bytes) -> None:
    for path in ("/v1/batch", "/v1/page"):
        given_key = {} if "HTTP_AUTHORIZATION" in headers else {"HTTP_X_WRITE_KEY": shop.key}
        well_answered(call("POST", path, body, **{**given_key, **headers}))


def test_the_pixel_of_letters_that_are_no_base64() -> None:
    answer = call("GET", "/px.gif?data=%C3%A9")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/gif")


def test_a_wild_number_costs_only_its_event_also_when_the_body_is_tidied(shop: Shop) -> None:
    """The tidying of one event's NUL must not read the numbers of another."""
    for wild in ("1e400", "9" * 5_000, "[" * 5_000 + "]" * 5_000):
        body = f'{{"batch":[{json.dumps(good("nul" + wild[:2]))},{{"type":"page","userId":"a\\u0000","properties":{{"x":{wild}}}}}]}}'
        answer = shop.send("/v1/batch", body.encode())
        assert (answer.status, answer.verdicts) == (200, ["accepted", "rejected"])
