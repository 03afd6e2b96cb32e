"""Global Privacy Control and Do Not Track, as every request of such a browser says them: nothing is kept, whichever SDK sends."""

from typing import Any

import pytest
from django.core.cache import cache

from kernel import tenancy
from tests.tracking.conftest import Shop, call
from tests.tracking.domain.test_devices import CHROME
from tracking.actions.sites import change_site
from tracking.gateways import hints
from tracking.gateways.keys import KEYS
from tracking.gateways.tally import TALLY
from tracking.models import Visitor, Volume
from tracking.web.install import diagnosed

BROWSER = {"HTTP_ORIGIN": "https://www.shop.example", "HTTP_USER_AGENT": CHROME}
GPC, DNT = {**BROWSER, "HTTP_SEC_GPC": "1"}, {**BROWSER, "HTTP_DNT": "1"}
BATCH = {"batch": [{"type": "page", "anonymousId": "a", "messageId": f"m{n}"} for n in range(2)] + [{"type": "page"}, {"type": "nonsense"}]}
OURS = {"anonymousId": "a", "messageId": "ours", "context": {"library": {"name": "leadway.js", "version": "1"}}}


def decide(shop: Shop, honours: bool) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.pk, actor=shop.actor, name="Web", allowed_origins=[], honours_signals=honours)
    KEYS.forget()


def nothing_is_left(shop: Shop) -> bool:
    shop.digest()
    TALLY.flush()
    return not (shop.stored() or shop.refusals() or shop.of(Visitor) or shop.of(Volume))


@pytest.mark.parametrize("signal", [GPC, DNT])
def test_nothing_is_kept_and_the_sender_is_told_so(shop: Shop, signal: dict[str, str]) -> None:
    answer = shop.send("/v1/batch", BATCH, **signal)
    assert (answer.status, answer.verdicts) == (200, ["declined"] * 4)
    assert [event["message_id"] for event in answer.json["events"]][:2] == ["m0", "m1"]
    assert shop.send("/v1/page", {"anonymousId": "a"}, **signal).verdicts == ["declined"]
    assert call("GET", f"/px.gif?writeKey={shop.key}&data=eyJhbm9ueW1vdXNJZCI6ImEiLCJldmVudCI6ImUifQ", **signal).status == 200
    assert shop.send("/v1/batch", b'{"batch":[', **signal).status == 400
    assert nothing_is_left(shop)


def test_what_our_own_tracker_sends_under_do_not_track_was_allowed_by_the_page(shop: Shop) -> None:
    """`data-dnt="ignore"`; Global Privacy Control stands above that."""
    assert shop.send("/v1/page", OURS, **DNT).verdicts == ["accepted"]
    assert shop.send("/v1/page", {**OURS, "messageId": "again"}, **GPC).verdicts == ["declined"]


def test_a_browser_that_says_no_such_thing_is_heard_as_before(shop: Shop) -> None:
    said: list[dict[str, Any]] = [BROWSER, {**BROWSER, "HTTP_DNT": "0", "HTTP_SEC_GPC": "0"}]
    assert [shop.send("/v1/page", {"anonymousId": f"a{n}"}, **each).verdicts for n, each in enumerate(said)] == [["accepted"]] * 2


def test_a_site_may_decide_otherwise(shop: Shop) -> None:
    decide(shop, False)
    assert shop.send("/v1/page", {"anonymousId": "a"}, **GPC).verdicts == ["accepted"]
    decide(shop, True)
    assert shop.send("/v1/page", {"anonymousId": "b"}, **GPC).verdicts == ["declined"]


def test_the_installer_says_that_a_browser_asked_for_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()  # what other tests' pages left for this origin, minutes ago
    monkeypatch.setattr(hints, "_next_declined", 0.0)
    shop.send("/v1/page", {"anonymousId": "a"}, **GPC)
    with tenancy.scope(shop.workspace.id):
        assert diagnosed(shop.site)["said"] == "declined"
    shop.send("/v1/page", {"anonymousId": "a"}, **BROWSER)
    with tenancy.scope(shop.workspace.id):
        assert diagnosed(shop.site)["said"] == "well"
