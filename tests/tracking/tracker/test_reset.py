"""leadway.reset(): of whom the browser was nothing stays, in the core and in its modules."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from kernel import clock, tenancy
from onsite.actions.items import publish_item
from onsite.actions.slots import create_slot
from onsite.domain.shapes import Conditions, Content, Rule, Rules
from tests.life import CHROME
from tests.tracking.tracker.conftest import Web
from tests.tracking.tracker.test_our_forms import embedded, published
from tracking.actions.accept import accept_messages

SLOT = '<div data-lw-slot="hero"><h2>Default words</h2><a href="/default">Default button</a></div>'
FORM = '<form id="contact"><input name="name"></form>'
KEPT = "Object.keys(localStorage).map((name) => name.replace(/^lw_q_.*/, 'lw_q_')).sort()"


def greeted(web: Web) -> None:
    """A slot of the shop that only who has been here before sees."""
    with tenancy.scope(web.shop.workspace.id):
        slot = create_slot(key="hero", name="Hero", actor=web.shop.actor)
        rule = Rule("again", Content(text="Welcome back"), conditions=Conditions(visitor="returning"))
        publish_item(item=slot, definition=Rules((rule,)), actor=web.shop.actor)


def was_here_before(web: Web, visitor: str) -> None:
    at = (clock.now() - timedelta(days=2)).isoformat()
    with tenancy.scope(web.shop.workspace.id):
        accept_messages([{"type": "page", "anonymousId": visitor, "timestamp": at, "context": {"userAgent": CHROME}}])
    web.shop.digest()


def shows(page: Page, words: str) -> None:
    """On a busy machine the first answer may take longer than the module waits."""
    for _ in range(5):
        try:
            expect(page.locator("[data-lw-slot] h2")).to_have_text(words, timeout=2_000)
            return
        except AssertionError:
            page.reload()
    expect(page.locator("[data-lw-slot] h2")).to_have_text(words)


def test_the_next_person_sees_nothing_that_was_the_last_one_s(web: Web) -> None:
    greeted(web)
    page = web.opened()
    web.events("page")
    was_here_before(web, page.evaluate("leadway.anonymousId()"))
    web.page("page.html", SLOT, 'data-modules="onsite"')
    page.reload()
    shows(page, "Welcome back")
    page.evaluate("leadway.reset()")
    expect(page.locator("[data-lw-slot] h2")).to_have_text("Default words", timeout=2_000)
    page.reload()
    page.wait_for_timeout(600)
    expect(page.locator("[data-lw-slot] h2")).to_have_text("Default words")
    assert "Welcome back" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_only_the_consent_and_what_waits_to_be_sent_stay(web: Web) -> None:
    page = web.opened(options='data-consent="ask"')
    page.evaluate("leadway.consent('granted'); leadway.identify('u-1')")
    web.events("identify")
    page.wait_for_timeout(300)
    page.evaluate("localStorage.lw_on_7 = '{}'; localStorage.theirs = 'x'; sessionStorage.lw_onsite7 = '1'; sessionStorage.theirs = 'x'")
    page.evaluate("fetch = () => Promise.reject(1); leadway.track('waits'); leadway.reset()")
    assert page.evaluate(f"[{KEPT}, Object.keys(sessionStorage)]") == [["lw_consent", "lw_q_", "theirs"], ["theirs"]]


def test_a_form_in_sight_is_somebody_else_s(web: Web) -> None:
    """Looked at from now on, and hesitated over when the next person does."""
    page = web.opened(FORM, 'data-hesitation="2"')
    page.fill("[name=name]", "x")
    assert [told["field"] for told in web.told("form_hesitated")] == ["name"]
    page.evaluate("leadway.reset()")
    page.wait_for_timeout(1_000)
    assert len(web.told("form_hesitated")) == 1
    assert [told["field"] for told in web.told("form_hesitated", 2)] == ["name", ""]
    assert len(web.told("form_viewed", 2)) == 2


def test_an_embedded_form_asks_as_it_asks_a_stranger(web: Web) -> None:
    form = published(web)
    page = web.opened()
    page.evaluate("leadway.identify({ email: 'lena@secret.example' })")
    web.events("identify")
    web.shop.digest()
    page = embedded(web, form)
    page.fill("[name=f_message]", "My own words")
    assert page.locator("[name=f_email]").count() == 0
    page.evaluate("leadway.reset()")
    page.locator("[name=f_email]").wait_for()
    assert page.input_value("[name=f_message]") == ""
