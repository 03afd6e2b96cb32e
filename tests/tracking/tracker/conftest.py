"""A small website of files with the tracker on it, seen by a real Chromium, sending to the real door."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from kernel import sql, tenancy
from launch import browser
from launch.servers.ports import free_port
from launch.website import site as website
from tests.eyes.house import House, running
from tests.life import CHROME
from tests.tracking.conftest import Shop

BODIES = "SELECT body::text FROM tracking_inbox WHERE workspace_id = %(workspace_id)s ORDER BY seq"
BROKEN = "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective + ' ' + e.blockedURI))"
WAIT = 8.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    without = pytest.mark.skip(reason=browser.WITHOUT)
    for item in items:
        if here in item.path.parents and "test_sizes" not in item.path.name:
            item.add_marker(pytest.mark.browser)
            if browser.find() is None:
                item.add_marker(without)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("door")) as found:
        yield found


@dataclass
class Web:
    """The website: `page` writes one, `visit` opens it, `events` are those that the door has taken, `said` is what its consoles heard."""

    folder: Path
    address: str
    house: House
    shop: Shop
    context: BrowserContext
    sent: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def page(self, name: str, body: str = "", options: str = "", head: str = "") -> None:
        tag = f'<script defer src="{{{{ leadway_url }}}}/t.js" data-key="{{{{ write_key }}}}" {options}></script>'
        text = f"<!doctype html><html><head><title>{name}</title>{head}{tag}</head><body>{body}</body></html>"
        (self.folder / name).write_text(text)

    def visit(self, name: str, *, on: Page | None = None, **more: Any) -> Page:
        tab = on or self.context.new_page()
        tab.goto(f"{self.address}/{name}", **more)
        tab.wait_for_function("!!(window.leadway && window.leadway.track)")
        return tab

    def opened(self, body: str = "", options: str = "", head: str = "") -> Page:
        """One page, written and visited."""
        self.page("page.html", body, options, head)
        return self.visit("page.html")

    def events(self, name: str = "", at_least: int = 1) -> list[dict[str, Any]]:
        """Messages in the inbox with this event name or type, once there are so many."""
        until = time.monotonic() + WAIT
        while True:
            with tenancy.scope(self.shop.workspace.id):
                found = [json.loads(row[0]) for row in sql.tuples(BODIES)]
            named = [event for event in found if name in ("", event.get("event"), event["type"])]
            if len(named) >= at_least or time.monotonic() > until:
                return named
            time.sleep(0.1)

    def told(self, name: str, at_least: int = 1) -> list[dict[str, Any]]:
        """Their properties."""
        return [event["properties"] for event in self.events(name, at_least)]

    def batches(self) -> list[dict[str, Any]]:
        """What left the browser, whether the door took it or not."""
        return [event for body in self.sent for event in json.loads(body)["batch"]]

    def note(self, request: Request) -> None:
        if "/v1/" in request.url and request.post_data:
            self.sent.append(request.post_data)


@pytest.fixture
def web(chromium: Browser, house: House, shop: Shop, tmp_path: Path) -> Iterator[Web]:
    port = free_port()
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "favicon.ico").touch()  # a browser asks for it by itself, some time after the page
    demo = tmp_path / "demo.json"
    demo.write_text(json.dumps({"url": house.address, "workspaces": [{"write_key": shop.key}]}))
    server = website(folder, port, demo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(user_agent=CHROME, locale="en", viewport={"width": 1000, "height": 700})
    context.add_init_script(BROKEN)
    there = Web(folder, f"http://127.0.0.1:{port}", house, shop, context)
    context.on("request", there.note)
    context.on("console", lambda message: there.said.append(message.text))
    yield there
    context.close()
    server.shutdown()
    server.server_close()
