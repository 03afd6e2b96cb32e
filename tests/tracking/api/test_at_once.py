"""Who was told to wait a moment ago is told so again without being read; everybody else is looked at."""

import time
from typing import Any

import pytest

from kernel import tenancy
from tests.tracking.conftest import Shop
from tracking.actions.sites import change_site, rotate_key
from tracking.api.at_once import at_once
from tracking.gateways.inbox_writer import GATHERING_SECONDS
from tracking.gateways.keys import KEYS
from tracking.gateways.quota import PRESSES_SECONDS, QUOTA
from tracking.gateways.tally import TALLY
from tracking.models import InboxMessage, Volume

SINGLE = {"event": "seen", "anonymousId": "a-1"}


@pytest.fixture
def flooded(shop: Shop) -> Shop:
    """It has sent all that its bucket held, and was refused."""
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.pk, actor=shop.actor, name="Web", allowed_origins=[], per_second=1)
    KEYS.forget()
    assert shop.send("/v1/batch", {"batch": [{**SINGLE, "type": "track", "messageId": f"m-{n}"} for n in range(30)]}).status == 200
    assert shop.send("/v1/track", SINGLE).status == 429
    pause(shop, 60)
    return shop


def pause(shop: Shop, seconds: float) -> None:
    """However slow this machine is: the pause of a refusal lasts so long from now on."""
    QUOTA.purses[shop.site.pk].refused_until = time.monotonic() + seconds


def asked(key: str, path: str = "/v1/track", method: str = "POST", **environ: str) -> tuple[Any, bytes] | None:
    said: list[Any] = []
    text = at_once(
        {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_X_WRITE_KEY": key, **environ},
        lambda status, headers: said.extend((status, headers)),
    )
    return None if text is None else (said, b"".join(text))


def test_a_flood_is_refused_as_it_was_before(flooded: Shop) -> None:
    looked_at = flooded.send("/v1/track", SINGLE, HTTP_ORIGIN="https://a.example")
    found = asked(flooded.key, "//v1/track/", HTTP_ORIGIN="https://a.example")
    assert found is not None
    (status, headers), text = found
    assert (status, text) == ("429 Too Many Requests", looked_at.text)
    assert [name for name, _ in headers] == [name for name, _ in looked_at.raw]
    TALLY.flush()
    with tenancy.scope(flooded.workspace.id):
        assert sum(Volume.objects.values_list("limited", flat=True)) == 3


def test_who_has_to_be_looked_at_is(flooded: Shop) -> None:
    key = flooded.key
    assert asked(key) is not None
    assert asked(key, "/v1/batch") is None  # nobody knows yet how many it holds
    assert asked(key, "/v1/nothing") is None
    assert asked(key, method="OPTIONS") is None
    assert asked("") is None
    assert asked("wk_of_nobody") is None
    assert asked(key, HTTP_AUTHORIZATION="Basic ßß") is None  # says what is wrong with it
    KEYS.forget()
    assert asked(key) is None


def test_a_pause_ends(flooded: Shop) -> None:
    assert asked(flooded.key) is not None
    pause(flooded, 0)
    assert asked(flooded.key) is None


def test_a_key_that_was_rotated_away_is_told_so(flooded: Shop) -> None:
    with tenancy.scope(flooded.workspace.id):
        rotate_key(site_id=flooded.site.pk, actor=flooded.actor)
    KEYS.forget()
    answer = flooded.send("/v1/track", SINGLE)
    assert (answer.status, "Deprecation" in answer.headers, asked(flooded.key)) == (429, True, None)


def test_who_presses_is_written_apart_from_the_others(flooded: Shop) -> None:
    """A flood at its limit is gathered: nobody else waits while it is. What is answered is stored, and once only."""
    pause(flooded, 0)
    QUOTA.purses[flooded.site.pk].tokens = 2
    assert QUOTA.presses(flooded.site.pk)
    before = time.monotonic()
    for _ in range(2):
        answer = flooded.send("/v1/track", {**SINGLE, "messageId": "pressing"})
        assert answer.status == 200
    assert time.monotonic() - before >= 2 * GATHERING_SECONDS
    assert answer.json["events"] == [{"message_id": "pressing", "verdict": "duplicate"}]
    with tenancy.scope(flooded.workspace.id):
        assert InboxMessage.objects.filter(message_id="pressing").count() == 1


def test_who_waits_as_told_does_not_press(flooded: Shop) -> None:
    pause(flooded, -PRESSES_SECONDS + 30)
    assert QUOTA.presses(flooded.site.pk)
    pause(flooded, -PRESSES_SECONDS)
    assert not QUOTA.presses(flooded.site.pk)
    QUOTA.purses[flooded.site.pk].tokens = 1
    answer = flooded.send("/v1/track", {**SINGLE, "messageId": "calm"})
    assert answer.status == 200
