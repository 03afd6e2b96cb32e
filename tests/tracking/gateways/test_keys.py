"""A key that is used is renewed beside its requests; what it was is believed for four seconds at most."""

import time

import pytest

from kernel import tenancy
from tests.tracking.conftest import Shop
from tracking.actions.sites import revoke_key
from tracking.gateways import keys
from tracking.gateways.keys import Keys


@pytest.fixture
def looking(shop: Shop) -> Keys:
    """Look-ups of a process that has asked for the key of the shop once."""
    found = Keys()
    assert found.remembered(shop.key) is None
    sender = found.sender(shop.key)
    assert sender is not None
    assert (sender.site_id, found.remembered(shop.key)) == (shop.site.pk, sender)
    return found


def gone(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        revoke_key(site_id=shop.site.pk, actor=shop.actor)


def test_nobody_waits_for_a_key_that_is_used(shop: Shop, looking: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    gone(shop)
    monkeypatch.setattr(keys, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(keys, "SECONDS", 600.0)  # nothing but the renewal asks again
    with looking.lock:  # while it is held nobody can ask the database
        assert looking.remembered(shop.key) is None
        assert looking.sender(shop.key) is not None
    until = time.monotonic() + 10
    while looking.sender(shop.key) is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert looking.sender(shop.key) is None


def test_an_old_answer_is_not_believed(shop: Shop, looking: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SECONDS", 0.0)
    gone(shop)
    assert looking.sender(shop.key) is None
