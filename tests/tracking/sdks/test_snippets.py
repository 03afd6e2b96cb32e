"""One text for each client: on the page of a site, in the docs, and run by the other tests here."""

import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from kernel import tenancy
from launch.console import ROOT
from tests.cast import Cast
from tests.tracking.conftest import Shop
from tests.tracking.sdks import driving
from tracking.models import Site

CLIENTS = sorted(file.stem for file in (ROOT / "templates" / "tracking" / "sdks").glob("*.txt"))


@pytest.mark.parametrize("client", CLIENTS)
def test_the_docs_show_it(client: str) -> None:
    assert f"\n{driving.snippet(client, 'https://leads.example.com', 'wk_…')}```\n" in (ROOT / "docs" / "sdks.md").read_text()


def test_the_page_of_a_new_site_shows_all_with_host_and_key(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("mara")
    page = unescape(client.post("/w/acme/sites/new", {"name": "Shop", "url": "https://shop.example"}, secure=True).content.decode())
    key = page.split('id="write-key">')[1].partition("<")[0]
    assert [name for name in CLIENTS if driving.snippet(name, "https://testserver", key) not in page] == []
    with tenancy.scope(cast.acme.id):
        site = Site.objects.select_related("key").get()
    later = unescape(client.get(f"/w/acme/sites/{site.id}", secure=True).content.decode())
    assert [name for name in CLIENTS if driving.snippet(name, "https://testserver", site.key.hint) not in later] == []
    assert ('data-copy="sdk-http"' in page, 'data-copy="sdk-http"' in later) == (True, False)


@pytest.mark.skipif(shutil.which("curl") is None, reason="This machine has no curl.")
def test_plain_http_works(shop: Shop, address: str, tmp_path: Path) -> None:
    driving.run(["sh", "-ec", driving.snippet("http", address, shop.key)], tmp_path)
    shop.digest()
    assert [(event.kind, event.name, event.message_id) for event in shop.events()] == [("track", "Signed up", "m-1")]
