"""One lead, clicked through: a page view seen live, a name given, a score explained, a call by key, a deal won, the funnel."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel import tenancy, work
from launch.console import ROOT
from launch.servers.ports import free_port
from launch.website import site
from tests.cast import PASSWORD, Cast, as_actor
from tests.eyes.house import House
from tests.life import CHROME
from tracking.actions.sites import add_site

PROMISE = 3000  # milliseconds until Live events shows what came in


@contextmanager
def website(house: House, people: Cast, folder: Path) -> Iterator[str]:
    """The demo website with the tracker of a new site of acme."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tenancy.scope(people.acme.id):
        _, key = add_site(name="Website", url=address, actor=as_actor(people.mara))
    demo = folder / "demo.json"
    demo.write_text(json.dumps({"url": house.address, "workspaces": [{"write_key": key}]}))
    server: ThreadingHTTPServer = site(ROOT / "demo_site", port, demo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def sign_in(chromium: Browser, house: House, email: str) -> Page:
    """Through the form, in a browser of their own."""
    page = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en", base_url=house.address).new_page()
    page.goto("/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    return page


@pytest.fixture
def visitor(chromium: Browser) -> Page:
    """Of an ordinary browser: what says of itself that it is headless counts as a bot, and bots make no leads."""
    return chromium.new_context(locale="en", user_agent=CHROME).new_page()


def test_the_story_of_one_lead(chromium: Browser, house: House, people: Cast, visitor: Page, tmp_path: Path) -> None:
    mara = sign_in(chromium, house, people.mara.email)
    mara.goto("/w/acme/live")
    expect(mara.get_by_text("No events yet")).to_be_visible()

    with website(house, people, tmp_path) as address:
        # A stranger looks at prices, and marketing sees it as it happens.
        visitor.goto(f"{address}/pricing.html")
        with visitor.expect_response("**/v1/batch"):
            visitor.get_by_role("button", name="Accept", exact=True).click()
        work.run_until_quiet(people.acme.id)
        expect(mara.get_by_role("row").filter(has_text="/pricing.html").first).to_be_visible(timeout=PROMISE)

        # She gives her name and asks for contact.
        visitor.goto(f"{address}/contact.html")
        form = visitor.locator("#contact-form")
        for name, value in (("name", "Lena Brightwater"), ("email", "lena@brightwater.example"), ("company", "Brightwater")):
            form.locator(f"[name={name}]").fill(value)
        with visitor.expect_response(lambda answer: "contact_request_submitted" in (answer.request.post_data or "")):
            form.get_by_role("button", name="Send").click()
    work.run_until_quiet(people.acme.id)

    # The lead stands there with stage and score, and the score says why.
    mara.goto("/w/acme/leads")
    mara.get_by_role("link", name="Lena Brightwater").click(timeout=5000)
    expect(mara.get_by_role("heading", level=1)).to_have_text("Lena Brightwater")
    expect(mara.locator(".lead-facts")).to_contain_text("MQL")
    mara.get_by_role("link", name="Explain the score").click()
    expect(mara.get_by_role("heading", level=1)).to_have_text("Why this score")
    expect(mara.locator(".waterfall")).to_contain_text("Asked to be contacted")

    # Sam claims her and, after the call, accepts her with one key.
    sam = sign_in(chromium, house, people.sam.email)
    sam.goto("/w/acme/queue")
    expect(sam.locator("#who")).to_have_text("Lena Brightwater")
    sam.get_by_role("button", name="Claim", exact=True).click()
    expect(sam.get_by_text("Sam's")).to_be_visible()
    accept = sam.locator("[name=disposition][value=accept]").get_attribute("data-key")
    sam.locator("body").press(str(accept))
    expect(sam.get_by_text("Queue clear")).to_be_visible()
    work.run_until_quiet(people.acme.id)

    # An opportunity, won.
    sam.goto("/w/acme/leads")
    sam.get_by_role("link", name="Lena Brightwater").click()
    expect(sam.locator(".lead-facts")).to_contain_text("SQL")
    sam.get_by_role("link", name="Opportunity", exact=True).click()
    sam.get_by_label("Name").fill("Brightwater, first plant")
    sam.get_by_label("Value").fill("12000")
    sam.get_by_role("button", name="Open it").click()
    work.run_until_quiet(people.acme.id)
    sam.goto("/w/acme/opportunities")
    sam.get_by_role("link", name="Brightwater, first plant").click()
    sam.get_by_role("button", name="Mark as won").click()
    expect(sam.locator(".state-good", has_text="Won")).to_be_visible()
    work.run_until_quiet(people.acme.id)

    # Marketing sees her at the end of the funnel, and on her page.
    mara.goto("/w/acme/insights/funnel")
    customers = mara.get_by_role("row").filter(has=mara.get_by_role("rowheader", name=re.compile("Customer"))).last
    expect(customers.get_by_role("cell").first).to_have_text("1")
    mara.goto("/w/acme/leads")
    mara.get_by_role("link", name="Lena Brightwater").click()
    expect(mara.locator(".lead-facts")).to_contain_text("Customer")
