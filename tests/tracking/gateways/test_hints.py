"""What the installer remembers of refused requests: the last few, by origin, never the key itself, and no flood of writes."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.tracking.conftest import PLAIN, Shop
from tracking.gateways import hints


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(hints, "_next_note", 0.0)
    yield
    cache.clear()


def test_the_door_notes_an_unknown_key_by_its_origin(shop: Shop) -> None:
    wrong = shop.key[:-4] + "zzzz"
    answer = shop.send("/v1/track", {**PLAIN, "event": "x"}, key=wrong, HTTP_ORIGIN="https://Shop.example")
    [attempt] = hints.attempts(["https://shop.example"])
    assert (answer.status, attempt.key_hint, hints.attempts(["https://other.example"])) == (401, "wk_…zzzz", [])


def test_a_server_without_an_origin_and_a_good_key_leave_nothing(shop: Shop) -> None:
    shop.send("/v1/track", {**PLAIN, "event": "x"}, key="wk_nonsense")
    shop.send("/v1/track", {**PLAIN, "event": "x"}, HTTP_ORIGIN="https://shop.example")
    assert hints.attempts(["", "https://shop.example"]) == []


def test_a_flood_is_noted_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(50):
        hints.refused("https://shop.example", "wk_")
    assert len(hints.attempts(["https://shop.example"])) == 1
    monkeypatch.setattr(hints, "EVERY_SECONDS", 0.0)
    for _ in range(20):
        monkeypatch.setattr(hints, "_next_note", 0.0)
        hints.refused("https://shop.example", "")
    assert len(hints.attempts(["https://shop.example"])) == hints.ATTEMPTS
