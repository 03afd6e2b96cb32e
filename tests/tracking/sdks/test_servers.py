"""The SDKs that run on a customer's server, as they come from their registries: what each call leaves, field by field."""

from pathlib import Path

import pytest

from tests.tracking.conftest import Shop
from tests.tracking.sdks import driving
from tests.tracking.sdks.stored import UUID, from_server, told

PYTHON = {
    "segment-python": "", "segment-python gzip": "gzip=True, ", "analytics-python": "", "rudder-python": "",
    "rudder-python plain": "gzip=False, ",
}  # fmt: skip
LIBRARIES = {"segment-node": "@segment/analytics-node", "rudder-node": "analytics-node"}
IDS = {"segment-node": rf"node-next-\d{{13}}-{UUID}", "rudder-node": UUID}


@pytest.mark.parametrize("client", PYTHON)
def test_python(shop: Shop, address: str, tmp_path: Path, client: str) -> None:
    name = client.split()[0]
    driving.on_a_server(name, tmp_path, driving.snippet(name, address, shop.key).replace("host=", f"{PYTHON[client]}host="))
    assert told(shop, UUID) == from_server("analytics-python")


@pytest.mark.parametrize("client", LIBRARIES)
def test_node(shop: Shop, address: str, tmp_path: Path, client: str) -> None:
    driving.on_a_server(client, tmp_path, driving.snippet(client, address, shop.key))
    assert told(shop, IDS[client]) == from_server(LIBRARIES[client])


LARGE = """
import os

for number in range(100):
    analytics.track("user-42", "large", {"number": number, "text": os.urandom(15_000).hex()})
analytics.join()
"""


@pytest.mark.parametrize("zipped", ["", "gzip=False, "])
def test_a_batch_as_large_as_any_client_makes_it_is_taken(shop: Shop, address: str, tmp_path: Path, zipped: str) -> None:
    """rudder-python closes a batch at 4 MiB or at 100 events; three megabytes of events that we take came as one request."""
    options = f"{zipped}upload_interval=30, upload_size=100, host="
    driving.python(tmp_path, driving.snippet("rudder-python", address, shop.key).replace("host=", options) + LARGE)
    shop.digest()
    assert sorted(event.properties["number"] for event in shop.events()) == list(range(100))
    assert shop.refusals() == []
