"""A browser that a program drives says so by itself (navigator.webdriver), and the tracker passes it on: docs/bots.md."""

from playwright.sync_api import Browser

from launch import browser
from tests.conftest import PLAIN
from tests.life import CHROME
from tests.tracking.tracker.conftest import Web


def verdicts(web: Web) -> list[tuple[bool, object]]:
    """Of each event that was digested: whether it is a bot's, and why."""
    web.shop.digest()
    return [(event.is_bot, event.context.get("human")) for event in web.shop.events()]


def test_a_driven_browser_is_a_bot(web: Web, chromium: Browser) -> None:
    """A real one, as Selenium and its kin start it, under the name of an ordinary browser."""
    web.page("page.html")
    driven = chromium.browser_type.launch(executable_path=browser.find(), args=PLAIN)
    try:
        page = driven.new_context(user_agent=CHROME, locale="en").new_page()
        page.goto(f"{web.address}/page.html")
        assert page.evaluate("navigator.webdriver") is True
        assert [event["context"]["webdriver"] for event in web.events("page")] == [True]
    finally:
        driven.close()
    found = verdicts(web)
    assert found == [(True, {"probability": 0.05, "doubts": ["webdriver"]})] * len(found) != []


def test_a_person_s_browser_is_not_asked_about(web: Web) -> None:
    page = web.opened()
    assert page.evaluate("navigator.webdriver") is False
    assert ["webdriver" in event["context"] for event in web.events("page")] == [False]
    assert verdicts(web) == [(False, None)]
