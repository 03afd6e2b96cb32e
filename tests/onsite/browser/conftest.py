"""Skipped by name without a Chromium; a customer's page under the strictest policy that still loads the tracker."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kernel import tenancy
from launch import browser
from launch.servers.ports import free_port
from onsite.actions.editions import renew
from onsite.models import OnsiteMessage, Slot
from tests.cast import Cast, as_actor
from tests.eyes.conftest import house, people
from tests.eyes.house import House
from tests.life import CHROME
from tests.onsite.conftest import Shop
from tracking.actions.sites import add_site
from tracking.models import Site

__all__ = ["house", "people"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    without = pytest.mark.skip(reason=browser.WITHOUT)
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if browser.find() is None:
                item.add_marker(without)


# A site's own script may call something else by the name of the tracker: a lexical name hides a property of window.
OWN = b"const leadway = () => window.leadway;"


@dataclass
class Customer:
    """A website of acme on a host of its own: `html` is what stands in the body of every page."""

    house: House
    site: Site
    key: str
    address: str
    html: dict[str, str] = field(default_factory=dict)
    # What stands in the head of every page, and what the policy says of styles.
    head: str = ""
    styles: str = "'none'"

    def page(self, path: str) -> bytes:
        script = f'<script defer src="{self.house.address}/t.js" data-key="{self.key}" data-modules="onsite"></script>'
        own = '<script defer src="/own.js"></script>'
        body = self.html.get(path.partition("?")[0], "<h1>Acme</h1>")
        head = f'<meta charset="utf-8"><title>Acme</title>{self.head}{script}{own}'
        return f'<!doctype html><html lang="en">{head}<body>{body}</body></html>'.encode()

    @property
    def policy(self) -> str:
        host = self.house.address
        return f"default-src 'none'; script-src {host} 'self'; connect-src {host}; style-src {self.styles}"


@pytest.fixture
def customer(house: House, people: Cast) -> Iterator[Customer]:
    """A website of its own for every test: what the page of an earlier one tells as it closes is told of another site."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tenancy.scope(people.acme.id):
        site, key = add_site(name=f"Customer {port}", url=address, actor=as_actor(people.mara))
    made = Customer(house, site, key, address)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            own = self.path == "/own.js"
            self.send_header("Content-Type", "text/javascript" if own else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", made.policy)
            self.end_headers()
            self.wfile.write(OWN if own else made.page(self.path))

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def site_of(customer: Customer, people: Cast) -> Shop:
    """The same website as a shop, to put messages and slots on; nothing is live before a test says so."""
    with tenancy.scope(people.acme.id):
        OnsiteMessage.objects.update(state="paused")
        Slot.objects.update(state="paused")
        renew()
    return Shop(people, customer.site, customer.key)


@pytest.fixture
def visitor(chromium: Browser, customer: Customer) -> Iterator[Page]:
    """An ordinary browser of somebody new. `window.told` lists the events, `window.broken` what the policy refused."""
    context = chromium.new_context(locale="en", user_agent=CHROME, base_url=customer.address)
    page = context.new_page()
    page.add_init_script("window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))")
    yield page
    context.close()
