"""A form in a customer's page under a strict policy, and the editor by keyboard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser

from capture.actions.forms import create_form, publish_form
from capture.domain import starters
from capture.models import Form, Submission
from kernel import tenancy, work
from leads.models import Lead
from tests.cast import Cast, as_actor
from tests.eyes.house import House
from tests.life import CHROME
from tracking.actions.sites import add_site
from tracking.models import Event


@contextmanager
def website(body: str, policy: str) -> Iterator[str]:
    """A page of somebody else, at an address of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def form(people: Cast, django_db_blocker: Any) -> tuple[Form, str]:
    content, actor = starters.content("contact"), as_actor(people.mara)
    assert content is not None
    with django_db_blocker.unblock(), tenancy.scope(people.acme.id):
        _, key = add_site(name="Site", url="https://acme.example", actor=actor)
        made = create_form(name="Contact", content=content, actor=actor)
        publish_form(form=made, content=content, actor=actor)
    return made, key


def test_a_form_in_a_strict_page_of_a_customer(
    chromium: Browser, house: House, people: Cast, form: tuple[Form, str], django_db_blocker: Any
) -> None:
    made, key = form
    script = f'<script defer src="{house.address}/t.js" data-key="{key}" data-modules="forms"></script>'
    body = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Site</title><div data-lw-form="{made.public_id}"></div>{script}'
    policy = f"default-src 'none'; script-src {house.address}; connect-src {house.address}; style-src {house.address}"
    with website(body, policy) as site:
        page = chromium.new_context(user_agent=CHROME).new_page()
        page.goto(f"{site}/contact?utm_source=fair")
        page.locator("[name=f_name]").wait_for()
        page.wait_for_timeout(3_100)
        page.locator("[data-lw-form] button").click()
        page.locator(".lw-error").first.wait_for()
        assert page.evaluate("document.activeElement.name") == "f_name"
        answers = {"name": "Lena", "email": "lena@fischer.example", "company": "Fischer", "message": "Hello"}
        for name, text in answers.items():
            page.fill(f"[name=f_{name}]", text)
        page.locator("[data-lw-form] button").click()
        page.locator(".lw-done").wait_for()
        page.wait_for_timeout(1_500)
        with django_db_blocker.unblock():
            work.run_until_quiet(people.acme.id)
            with tenancy.scope(people.acme.id):
                sent = Submission.objects.get()
                assert (sent.state, sent.attribution["source"], sent.values["message"]) == ("accepted", "fair", "Hello")
                assert Lead.objects.filter(person__email="lena@fischer.example").count() == 1
                told = Event.objects.filter(name__startswith="form_").values_list("name", "properties")
                assert {name for name, _ in told} == {"form_viewed", "form_started"}
                assert "Lena" not in str(list(told))
        page.reload()
        page.locator("[name=f_message]").wait_for()
        assert page.locator("[name=f_email]").count() == 0
        page.context.close()


def test_the_editor_by_keyboard(chromium: Browser, house: House, people: Cast, form: tuple[Form, str]) -> None:
    context = chromium.new_context(base_url=house.address)
    house.let_in(context, people.mara)
    page = context.new_page()
    page.goto(f"/w/acme/forms/{form[0].pk}/edit")
    keys = "e => e.map(x => x.value)"
    assert page.eval_on_selector_all("#asks [name=key]", keys)[:3] == ["name", "email", "company"]
    page.locator("#asks [data-move=down]").first.press("Enter")
    assert page.eval_on_selector_all("#asks [name=key]", keys)[:3] == ["email", "name", "company"]
    assert page.evaluate("document.activeElement.dataset.move") == "down"
    page.locator("#asks [name=label_en]").first.press("Alt+ArrowDown")
    assert page.eval_on_selector_all("#asks [name=key]", keys)[:3] == ["name", "email", "company"]
    page.locator("[data-add]").press("Enter")
    page.keyboard.type("Your budget")
    page.locator("#preview").get_by_text("Your budget").wait_for()
    page.locator("#asks [data-move=remove]").first.press("Enter")
    assert page.eval_on_selector_all("#asks [name=key]", keys)[0] == "email"
    page.get_by_role("button", name="Save draft").last.press("Enter")
    page.get_by_text("Draft saved").wait_for()
    assert page.eval_on_selector_all("#asks [name=key]", keys)[-1] == "text_1"
    context.close()
