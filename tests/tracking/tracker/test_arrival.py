"""From a printed code to the page, in a browser: the scan and the visit are one visitor (F028)."""

import pytest
from playwright.sync_api import Page

from capture.actions.qr_codes import make_code
from kernel import tenancy
from tests.tracking.tracker.conftest import Web
from tracking.actions.sites import add_site
from tracking.models import Event


@pytest.fixture
def scan(web: Web) -> str:
    """The address of a code that leads to page.html of the website, whose origin (by another name than our own) is one of the sites."""
    there = web.address.replace("127.0.0.1", "localhost")
    with tenancy.scope(web.shop.workspace.id):
        add_site(name="Here", url=there, actor=web.shop.actor)
        code = make_code(name="Stand", target=f"{there}/page.html?a=1#part", tags=["Fair"], utm={"source": "fair"}, actor=web.shop.actor)
    return f"{web.house.address}/q/{code.public_id}"


def follow(web: Web, address: str) -> Page:
    page = web.context.new_page()
    page.goto(address)
    page.wait_for_function("!!(window.leadway && window.leadway.track)")
    return page


def visitors(web: Web, *names: str) -> list[set[object]]:
    """By name, the visitors of these events."""
    web.shop.digest()
    with tenancy.scope(web.shop.workspace.id):
        return [set(Event.objects.filter(name=name).values_list("visitor_id", flat=True)) for name in names]


def test_the_scan_and_the_visit_are_one_visitor(web: Web, scan: str) -> None:
    web.page("page.html", head="<script>window.leadway = [['track', 'early']]</script>")
    page = follow(web, scan)
    page.evaluate("leadway.track('late')")
    web.events("late")
    scanned, seen, early, late = visitors(web, "qr_scanned", "/page.html", "early", "late")
    assert (len(scanned), seen, early, late) == (1, scanned, scanned, scanned)
    assert page.url.endswith("/page.html?a=1&utm_source=fair#part")
    assert "lw_id" not in "".join(web.sent)


def test_who_waits_with_the_consent_is_the_same_visitor_after_it(web: Web, scan: str) -> None:
    web.page("page.html", options='data-consent="ask"')
    page = follow(web, scan)
    page.wait_for_timeout(300)
    assert (web.sent, page.evaluate("document.cookie")) == ([], "")
    page.evaluate("leadway.consent('granted')")
    web.events("page")
    scanned, seen = visitors(web, "qr_scanned", "/page.html")
    assert (len(scanned), seen) == (1, scanned)


def test_a_browser_that_the_site_knows_keeps_its_id(web: Web, scan: str) -> None:
    web.page("page.html")
    page = follow(web, f"{web.address.replace('127.0.0.1', 'localhost')}/page.html")
    before = page.evaluate("leadway.anonymousId()")
    assert follow(web, scan).evaluate("leadway.anonymousId()") == before


def test_when_the_door_does_not_answer_the_visit_goes_on(web: Web, scan: str) -> None:
    web.page("page.html")
    web.context.route("**/q/arrived", lambda route: route.abort())
    page = follow(web, scan)
    assert (len(web.events("page")), page.url.endswith("/page.html?a=1&utm_source=fair#part")) == (1, True)
