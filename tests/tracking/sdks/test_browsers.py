"""The SDKs that run on a customer's page, bundled as a customer would, in Chromium; and Jitsu's on a server."""

from pathlib import Path
from typing import Any

import pytest

from launch import browser
from tests.tracking.conftest import Shop
from tests.tracking.sdks import driving
from tests.tracking.sdks.browse import REFERRER, URL
from tests.tracking.sdks.stored import ACME, CLICK, KNOWN, PLAN, UUID, Row, by_name, row, told

pytestmark = pytest.mark.browser
chromium = pytest.mark.skipif(browser.find() is None, reason=browser.WITHOUT)
SEARCH = URL[URL.index("?") :]
PLACE = {"url": URL, "path": "/pricing", "title": "Pricing", "referrer": REFERRER, "touch": ("paid_search", "news", "", "Autumn")}
PAGE = {"url": URL, "path": "/pricing", "title": "Pricing", "referrer": REFERRER, "search": SEARCH, "name": "Prices", "color": "red"}
CONTEXT = {"device": "desktop", "browser": "Chrome", "os": "Linux", "locale": "de-DE", "utm": {"source": "news", "campaign": "Autumn"},
           "click_ids": CLICK}  # fmt: skip
AJS = rf"ajs-next-\d{{13}}-{UUID}"
BATCHING = 'deliveryStrategy: { strategy: "batching", config: { size: 5, timeout: 1000 } }, protocol:'


def expected(who: dict[str, Any], context: dict[str, Any], page: dict[str, Any], *, screen: bool = True, alias: bool = True) -> list[Row]:
    """`who` is what the client repeats of the person with every call."""
    here = {**PLACE, "who": "device", "context": {**CONTEXT, **context}}
    rows = [
        row("identify", identity=KNOWN, **here),
        row("track", "Signed up", identity=who, properties=PLAN, **here),
        row("page", "Prices", identity=who, properties={**PAGE, **page}, **here),
        row("group", identity={**who, "group": ACME}, **here),
    ]
    if screen:
        rows.append(row("screen", "Home", identity=who, properties={"build": 7, "category": "Docs"}, **here))
    if alias:
        rows.append(row("alias", identity={**who, "previous_id": "a-0"}, **here))
    return by_name(rows)


def from_device(shop: Shop, ids: str) -> list[Row]:
    """What was told, all by one device whose random id is put away."""
    rows = told(shop, ids)
    assert len({found["who"] for found in rows}) == 1
    assert len(rows[0]["who"]) >= 20
    return [{**found, "who": "device"} for found in rows]


def paths(sent: list[str], address: str) -> list[str]:
    return [each.replace(f"{address}", "").partition("?")[0] for each in sent]


@chromium
def test_segment_sends_one_by_one(shop: Shop, address: str, tmp_path: Path) -> None:
    program = driving.snippet("segment-browser", address, shop.key) + driving.calls("segment-browser")
    heard = driving.browser(tmp_path, program, taken=6)
    sent = [f"GET /v1/projects/{shop.key}/settings", *(f"POST /v1/{kind}" for kind in "itpsga")]
    assert (paths(heard["sent"], address), heard["said"]) == (sent, [])
    context = {"library": "analytics.js", "timezone": "Europe/Berlin"}
    assert from_device(shop, AJS) == expected({"user_id": "u-1"}, context, {"category": "Docs"})


@chromium
def test_segment_sends_batches(shop: Shop, address: str, tmp_path: Path) -> None:
    snippet = driving.snippet("segment-browser", address, shop.key).replace("protocol:", BATCHING)
    heard = driving.browser(tmp_path, snippet + driving.calls("segment-browser"), taken=1)
    assert (paths(heard["sent"], address), heard["said"]) == ([f"GET /v1/projects/{shop.key}/settings", "POST /v1/b"], [])
    context = {"library": "analytics.js", "timezone": "Europe/Berlin"}
    assert from_device(shop, AJS) == expected({"user_id": "u-1"}, context, {"category": "Docs"})


RUDDER = {"library": "RudderLabs JavaScript SDK", "timezone": "GMT+0100"}
RUDDER_PAGE = {
    "category": "Docs", "tab_url": URL, "initial_referrer": REFERRER, "referring_domain": "www.google.com",
    "initial_referring_domain": "www.google.com",
}  # fmt: skip


@chromium
def test_rudder_sends_one_by_one(shop: Shop, address: str, tmp_path: Path) -> None:
    program = driving.snippet("rudder-browser", address, shop.key) + driving.calls("rudder-browser")
    heard = driving.browser(tmp_path, program, taken=5)
    sent = ["GET /sourceConfig/", *(f"POST /v1/{kind}" for kind in ("identify", "track", "page", "group", "alias"))]
    assert (paths(heard["sent"], address), heard["said"]) == (sent, [])
    assert from_device(shop, UUID) == expected(KNOWN, RUDDER, RUDDER_PAGE, screen=False)


@chromium
def test_rudder_sends_beacons(shop: Shop, address: str, tmp_path: Path) -> None:
    """All at once when the page is left; no header may go with a beacon, so the key stands in the query."""
    snippet = driving.snippet("rudder-browser", address, shop.key).replace("{ configUrl", "{ useBeacon: true, configUrl")
    heard = driving.browser(tmp_path, snippet + driving.calls("rudder-browser"))
    assert (paths(heard["sent"], address), heard["said"]) == (["GET /sourceConfig/"], [])
    assert from_device(shop, UUID) == expected(KNOWN, RUDDER, RUDDER_PAGE, screen=False)


JITSU = r"[0-9a-z]{15,25}"


@chromium
def test_jitsu(shop: Shop, address: str, tmp_path: Path) -> None:
    program = f"{driving.snippet('jitsu', address, shop.key)}(async () => {{{driving.calls('jitsu')} window.done = true; }})();"
    heard = driving.browser(tmp_path, program)
    sent = [f"POST /api/s/{kind}" for kind in ("identify", "track", "page", "group")]
    assert (paths(heard["sent"], address), heard["said"]) == (sent, [])
    page = {"hash": "", "width": 1280, "height": 720}
    rows = expected(KNOWN, {"library": "@jitsu/js"}, page, screen=False, alias=False)
    rows[0]["identity"] = {"user_id": "u-1", "group": ACME}  # a group's call repeats no traits of the person
    assert from_device(shop, JITSU) == rows


def test_jitsu_on_a_server(shop: Shop, address: str, tmp_path: Path) -> None:
    """A server has no page; Jitsu says no agent either."""
    driving.javascript(tmp_path, driving.snippet("jitsu", address, shop.key) + driving.calls("jitsu"))
    plain = {"who": "device", "context": {"library": "@jitsu/js"}}
    assert from_device(shop, JITSU) == by_name([
        row("identify", identity=KNOWN, **plain),
        row("track", "Signed up", identity=KNOWN, properties=PLAN, **plain),
        row("page", "Prices", identity=KNOWN, properties={"name": "Prices", "color": "red"}, **plain),
        row("group", identity={"user_id": "u-1", "group": ACME}, **plain),
    ])  # fmt: skip
