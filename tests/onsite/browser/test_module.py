"""The module t-onsite.js in a real browser, on a page with a strict policy."""

import gzip
import re
import time

from django.test import Client
from playwright.sync_api import Browser, Page, expect

from kernel import tenancy, work
from onsite.domain.shapes import Conditions, Content, Frequency, Rule, Trigger
from onsite.models import Reaction
from onsite.queries import previews
from tests.onsite.browser.conftest import Customer
from tests.onsite.conftest import Shop, rule
from tracking.domain.snippet import SLOT_RULES, SLOT_STYLE, csp_hash
from tracking.models import Event
from tracking.web.script import BUILT

BOX = "[data-lw-message] .box"


def reactions(shop: Shop) -> list[str]:
    """What the page told of messages and slots, in its order."""
    work.run_until_quiet(shop.cast.acme.id)
    with tenancy.scope(shop.cast.acme.id):
        names = Event.objects.filter(site_id=shop.site.pk).order_by("occurred_at", "id").values_list("name", flat=True)
        return [name for name in names if name.startswith(("message_", "slot_"))]


def wait(page: Page, shop: Shop, wanted: list[str]) -> None:
    for _ in range(30):
        if reactions(shop) == wanted:
            return
        page.wait_for_timeout(100)
    assert reactions(shop) == wanted


def put_in(page: Page, path: str, words: str) -> None:
    """Open the page until the slot holds `words`: on a busy machine the first answer may take longer than the module waits."""
    page.goto(path)
    for _ in range(5):
        try:
            expect(page.locator("[data-lw-slot]")).to_contain_text(words, timeout=2000)
            return
        except AssertionError:
            page.reload()
    expect(page.locator("[data-lw-slot]")).to_contain_text(words)


def test_a_pop_up_is_shown_closed_and_never_comes_again(site_of: Shop, visitor: Page, customer: Customer) -> None:
    message = site_of.popup("Closed", trigger=Trigger("time", 0), frequency=Frequency("days", 5, 7))
    visitor.goto("/")
    expect(visitor.locator(BOX)).to_be_visible()
    expect(visitor.locator(f"{BOX} h2")).to_have_text("Welcome back")
    expect(visitor.get_by_role("link", name="Book a tour")).to_have_attribute("href", "https://acme.example/tour")
    assert visitor.locator(BOX).evaluate("e => getComputedStyle(e).borderRadius") == "10px"
    visitor.keyboard.press("Escape")
    expect(visitor.locator(BOX)).to_have_count(0)
    wait(visitor, site_of, ["message_viewed", "message_closed"])
    visitor.reload()
    visitor.wait_for_timeout(500)
    expect(visitor.locator(BOX)).to_have_count(0)
    assert visitor.evaluate("window.broken") == []
    with tenancy.scope(site_of.cast.acme.id):
        kept = list(Reaction.objects.filter(item_id=message.pk).order_by("kind").values_list("kind", "version"))
    # By kind: seen and closed within a second, the two may be told in the order of their requests.
    assert kept == [("message_closed", 1), ("message_viewed", 1)]


def test_once_a_visit_and_then_a_click(site_of: Shop, visitor: Page, customer: Customer) -> None:
    site_of.popup("Visit", trigger=Trigger("time", 0), content=Content("Hi", "There", "Go", "/next"))
    visitor.goto("/")
    visitor.get_by_role("link", name="Go").click()
    visitor.wait_for_url("**/next")
    visitor.wait_for_timeout(400)
    expect(visitor.locator(BOX)).to_have_count(0)
    wait(visitor, site_of, ["message_viewed", "message_clicked"])


def test_a_modal_keeps_the_focus_and_gives_it_back(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/modal"] = "<button id=b>Before</button>"
    site_of.popup("Modal", placement="center", trigger=Trigger("time", 1), conditions=Conditions(paths=("/modal",)))
    visitor.goto("/modal")
    visitor.locator("#b").focus()
    dialog = visitor.get_by_role("dialog")
    expect(dialog).to_have_attribute("aria-modal", "true")
    seen = []
    for _ in range(4):
        visitor.keyboard.press("Tab")
        seen.append(visitor.evaluate("document.querySelector('[data-lw-message]').shadowRoot.activeElement.className"))
    assert seen == ["go", "x", "go", "x"]
    visitor.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert visitor.evaluate("document.activeElement.id") == "b"


def test_texts_are_never_markup(site_of: Shop, visitor: Page, customer: Customer) -> None:
    evil = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
    customer.html["/evil"] = '<div data-lw-slot="evil">Default <a href="/default">Default</a></div>'
    only = Conditions(paths=("/evil",))
    site_of.popup("Evil", content=Content(evil, evil), trigger=Trigger("time", 0), frequency=Frequency("days", 50), conditions=only)
    site_of.slot("evil", rule(evil, paths=("/evil",)))
    put_in(visitor, "/evil", "<script>")
    expect(visitor.locator(f"{BOX} h2")).to_have_text(evil)
    expect(visitor.locator("[data-lw-slot] a")).to_have_attribute("href", "/default")
    assert visitor.evaluate("[window.pwned, window.broken, document.images.length]") == [None, [], 0]


def test_the_hesitation_pop_up_waits_for_visible_time_and_stops_on_submit(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/form"] = '<form id="contact" action="/thanks"><input name="email"><button>Send</button></form>'
    site_of.popup("Doubt", trigger=Trigger("hesitation", 2, "contact"), conditions=Conditions(paths=("/form", "/thanks")))
    visitor.goto("/form")
    started = time.monotonic()
    expect(visitor.locator(BOX)).to_be_visible(timeout=6000)
    assert time.monotonic() - started > 1.5
    visitor.context.clear_cookies()
    visitor.evaluate("localStorage.clear(); sessionStorage.clear()")
    visitor.goto("/form")
    visitor.evaluate("document.forms[0].addEventListener('submit', e => e.preventDefault())")
    visitor.get_by_role("button", name="Send").click()
    visitor.wait_for_timeout(3000)
    expect(visitor.locator(BOX)).to_have_count(0)


# Stands in for the core: hands out the listener of "hesitated".
HESITATE = """
  const wait = setInterval(() => {
    const api = window.leadway;
    if (!api || !api.module) return;
    clearInterval(wait);
    const begin = api.module;
    api.module = (then) => begin((core) => {
      const on = core.on;
      core.on = (name, listener) => { if (name === "hesitated") window.hesitate = listener; on(name, listener); };
      then(core);
    });
  }, 1);
"""


def test_the_core_may_tell_of_hesitation(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/told"] = "<p>No form here</p>"
    site_of.popup("Told", trigger=Trigger("hesitation", 20), conditions=Conditions(paths=("/told",)))
    visitor.add_init_script(HESITATE)
    visitor.goto("/told")
    visitor.wait_for_function("() => !!window.hesitate")
    visitor.wait_for_timeout(400)
    visitor.evaluate("hesitate({ form: 'x', ms: 20000 })")
    expect(visitor.locator(BOX)).to_have_count(0)
    visitor.evaluate("hesitate({ form: 'x', ms: 20001 })")
    expect(visitor.locator(BOX)).to_be_visible()


STILL = "*{animation:none!important}"  # as pages say it that want no motion
SLOT = '<div data-lw-slot="hero"><h2>Default words</h2><a href="/default">Default button</a></div>'


def test_a_slot_is_swapped_in_time_and_kept_for_the_next_view(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/slot"] = SLOT
    content = Content(text="For you", label="Yours", url="https://acme.example/yours")
    site_of.slot("hero", Rule("one", content, conditions=Conditions(paths=("/slot",))))
    put_in(visitor, "/slot", "For you")
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text("For you")
    link = visitor.get_by_role("link", name="Yours")
    expect(link).to_have_attribute("href", "https://acme.example/yours")
    # The server is away now: what this tab was told before is there at once.
    visitor.route("**/onsite/decide?*", lambda route: route.abort())
    visitor.reload()
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text("For you")
    visitor.evaluate("document.querySelector('[data-lw-slot] a').addEventListener('click', e => e.preventDefault())")
    link.click()
    for _ in range(30):
        if "slot_clicked" in reactions(site_of):
            break
        visitor.wait_for_timeout(100)
    told = reactions(site_of)
    assert (told[-1], set(told[:-1]), len(told) > 2) == ("slot_clicked", {"slot_shown"}, True)


def test_a_late_answer_leaves_the_default_for_this_view(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/late"] = SLOT.replace("hero", "slow")
    site_of.slot("slow", rule("Too late"))
    visitor.route("**/onsite/decide?*", lambda route: (time.sleep(0.8), route.continue_()))
    visitor.goto("/late")
    with visitor.expect_response("**/onsite/decide?*"):
        pass
    visitor.wait_for_timeout(200)
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text("Default words")
    visitor.reload()
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text("Too late")


FRAMES = """
  window.frames_seen = [];
  const look = () => {
    const slot = document.querySelector("[data-lw-slot]");
    if (slot && getComputedStyle(slot).visibility === "visible") frames_seen.push(slot.querySelector("h2").textContent);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""


def seen(page: Page, path: str) -> list[str]:
    """The words that the slot showed in any frame of one page view, in their order; each once."""
    page.goto(path)
    page.wait_for_timeout(1_200)
    return list(dict.fromkeys(page.evaluate("frames_seen")))


def test_no_frame_shows_the_default_before_it_is_swapped(site_of: Shop, visitor: Page, customer: Customer) -> None:
    """Whatever comes when: a page view shows one text. On a busy machine it may be the default."""
    customer.html["/calm"] = SLOT.replace("hero", "calm")
    customer.head, customer.styles = SLOT_STYLE, csp_hash(SLOT_RULES)
    site_of.slot("calm", rule("For you", paths=("/calm",)))
    visitor.add_init_script(FRAMES)
    visitor.route("**/onsite/decide?*", lambda route: (time.sleep(0.12), route.continue_()))
    views = [seen(visitor, f"/calm?view={number}") for number in range(4)]
    assert [len(view) for view in views] == [1] * 4
    assert {"For you"} <= {view[0] for view in views} <= {"For you", "Default words"}
    # The server is away: the default is shown by the style alone, and stays.
    visitor.route("**/onsite/decide?*", lambda route: route.abort())
    assert seen(visitor, "/calm?view=away") == ["Default words"]
    visitor.route("**/t-onsite*", lambda route: route.abort())
    assert seen(visitor, "/calm?view=gone") == ["Default words"]
    assert visitor.evaluate("window.broken") == []


def test_without_scripts_a_hidden_slot_shows_itself(site_of: Shop, chromium: Browser, customer: Customer) -> None:
    customer.html["/plain"] = SLOT
    customer.head, customer.styles = f"{SLOT_STYLE}<style>{STILL}</style>", f"{csp_hash(SLOT_RULES)} {csp_hash(STILL)}"
    context = chromium.new_context(java_script_enabled=False, base_url=customer.address)
    page = context.new_page()
    page.goto("/plain")
    expect(page.locator("[data-lw-slot] h2")).to_be_visible(timeout=2_000)
    context.close()


def test_a_single_page_app_gets_its_default_back(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/spa"] = SLOT.replace("hero", "spa")
    site_of.slot("spa", rule("Here only", paths=("/spa",)))
    put_in(visitor, "/spa", "Here only")
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text("Here only")
    visitor.evaluate("history.pushState({}, '', '/elsewhere')")
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text("Default words")
    visitor.evaluate("document.body.insertAdjacentElement('beforeend', document.querySelector('[data-lw-slot]').cloneNode(true))")
    visitor.evaluate("history.pushState({}, '', '/spa')")
    expect(visitor.locator("[data-lw-slot] h2")).to_have_text(["Here only", "Here only"])


def test_at_a_scroll_depth_and_when_the_pointer_leaves(site_of: Shop, visitor: Page, customer: Customer) -> None:
    customer.html["/deep"] = "<p>line</p>" * 200
    site_of.popup("Deep", trigger=Trigger("scroll", 60), conditions=Conditions(paths=("/deep",)))
    visitor.goto("/deep")
    visitor.wait_for_timeout(500)
    expect(visitor.locator(BOX)).to_have_count(0)
    visitor.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(visitor.locator(BOX)).to_be_visible()
    site_of.popup("Exit", trigger=Trigger("exit"), conditions=Conditions(paths=("/exit",)))
    visitor.goto("/exit")
    visitor.wait_for_timeout(500)
    expect(visitor.locator(BOX)).to_have_count(0)
    visitor.evaluate("document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1, bubbles: true }))")
    expect(visitor.locator(BOX)).to_be_visible()


def test_a_preview_marks_itself_and_records_nothing(site_of: Shop, visitor: Page, customer: Customer) -> None:
    message = site_of.popup("Preview", trigger=Trigger("time", 3000), conditions=Conditions(paths=("/nowhere",)))
    with tenancy.scope(site_of.cast.acme.id):
        token = previews.token("message", message.pk)
    visitor.goto(f"/?lw_preview={token}")
    expect(visitor.locator(f"{BOX} .note")).to_have_text(re.compile("nothing is recorded"))
    visitor.get_by_role("button", name="Close").click()
    visitor.wait_for_timeout(600)
    assert reactions(site_of) == []
    visitor.reload()
    expect(visitor.locator(BOX)).to_be_visible()


def test_small_dark_and_still(site_of: Shop, chromium: Browser, customer: Customer) -> None:
    site_of.popup("Narrow", content=Content("W" * 100, "汉字" * 120, "Go", "/x"), trigger=Trigger("time", 0), placement="top-left")
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, color_scheme="dark", reduced_motion="reduce", base_url=customer.address, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/narrow")
    box = page.locator(BOX)
    expect(box).to_be_visible()
    told = box.evaluate(
        "e => [e.getBoundingClientRect().right <= 344, getComputedStyle(e).animationName, getComputedStyle(e).backgroundColor]"
    )
    assert told == [True, "none", "rgb(27, 35, 48)"]
    context.close()


def test_the_module_is_small_enough() -> None:
    assert len(gzip.compress((BUILT / "t-onsite.js").read_bytes(), 9)) <= 4096
    answer = Client().get("/t-onsite.js")
    assert (answer.status_code, answer.content[:20] != b"") == (200, True)


def test_the_editor_of_a_slot_shows_each_rule_in_its_frame(site_of: Shop, chromium: Browser, customer: Customer) -> None:
    slot = site_of.slot("framed", rule("For returning"), rule("For all others"))
    context = chromium.new_context(locale="en", base_url=customer.house.address)
    customer.house.let_in(context, site_of.cast.mara)
    page = context.new_page()
    page.goto(f"/w/acme/onsite/slots/{slot.pk}")
    framed = page.frame_locator("#preview").locator("[data-lw-slot] p")
    expect(framed).to_have_text("For returning")
    page.get_by_label("Who meets").select_option("2")
    expect(framed).to_have_text("For all others")
    page.locator("#\\31 -text").fill("Typed just now")
    expect(framed).to_have_text("Typed just now")
    page.get_by_label("Who meets").select_option("0")
    expect(framed).to_have_text("Your own words")
    context.close()
