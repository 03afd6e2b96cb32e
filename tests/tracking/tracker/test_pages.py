"""Page views, single-page apps, people, engagement, links: what the tracker sends, field by field."""

import re

from playwright.sync_api import Page

from tests.tracking.tracker.conftest import Web


def hide(page: Page) -> None:
    """As a phone does when another app comes to the front."""
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_page_view_field_by_field(web: Web) -> None:
    web.page("landing.html")
    web.visit("landing.html?utm_source=bing&utm_campaign=spring&gclid=G1", referer="https://www.bing.com/search?q=lead+scoring")
    [event] = web.events("page")
    address = f"{web.address}/landing.html?utm_source=bing&utm_campaign=spring&gclid=G1"
    page = {
        "path": "/landing.html", "referrer": "https://www.bing.com/search?q=lead+scoring", "title": "landing.html", "url": address,
        "search": "?utm_source=bing&utm_campaign=spring&gclid=G1",
    }  # fmt: skip
    assert (event["properties"], event["context"]["page"]) == (page, page)
    assert sorted(event) == ["anonymousId", "context", "messageId", "properties", "timestamp", "type"]
    assert sorted(event["context"]) == ["library", "locale", "page", "screen", "timezone", "userAgent"]
    assert (event["context"]["library"]["name"], event["context"]["locale"]) == ("leadway.js", "en")
    assert re.fullmatch(r"[0-9a-f]{32}", event["anonymousId"])


def test_a_secret_in_the_address_stays_at_home(web: Web) -> None:
    web.page("page.html")
    web.visit("page.html?reset_token=S3cret&utm_source=x&password=S3cret#access_token=S3cret")
    [event] = web.events("page")
    assert event["context"]["page"]["search"] == "?reset_token=-&utm_source=x&password=-"
    assert "S3cret" not in "".join(web.sent)


def test_a_single_page_app_has_page_views(web: Web) -> None:
    page = web.opened()
    page.evaluate("history.pushState({}, '', '/two'); document.title = 'Two'")
    web.events("page", 2)
    page.evaluate("history.replaceState({}, '', '/three?a=1')")
    web.events("page", 3)
    page.evaluate("history.replaceState({state: 1}, '', location.href); history.pushState({}, '', '#part')")  # no other page
    page.go_back()
    page.go_back()
    seen = web.told("page", 4)
    page.wait_for_timeout(400)
    assert [(view["path"], view["referrer"].removeprefix(web.address)) for view in web.told("page")] == [
        ("/page.html", ""), ("/two", "/page.html"), ("/three", "/two"), ("/page.html", "/three?a=1"),
    ]  # fmt: skip
    assert (seen[1]["title"], len(seen)) == ("Two", 4)


def test_with_the_hash_option_a_hash_is_a_page(web: Web) -> None:
    page = web.opened(options="data-hash")
    page.evaluate("location.hash = '#/pricing'")
    first, second = web.events("page", 2)
    assert ("name" in first, second["name"], second["properties"]["url"]) == (
        False,
        "/page.html#/pricing",
        f"{web.address}/page.html#/pricing",
    )


def test_people_groups_and_aliases(web: Web) -> None:
    head = "<script>window.leadway = []; leadway.push(['track', 'early', {a: 1}])</script>"
    page = web.opened(head=head)
    page.evaluate("leadway.identify('u-1', {email: 'lena@x.example'}); leadway.group('g-1', {name: 'G'}); leadway.alias('u-2')")
    page.evaluate("leadway.track('bought', {price: 5})")
    events = {event.get("event") or event["type"]: event for event in web.events("", 6)}
    assert sorted(events) == ["alias", "bought", "early", "group", "identify", "page"]
    assert (events["identify"]["userId"], events["identify"]["traits"]) == ("u-1", {"email": "lena@x.example"})
    assert (events["group"]["groupId"], events["group"]["traits"], events["group"]["userId"]) == ("g-1", {"name": "G"}, "u-1")
    assert (events["alias"]["userId"], events["alias"]["previousId"]) == ("u-2", "u-1")
    assert (events["bought"]["properties"], events["bought"]["userId"], events["early"]["properties"]) == ({"price": 5}, "u-1", {"a": 1})
    page.evaluate("leadway.reset(); leadway.track('after')")
    [after] = web.events("after")
    assert ("userId" in after, after["anonymousId"] == events["bought"]["anonymousId"]) == (False, False)


def test_the_id_stays_and_is_shared_with_subdomains(web: Web) -> None:
    web.opened()
    port = web.address.rpartition(":")[2]
    for host in ("www.shop.localhost", "app.shop.localhost"):
        tab = web.context.new_page()
        tab.goto(f"http://{host}:{port}/page.html")
    web.events("page", 3)
    web.visit("page.html")
    first, www, app, again = web.events("page", 4)
    assert (first["anonymousId"], www["anonymousId"]) == (again["anonymousId"], app["anonymousId"])
    assert {cookie["domain"] for cookie in web.context.cookies() if cookie["name"] == "lw_aid"} == {"127.0.0.1", ".shop.localhost"}


def test_engagement_and_scroll(web: Web) -> None:
    page = web.opened('<div style="height:2800px"></div>')
    web.events("page")
    page.evaluate("scrollTo(0, 1300)")
    page.wait_for_timeout(3200)
    hide(page)
    [told] = web.told("page_engaged")
    assert (3000 <= told["engaged_ms"] < 20_000, 68 <= told["scroll_percent"] <= 74) == (True, True)


def test_outbound_and_downloads(web: Web) -> None:
    body = """<a id=out href="http://localhost:1/there?secret=1#x">out</a> <a id=file href="/files/paper.pdf?v=2"><b>paper</b></a>
    <a id=in href="/page.html">in</a> <a id=mail href="mailto:x@x.example">mail</a>"""
    page = web.opened(body)
    page.evaluate(
        "document.addEventListener('click', e => e.preventDefault()); document.addEventListener('auxclick', e => e.preventDefault())"
    )
    for chosen in ("#in", "#mail", "#out", "#file b"):
        page.click(chosen)
    page.click("#out", button="middle")
    page.click("#out", button="right")
    assert web.told("link_clicked", 3) == [
        {"url": "http://localhost:1/there", "kind": "outbound"}, {"url": f"{web.address}/files/paper.pdf", "kind": "download"},
        {"url": "http://localhost:1/there", "kind": "outbound"},
    ]  # fmt: skip


def test_a_click_that_leaves_the_page_is_not_lost(web: Web) -> None:
    web.page("other.html")
    page = web.opened(f'<a id=out href="{web.address.replace("127.0.0.1", "localhost")}/other.html">out</a>')
    page.click("#out")
    assert [told["kind"] for told in web.told("link_clicked")] == ["outbound"]


def test_offline_then_online_sends_once(web: Web) -> None:
    page = web.opened()
    web.events("page")
    web.context.set_offline(True)
    page.evaluate("leadway.track('far'); leadway.track('away')")
    page.wait_for_timeout(1500)
    assert web.events("far", 0) == []
    web.context.set_offline(False)
    assert [event["event"] for event in web.events("far") + web.events("away")] == ["far", "away"]
    page.wait_for_timeout(3000)
    assert (len(web.events("far")), page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('lw_q'))")) == (1, [])


def test_what_could_not_be_sent_is_sent_by_the_next_page(web: Web) -> None:
    page = web.opened()
    web.events("page")
    web.context.route("**/v1/batch", lambda route: route.abort())
    page.evaluate("leadway.track('kept')")
    page.wait_for_timeout(400)
    page.close()
    web.context.unroute("**/v1/batch")
    web.visit("page.html")
    assert len(web.events("kept")) == 1
