"""What each client does when it is told to come again, and when the answer is lost after the commit: everything is stored, once."""

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from kernel import tenancy
from launch import browser
from launch.servers.process import wait_until
from tests.servers import named, run_sql
from tests.tracking.api.test_over_http import post
from tests.tracking.conftest import Shop
from tests.tracking.sdks import driving
from tests.tracking.served import served
from tracking.actions.limits import change_limits
from tracking.domain import quota
from tracking.models import Volume

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


# Spends the whole bucket of the key in the same program, a moment before the SDK speaks.
DRAIN = {
    "segment-python": """
import json, urllib.request
urllib.request.urlopen(urllib.request.Request("ADDRESS/v1/batch", json.dumps(BATCH).encode(), {"X-Write-Key": "KEY"})).read()
""",
    "segment-node": """
await fetch("ADDRESS/v1/batch", {method: "POST", headers: {"X-Write-Key": "KEY"}, body: JSON.stringify(BATCH)});
""",
}


def spent(client: str, address: str, key: str) -> str:
    events = [{"type": "screen", "name": "spent", "anonymousId": "spender", "messageId": f"spent-{n}"} for n in range(quota.burst(1))]
    return DRAIN[client].replace("ADDRESS", address).replace("KEY", key).replace("BATCH", json.dumps({"batch": events}))


def limited(shop: Shop) -> int:
    return sum(volume.limited for volume in shop.of(Volume))


@pytest.mark.parametrize("client", DRAIN)
def test_who_is_told_to_wait_delivers_all_in_the_end(shop: Shop, tmp_path: Path, client: str) -> None:
    """The door's own 429 with Retry-After, by a key that may send one event a second."""
    with tenancy.scope(shop.workspace.id):
        change_limits(per_second_of_key=1, per_second=None, per_month=None, actor=shop.actor)
    with served() as address:
        driving.on_a_server(client, tmp_path, driving.snippet(client, address, shop.key) + spent(client, address, shop.key))
        assert wait_until(lambda: limited(shop) > 0, 20.0, 0.5)
    shop.digest()
    told = sorted(event.kind for event in shop.events() if event.name != "spent")
    assert (told, len(shop.events(name="spent"))) == (["alias", "group", "identify", "page", "screen", "track", "track"], quota.burst(1))


@contextmanager
def postgres_away() -> Iterator[None]:
    """The web process loses its connections and gets no others."""
    address = os.environ["DATABASE_OWNER_URL"]
    elsewhere, name = named(address, "postgres"), address.rpartition("/")[2]
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND application_name = 'leadway-ingest'"
    run_sql(elsewhere, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false', ended)
    try:
        yield
    finally:
        run_sql(elsewhere, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true', "SELECT 1")


@pytest.mark.parametrize("client", [client for client in ON_SERVERS if client != "analytics-python"])
def test_while_postgres_is_away(shop: Shop, address: str, tmp_path: Path, client: str) -> None:
    """analytics-python 1.2.9 is left out: its ten tries take no time at all."""
    with ThreadPoolExecutor(1) as pool:
        with postgres_away():
            running = pool.submit(driving.on_a_server, client, tmp_path, driving.snippet(client, address, shop.key))
            time.sleep(3.0)
            assert (post(address, shop, b'{"batch": []}'), shop.stored()) == (503, 0)
        running.result()
    assert kinds(shop) == ["alias", "group", "identify", "page", "screen", "track", "track"]


@pytest.mark.browser
@pytest.mark.skipif(browser.find() is None, reason=browser.WITHOUT)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("client", IN_BROWSERS)
def test_a_browser_sends_again(shop: Shop, tmp_path: Path, client: str, fault: str) -> None:
    point = FAULTS[fault]
    with served(FAILPOINT=point, FAILPOINT_ONCE=str(tmp_path / "once")) as address:
        program = driving.snippet(client, address, shop.key) + driving.calls(client)
        driving.browser(tmp_path, program, taken=len(IN_BROWSERS[client]))
    assert (tmp_path / f"once.{point.partition(':')[0]}").exists()
    assert kinds(shop) == IN_BROWSERS[client]
