"""What each client does when it is told to come again, and when the answer is lost after the commit: everything is stored, once."""

from pathlib import Path

import pytest

from launch import browser
from tests.tracking.conftest import Shop
from tests.tracking.sdks import driving
from tests.tracking.served import served

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("installed")]
FAULTS = {
    "503 with Retry-After": "ingest.before_commit:raise",
    "a lost answer": "ingest.after_commit:kill9",
}
ON_SERVERS = ("segment-python", "analytics-python", "rudder-python", "segment-node", "rudder-node")
IN_BROWSERS = {
    "segment-browser": ["alias", "group", "identify", "page", "screen", "track"],
    "rudder-browser": ["alias", "group", "identify", "page", "track"],
}
LATER = "setTimeout(() => { window.done = true; }, 12_000);"


def kinds(shop: Shop) -> list[str]:
    shop.digest()
    return sorted(event.kind for event in shop.events())


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("client", ON_SERVERS)
def test_a_server_sends_again(shop: Shop, tmp_path: Path, client: str, fault: str) -> None:
    point = FAULTS[fault]
    with served(FAILPOINT=point, FAILPOINT_ONCE=str(tmp_path / "once")) as address:
        driving.on_a_server(client, tmp_path, driving.snippet(client, address, shop.key))
    assert (tmp_path / f"once.{point.partition(':')[0]}").exists()
    assert kinds(shop) == ["alias", "group", "identify", "page", "screen", "track", "track"]


@pytest.mark.browser
@pytest.mark.skipif(browser.find() is None, reason=browser.WITHOUT)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("client", IN_BROWSERS)
def test_a_browser_sends_again(shop: Shop, tmp_path: Path, client: str, fault: str) -> None:
    point = FAULTS[fault]
    with served(FAILPOINT=point, FAILPOINT_ONCE=str(tmp_path / "once")) as address:
        calls = driving.calls(client).replace("window.done = true;", LATER)
        driving.browser(tmp_path, driving.snippet(client, address, shop.key) + calls)
    assert (tmp_path / f"once.{point.partition(':')[0]}").exists()
    assert kinds(shop) == IN_BROWSERS[client]
