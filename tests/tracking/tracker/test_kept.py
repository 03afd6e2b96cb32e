"""What the tracker keeps in the browser: a queue that nothing blocks and that tabs share, and what goes when the person does."""

from playwright.sync_api import Page

from tests.tracking.tracker.conftest import Web

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('lw_q')).length"


def test_an_event_of_any_size_blocks_nothing(web: Web) -> None:
    """The door takes 32 KB for an event and browsers 64 KiB for what outlives a page, both in bytes: a Chinese character is three."""
    page = web.opened(options="data-debug")
    web.events("page")
    page.evaluate("leadway.track('huge', {html: 'x'.repeat(70000)}); leadway.track('wide', {html: '汉'.repeat(11000)})")
    page.evaluate("for (const n of [1, 2, 3, 4, 5]) leadway.track('large', {n, text: '汉'.repeat(10000)}); leadway.track('after')")
    assert len(web.events("after")) == 1
    assert [told["n"] for told in web.told("large", 5)] == [1, 2, 3, 4, 5]
    page.wait_for_timeout(300)
    assert (web.events("huge", 0), web.events("wide", 0), page.evaluate(KEPT)) == ([], [], 0)
    assert [text.startswith("leadway: over 32 KB") for text in web.said] == [True, True]


def test_without_debug_nothing_is_said(web: Web) -> None:
    page = web.opened()
    page.evaluate("leadway.track('huge', {html: 'x'.repeat(70000)}); leadway.track('after')")
    assert (len(web.events("after")), web.said) == (1, [])


def test_large_events_of_a_page_that_ends_are_sent_by_it_or_by_the_next(web: Web) -> None:
    page = web.opened()
    web.events("page")
    page.evaluate("for (const n of [1, 2, 3, 4, 5]) leadway.track('large', {n, text: '汉'.repeat(10000)})")
    page.close(run_before_unload=True)
    web.visit("page.html")
    assert sorted(told["n"] for told in web.told("large", 5)) == [1, 2, 3, 4, 5]


def away(page: Page, event: str) -> None:
    """Told while nothing leaves the page, not even at its end."""
    page.evaluate(f"navigator.sendBeacon = () => false; fetch = () => Promise.reject(1); leadway.track('{event}')")
    page.wait_for_timeout(300)


def test_two_tabs_take_nothing_from_each_other(web: Web) -> None:
    first = web.opened()
    second = web.visit("page.html")
    web.events("page", 2)
    away(first, "of the first")
    away(second, "of the second")
    first.close()
    second.close()
    web.visit("page.html")
    assert (len(web.events("of the first")), len(web.events("of the second"))) == (1, 1)


def test_what_one_tab_has_sent_takes_nothing_that_waits_in_another(web: Web) -> None:
    first = web.opened()
    second = web.visit("page.html")
    web.events("page", 2)
    away(first, "waits")
    second.evaluate("leadway.track('sent')")
    web.events("sent")
    first.close()
    second.reload()
    assert len(web.events("waits")) == 1
    second.wait_for_timeout(300)
    assert second.evaluate(KEPT) == 0


def test_what_an_earlier_version_kept_is_sent(web: Web) -> None:
    page = web.opened()
    web.events("page")
    page.evaluate("localStorage.lw_q = JSON.stringify([{type: 'track', event: 'earlier', messageId: 'm-1', anonymousId: 'a-1'}])")
    page.reload()
    assert len(web.events("earlier")) == 1
    page.wait_for_timeout(300)
    assert page.evaluate(KEPT) == 0


def test_of_whom_the_browser_was_nothing_stays(web: Web) -> None:
    """The next person at it did not come by the campaign of the last, and hesitates at a form for themselves."""
    web.page("page.html", "<form id=f style='height:100px'><input name=a></form>", 'data-modules="forms" data-hesitation="1"')
    page = web.visit("page.html?utm_source=fair")
    page.evaluate("localStorage.lw_utm = '?utm_source=fair'; leadway.identify('u-1')")
    assert len(web.events("form_hesitated")) == 1
    assert page.evaluate("!!localStorage.lw_hes_f")
    page.evaluate("leadway.reset()")
    assert page.evaluate("Object.keys(localStorage).filter((name) => /^lw_(utm|hes|uid|aid)/.test(name))") == []
