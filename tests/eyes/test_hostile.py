"""Row 64: whatever visitors, files and colleagues call things, no page runs it, no link leads there, no spreadsheet computes it."""

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, Response

from journeys.models import Journey
from kernel import tenancy
from scoring.actions.rulebooks import begin_draft
from tests.cast import Cast, as_actor
from tests.eyes import addresses
from tests.eyes.hostile_life import hostile_life
from tests.eyes.house import House
from tests.eyes.looking import WATCH
from tests.hostile import CORPUS
from tests.life import live

LINKS = """() => [...document.querySelectorAll("a[href], area[href], form[action], iframe[src], [formaction], img[src]")]
  .map(e => e.href || e.action || e.src || e.formAction || "").map(String)
  .filter(u => !u.startsWith(location.origin) && !u.startsWith("https://") && !u.startsWith("mailto:") && !u.startsWith("tel:")
            && !u.startsWith("about:") && !u.startsWith("data:image/") && u !== "")"""
# What Chromium says of a form that comes back with its errors.
REFUSED = "status of 422"
FILL = """([texts, email]) => {
  const form = document.querySelector("form.lw-form");
  const fields = [...form.elements].filter(e => e.name.startsWith("f_") && (e.type === "text" || e.tagName === "TEXTAREA"));
  fields.forEach((field, place) => field.value = texts[place % texts.length]);
  form.elements.f_email.value = email;
  form.submit();
}"""
RAN = """() => window.__xss !== undefined ||
  [...document.querySelectorAll("iframe")].some(f => { try { return f.contentWindow.__xss } catch { return false } })"""
LISTS = (
    "leads",
    "leads?known=all",
    "leads?sort=-created",
    "queue/list?tab=team",
    "search?q=script",
    "search?q=hostile",
    "live?verdict=rejected",
)
FILES = ("onsite/messages/export.csv", "onsite/slots/export.csv", "accounts/export.csv", "tags/export")
ASKING = re.compile(r"/w/acme/(?:forms|scoring/tests)/[0-9a-f-]{36}")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class World:
    house: House
    people: Cast
    client: Client
    pages: list[str]
    outside: list[str]


@pytest.fixture(scope="module")
def world(house: House, people: Cast) -> World:
    """acme, hostile throughout, and the addresses of its pages: of the hostile objects."""
    actor = as_actor(people.olga)
    life = live(people.acme, actor, "ourown")
    with tenancy.scope(people.acme.id):
        begin_draft(actor)
        step = next(iter(Journey.objects.get(pk=life.ids["journey_id"]).draft["nodes"]))
    ids = {**life.ids, **hostile_life(people.acme, actor), "step": step}
    client = Client(raise_request_exception=False)
    client.force_login(people.olga)
    known = {**ids, "journey_id": life.ids["journey_id"], "enrolment_id": ids["enrolment_id"]}
    found = addresses.pages(client, people.acme.slug, known)
    mails = [f"/w/acme/mailbox/{mail.name.removesuffix('.eml')}" for mail in sorted((house.folder / "mail").glob("*.eml"))[-6:]]
    with tenancy.scope(people.acme.id):
        outside = addresses.outside()
    return World(house, people, client, [*found, *[f"/w/acme/{path}" for path in LISTS], *mails], outside)


class Watcher:
    """What must not happen while pages are opened."""

    def __init__(self, page: Page) -> None:
        self.page, self.findings, self.where = page, [], ""
        page.add_init_script(WATCH)
        page.on("dialog", self.dialog)
        page.on(
            "console",
            lambda message: self.note(f"console: {message.text}") if message.type == "error" and REFUSED not in message.text else None,
        )
        page.on("pageerror", lambda error: self.note(f"script: {error}"))
        page.on("request", lambda request: self.note(f"asks {request.url}") if "evil.example" in request.url else None)

    def note(self, what: str) -> None:
        self.findings.append(f"{self.where}: {what}"[:400])

    def dialog(self, dialog: Dialog) -> None:
        self.note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, address: str, path: str) -> None:
        self.where = path
        self.look(self.page.goto(address + path, wait_until="load"), 200)

    def look(self, answer: Response | None, status: int) -> None:
        """At what came."""
        if answer is None or answer.status != status:
            self.note(f"status {answer.status if answer else 'none'}")
        for found in self.page.evaluate("window.broken"):
            self.note(f"content security policy: {found}")
        if self.page.evaluate(RAN):
            self.note("it ran")
        for link in self.page.evaluate(LINKS):
            self.note(f"leads to {link}")

    def post(self, email: str, status: int) -> None:
        """The form of the page that is open, its fields full of the corpus."""
        self.where += f" sent with {email}"
        with self.page.expect_navigation(wait_until="load") as sent:
            self.page.evaluate(FILL, [CORPUS, email])
        self.look(sent.value, status)


@pytest.mark.timeout(900)
def test_no_page_runs_it_or_leads_there(world: World, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en", reduced_motion="reduce")
    world.house.let_in(context, world.people.olga)
    watcher = Watcher(context.new_page())
    for page in world.pages:
        watcher.open(world.house.address, page)
    context.close()
    assert len(world.pages) > 60
    assert "\n".join(sorted(set(watcher.findings))) == ""


@pytest.mark.timeout(300)
def test_no_page_that_strangers_open_does(world: World, chromium: Browser) -> None:
    """Nor does one that shows somebody again what they typed."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en", reduced_motion="reduce")
    watcher = Watcher(context.new_page())
    for page in world.outside:
        watcher.open(world.house.address, page)
    forms = [page for page in world.outside if page.startswith(("/f/", "/e/")) and "confirm" not in page]
    for page in forms[-4:]:
        for email, status in (("no address", 422), ("typed@hostile.example", 200)):
            watcher.open(world.house.address, page)
            watcher.post(email, status)
    context.close()
    assert {page.split("/")[1] for page in world.outside} == {"f", "d", "e", "u", "invite"}
    assert "\n".join(sorted(set(watcher.findings))) == ""


def exports(world: World) -> list[str]:
    """The addresses under which a page gives a file of cells."""
    jobs = [path for path in world.pages if "/imports/" in path and path.count("/") == 4]
    reports = [f"{path.partition('?')[0]}?export=csv" for path in world.pages if "/insights/" in path]
    shown = [f"/w/acme/{path}" for path in FILES] + [f"{path}/export" for path in world.pages if ASKING.fullmatch(path)]
    return ["/w/acme/leads/export.csv?known=all", *shown, *reports, *[f"{path}/refusals.csv" for path in jobs]]


def test_no_spreadsheet_computes_it(world: World) -> None:
    wrong, files = [], 0
    for address in exports(world):
        answer = world.client.get(address)
        assert answer.status_code == 200, address
        if "csv" not in answer.headers["Content-Type"]:
            continue
        files += 1
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")):
            wrong += [f"{address}: {cell!r}" for cell in row if cell.startswith(FORMULA) and not number(cell)]
    assert files > 8
    assert wrong[:5] == []


def number(cell: Any) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_watcher_sees_what_it_is_here_for(chromium: Browser) -> None:
    """On a page that escapes nothing and has no policy."""
    page = chromium.new_context().new_page()
    trap = "<a href='javascript:1'>x</a><img src=//evil.example/x onerror=window.__xss=1><script>alert(1); no.such.thing</script>"
    page.route("**/*", lambda route: route.fulfill(status=200, body=trap, content_type="text/html"))
    watcher = Watcher(page)
    watcher.open("http://trap.example", "/")
    page.wait_for_timeout(200)
    watcher.open("http://trap.example", "/again")
    kinds = {finding.partition(": ")[2].split(" ")[0].rstrip(":") for finding in watcher.findings}
    assert {"dialog", "script", "asks", "leads", "it"} <= kinds
