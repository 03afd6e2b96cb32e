"""Consent: denied leaves nothing, cookieless stores nothing, ask waits; what the browser refuses stays refused."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.tracking.tracker.conftest import Web

FORM = '<form id=f><input name=a></form><a id=out href="http://localhost:1/x">x</a>'
QUIET_MS = 700
EVERYTHING = ["alias", "bought", "form_abandoned", "form_started", "form_viewed", "group", "identify", "link_clicked", "page"]


def traces(web: Web, page: Page) -> tuple[list[Any], int, int]:
    """Cookies, and how much stands in the two storages."""
    sizes = page.evaluate("[localStorage.length, sessionStorage.length]")
    return [cookie["name"] for cookie in web.context.cookies()], sizes[0], sizes[1]


def busy(page: Page) -> None:
    """Everything a visitor and a site may do."""
    page.evaluate("document.addEventListener('click', e => e.preventDefault())")
    page.fill("[name=a]", "typed")
    page.click("#out")
    page.evaluate("leadway.track('bought'); leadway.identify('u-1', {email: 'a@b.example'}); leadway.group('g'); leadway.alias('u-2')")
    page.evaluate("history.pushState({}, '', '/two')")
    page.wait_for_timeout(QUIET_MS)


def names(events: list[dict[str, Any]]) -> list[str]:
    """Each once, as a form is viewed again on the next virtual page; a slow machine stays long enough to count as engaged."""
    return sorted({event.get("event") or event["type"] for event in events} - {"page_engaged"})


def test_denied_sends_nothing_and_stores_nothing(web: Web) -> None:
    page = web.opened(FORM, 'data-consent="denied" data-modules="heat"')
    busy(page)
    page.close()
    page = web.visit("page.html")
    page.wait_for_timeout(QUIET_MS)
    assert (web.sent, web.events("", 0), traces(web, page)) == ([], [], ([], 0, 0))
    assert page.evaluate("[leadway.consent(), leadway.anonymousId(), document.querySelectorAll('script').length]") == ["denied", "", 1]


@pytest.mark.parametrize("signal", ["globalPrivacyControl: {get: () => true}", "doNotTrack: {get: () => '1'}"])
def test_what_the_browser_refuses_no_site_can_grant(web: Web, signal: str) -> None:
    web.context.add_init_script(f"Object.defineProperties(Navigator.prototype, {{{signal}}})")
    page = web.opened(FORM, 'data-consent="granted"')
    page.evaluate("leadway.consent('granted')")
    busy(page)
    assert (web.sent, traces(web, page), page.evaluate("leadway.consent()")) == ([], ([], 0, 0), "denied")


def test_do_not_track_may_be_ignored_global_privacy_control_not(web: Web) -> None:
    web.context.add_init_script("Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})")
    web.opened(options='data-dnt="ignore"')
    assert names(web.events("")) == ["page"]


def test_cookieless_stores_nothing_and_gives_no_id(web: Web) -> None:
    page = web.opened(FORM, 'data-consent="cookieless"')
    busy(page)
    told = web.batches()
    assert names(told) == EVERYTHING
    assert {event["context"]["cookieless"] for event in told} == {True}
    assert [event for event in told if "anonymousId" in event] == []
    assert traces(web, page) == ([], 0, 0)


def test_under_ask_events_wait_in_memory_and_are_sent_when_granted(web: Web) -> None:
    page = web.opened(FORM, 'data-consent="ask"')
    busy(page)
    assert (web.sent, traces(web, page), page.evaluate("leadway.consent()")) == ([], ([], 0, 0), "ask")
    assert page.evaluate("leadway.consent('granted')") == "granted"
    events = web.events("", 10)
    assert names(events) == EVERYTHING
    assert len({event["anonymousId"] for event in events}) == 1
    assert [cookie["name"] for cookie in web.context.cookies()] == ["lw_aid"]
    # The choice is remembered: the next page does not wait.
    web.visit("page.html")
    assert len(web.events("page", 3)) == 3


def test_under_ask_a_refusal_drops_what_waits(web: Web) -> None:
    page = web.opened(FORM, 'data-consent="ask"')
    busy(page)
    page.evaluate("leadway.consent('denied')")
    busy(page)
    assert (web.sent, traces(web, page)) == ([], ([], 0, 0))


def test_under_ask_cookieless_sends_without_an_id(web: Web) -> None:
    page = web.opened(FORM, 'data-consent="ask"')
    page.evaluate("leadway.consent('cookieless')")
    page.wait_for_timeout(QUIET_MS)
    [event] = web.batches()
    assert (event["type"], event["context"]["cookieless"], "anonymousId" in event, traces(web, page)) == ("page", True, False, ([], 0, 0))


def test_a_consent_taken_back_leaves_no_trace(web: Web) -> None:
    page = web.opened(FORM)
    page.evaluate("leadway.identify('u-1')")
    web.events("identify")
    page.evaluate("leadway.consent('denied')")
    sent = len(web.sent)
    busy(page)
    assert (len(web.sent) - sent, traces(web, page)) == (0, ([], 0, 0))


@pytest.mark.parametrize("mode", ["denied", "cookieless"])
def test_a_consent_taken_back_leaves_no_trace_of_a_module(web: Web, mode: str) -> None:
    """What the messages on the page keep for the tab goes too, from the page that has the module and from one that has not."""
    page = web.opened(FORM, 'data-modules="onsite"')
    page.wait_for_function("sessionStorage.length > 0")
    web.page("plain.html")
    page = web.visit("plain.html", on=page)
    assert page.evaluate("sessionStorage.length") > 0
    page = web.visit("page.html", on=page)
    page.evaluate(f"leadway.consent('{mode}')")
    page.wait_for_timeout(QUIET_MS)
    assert traces(web, page) == ([], 0, 0)
    page.evaluate("leadway.consent('granted')")
    page.wait_for_function("sessionStorage.length > 0")
    page = web.visit("plain.html", on=page)
    page.evaluate(f"leadway.consent('{mode}')")
    assert traces(web, page) == ([], 0, 0)


def test_a_site_may_say_it_before_the_tracker_is_there(web: Web) -> None:
    web.opened(head="<script>window.leadway = []; leadway.push(['consent', 'granted'])</script>", options='data-consent="ask"')
    assert names(web.events("page")) == ["page"]


def test_an_unknown_mode_waits(web: Web) -> None:
    page = web.opened(options='data-consent="yes please"')
    page.wait_for_timeout(QUIET_MS)
    assert (web.sent, page.evaluate("leadway.consent()")) == ([], "ask")
