"""How much one may send at once, and what is said to who sent more."""

import json

import pytest

from kernel import tenancy
from tests.tracking.conftest import Shop, zipped
from tracking.actions.sites import change_site
from tracking.domain import limits
from tracking.gateways.keys import KEYS

TRACK = {"type": "track", "event": "seen", "anonymousId": "a-1", "messageId": "m-00"}
RUDDER = {"HTTP_USER_AGENT": "analytics-python/2.1.9"}
# Names that a header's list may be spread over.
LISTS = {"Access-Control-Expose-Headers", "Vary"}


def test_a_batch_as_the_java_clients_cut_it_is_taken(shop: Shop) -> None:
    """512,000 bytes of events, and the envelope."""
    room = 25_600 - len(json.dumps({**TRACK, "properties": {"x": ""}}))
    events = [{**TRACK, "messageId": f"m-{n:02}", "properties": {"x": "y" * room}} for n in range(20)]
    assert sum(len(json.dumps(event)) for event in events) == 512_000
    body = json.dumps({"batch": events, "sentAt": "2026-11-02T12:00:00Z", "context": {"library": {"name": "analytics-java"}}}).encode()
    assert shop.send("/v1/batch", body).verdicts == ["accepted"] * 20
    assert shop.send("/v1/batch", body.ljust(limits.BODY_BYTES)).verdicts == ["duplicate"] * 20
    assert shop.send("/v1/batch", body.ljust(limits.BODY_BYTES + 1)).status == 413


@pytest.mark.parametrize(
    ("size", "agent", "plain", "inflated"),
    [(limits.BODY_BYTES, {}, "500 KB", "1 MB"), (limits.LONG_BYTES, RUDDER, "4.3 MB", "4.3 MB")],
)
def test_what_is_too_large_is_told_the_limit_that_it_broke(shop: Shop, size: int, agent: dict[str, str], plain: str, inflated: str) -> None:
    answers = [
        shop.send("/v1/batch", b" " * (size + 1), **agent), shop.send("/v1/batch", b" " * (size + 1), CONTENT_LENGTH="", **agent),
        shop.send("/v1/batch", zipped({"x": "0" * 5_000_000}), **agent),
    ]  # fmt: skip
    too_large = f"Keep a request under {plain} ({inflated} once inflated): send smaller batches."
    assert [(answer.status, answer.json["detail"]) for answer in answers] == [
        (413, too_large), (413, too_large),
        (413, f"The body inflates to more than {inflated}, or more than a hundredfold: send smaller batches."),
    ]  # fmt: skip


def test_each_header_of_a_refusal_is_given_once(shop: Shop) -> None:
    """Two values of X-RateLimit-Reset, seconds and an instant, leave it to the client which one it reads."""
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=[], per_second=1)
    KEYS.forget()
    batches = [{"batch": [{**TRACK, "messageId": f"{n}-{k}"} for k in range(28)]} for n in range(3)]
    limited = [shop.send("/v1/batch", batch, HTTP_ORIGIN="https://a.example") for batch in batches][-1]
    assert (limited.status, limited.json["code"]) == (429, "rate_limited")
    names = [name for name, _ in limited.raw if name not in LISTS]
    assert sorted(names) == sorted(set(names))
    assert limited.headers["X-RateLimit-Reset"] == limited.headers["RateLimit-Reset"] == limited.headers["Retry-After"]
