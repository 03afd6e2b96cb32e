"""Answers that are kept: there for who looks next, and missed by nobody while Valkey is away."""

from typing import Any

from analytics.gateways import answers
from analytics.gateways.answers import Asked, Kept
from kernel import clock
from tests.cast import Cast

ASKED = Asked("rules", "2026-01-01", "2026-01-31")


def test_what_is_kept_is_found_with_its_instant(acme: Cast) -> None:
    now = clock.now()
    answers.put("one", Kept([1, 2], now))
    answers.remember(ASKED, now)
    assert (answers.get("one"), answers.get("another"), answers.asked()) == (Kept([1, 2], now), None, {ASKED: now})


def test_without_valkey_nothing_is_kept_and_nothing_stands_still(acme: Cast, settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    now = clock.now()
    answers.put("one", Kept([1, 2], now))
    answers.remember(ASKED, now)
    assert (answers.get("one"), answers.asked()) == (None, {})
