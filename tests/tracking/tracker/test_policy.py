"""A strict content security policy, a proxy, a pinned version: nothing of ours is in the way."""

import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Route

from capture.actions.forms import create_form, publish_form
from capture.domain import starters
from kernel import tenancy
from launch.servers.ports import free_port
from tests.tracking.tracker.conftest import Web
from tracking.web.script import newest

STRICT = (
    "default-src 'none'; script-src {{ leadway_url }}; connect-src {{ leadway_url }}; form-action 'none'; style-src 'none'; img-src 'none'"
)


def policy(text: str) -> str:
    return f'<link rel="icon" href="data:,"><meta http-equiv="Content-Security-Policy" content="{text}">'


def test_a_strict_policy_has_nothing_to_report(web: Web) -> None:
    page = web.opened(
        "<form id=f><input name=a></form><button id=b>b</button>",
        'data-modules="heat"',
        policy(STRICT.replace("img-src 'none'", "img-src data:")),
    )
    page.fill("[name=a]", "x")
    page.click("#b")
    page.evaluate("leadway.identify('u'); history.pushState({}, '', '/two')")
    assert [event["event"] for event in web.events("heat_map")] == ["heat_map"]
    assert (len(web.events("page", 2)), page.evaluate("window.broken")) == (2, [])


TRUSTED = "require-trusted-types-for 'script'; trusted-types leadway leadway-forms"


def test_under_trusted_types_the_modules_load(web: Web) -> None:
    asked = starters.content("contact")
    assert asked is not None
    with tenancy.scope(web.shop.workspace.id):
        form = create_form(name="Contact", content=asked, actor=web.shop.actor)
        publish_form(form=form, content=asked, actor=web.shop.actor)
    body = f'<button id=b>b</button><div data-lw-form="{form.public_id}" data-lw-style="none"></div>'
    web.page("page.html", body, 'data-modules="heat onsite forms"', policy(f"{TRUSTED}; {STRICT}"))
    page = web.context.new_page()
    page.goto(f"{web.address}/page.html")
    page.locator("[name=f_email]").wait_for()
    page.click("#b")
    page.evaluate("history.pushState({}, '', '/two')")
    assert [event["event"] for event in web.events("heat_map")] == ["heat_map"]
    assert (len(web.events("page", 2)), page.evaluate("window.broken")) == (2, [])


def test_a_page_that_trusts_nobody_still_tells(web: Web) -> None:
    """Without our name in `trusted-types` no module comes, and nothing else breaks."""
    web.opened("<button id=b>b</button>", 'data-modules="heat"', policy("require-trusted-types-for 'script'; trusted-types none-of-ours"))
    assert len(web.events("page")) == 1


@pytest.mark.parametrize("tampered", [False, True])
def test_a_module_runs_only_as_it_was_built(web: Web, tampered: bool) -> None:
    """Somebody between us and the visitor adds a line to the module: the browser drops it whole."""
    more = "\nwindow.evil = true;" if tampered else ""

    def answer(route: Route) -> None:
        real = route.fetch()
        route.fulfill(response=real, body=real.text() + more)

    web.context.route("**/t-heat@*.js", answer)
    with web.context.expect_event("requestfinished", lambda request: "/t-heat@" in request.url):
        page = web.opened("<button id=b>b</button>", 'data-modules="heat"')
    page.wait_for_timeout(300)
    page.click("#b")
    page.evaluate("history.pushState({}, '', '/two')")
    web.events("page", 2)
    assert ("evil" in page.evaluate("Object.keys(window)"), len(web.events("heat_map", 0 if tampered else 1))) == (
        False,
        0 if tampered else 1,
    )


def test_a_policy_that_stops_events_is_told_by_another_script(web: Web) -> None:
    with web.context.expect_event("response", lambda answer: "/t-csp.js" in answer.url) as asked:
        web.opened(head=policy(STRICT.replace("connect-src {{ leadway_url }}", "connect-src 'none'")))
    assert (asked.value.status, asked.value.url.endswith(f"?key={web.shop.key}")) == (200, True)
    assert web.events("", 0) == []


def test_the_pinned_version_runs_with_its_hash(web: Web) -> None:
    version, integrity = newest()
    for name, given in (("good.html", integrity), ("bad.html", "sha384-" + "A" * 64)):
        web.page(name)
        text = (web.folder / name).read_text().replace("/t.js", f"/t@{version}.js")
        (web.folder / name).write_text(text.replace("data-key", f'integrity="{given}" crossorigin="anonymous" data-key'))
    web.visit("good.html")
    bad = web.context.new_page()
    bad.goto(f"{web.address}/bad.html")
    assert (bad.evaluate("typeof window.leadway"), [event["context"]["library"]["version"] for event in web.events("page")]) == (
        "undefined",
        [version],
    )


class Proxy(BaseHTTPRequestHandler):
    """A customer's own path /stats/… handed on to Leadway."""

    house = ""

    def do_GET(self) -> None:
        self.pass_on(None)

    def do_POST(self) -> None:
        self.pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def pass_on(self, body: bytes | None) -> None:
        request = urllib.request.Request(self.house + self.path.removeprefix("/stats"), data=body, headers={"Content-Type": "text/plain"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/javascript")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


def test_behind_a_path_of_the_customers_own(web: Web) -> None:
    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Here", (Proxy,), {"house": web.house.address}))
    Thread(target=server.serve_forever, daemon=True).start()
    web.page("page.html")
    file = web.folder / "page.html"
    file.write_text(file.read_text().replace("{{ leadway_url }}", f"http://127.0.0.1:{port}/stats"))
    web.visit("page.html")
    assert len(web.events("page")) == 1
    server.shutdown()
    server.server_close()
