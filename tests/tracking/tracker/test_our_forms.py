"""Our own forms, embedded and hosted: hesitation (F024) is more than so many seconds in sight, until it is sent, once a visit."""

from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page

from capture.actions.forms import create_form, publish_form
from capture.domain import starters
from capture.domain.content import Field, Option
from capture.models import Form, Submission
from kernel import tenancy
from tests.tracking.tracker.conftest import Web
from tracking.actions.sites import add_site

ANSWERS = {"f_name": "Lena", "f_email": "lena@fischer.example", "f_company": "Fischer", "f_message": "Hello"}


def published(web: Web, hesitation: int = 0, fields: tuple[Field, ...] = ()) -> Form:
    asked = starters.content("contact")
    assert asked is not None
    asked = msgspec.structs.replace(asked, hesitation=hesitation, fields=fields or asked.fields)
    with tenancy.scope(web.shop.workspace.id):
        form = create_form(name="Contact", content=asked, actor=web.shop.actor)
        publish_form(form=form, content=asked, actor=web.shop.actor)
    return form


def embedded(web: Web, form: Form, options: str = "", before: str = "") -> Page:
    page = web.opened(f'{before}<div data-lw-form="{form.public_id}"></div>', f'data-modules="forms" {options}')
    page.locator("[name=f_message]").wait_for()
    return page


def hosted(web: Web, form: Form) -> Page:
    page = web.context.new_page()
    page.goto(f"{web.house.address}/f/{form.public_id}")
    page.locator("[name=f_message]").wait_for()
    return page


def hesitated(web: Web, at_least: int = 1) -> list[tuple[Any, Any]]:
    return [(told["form"], told.get("field", "")) for told in web.told("form_hesitated", at_least)]


def test_an_embedded_form_that_is_only_looked_at_is_hesitated_over_once_a_visit(web: Web) -> None:
    form = published(web, hesitation=2)
    page = embedded(web, form)
    heard = "(h) => { window.heard = [h.form, h.ms > 2000, h.element.tagName] }"
    page.evaluate(f"window.leadway.module((core) => core.on('hesitated', {heard}))")
    assert hesitated(web) == [(form.public_id, "")]
    assert [2000 < told["ms"] < 20_000 for told in web.told("form_hesitated")] == [True]
    assert page.evaluate("window.heard") == [form.public_id, True, "FORM"]
    page.evaluate("{ const now = Date.now; Date.now = () => now() + 2000000 }")
    page.wait_for_timeout(3_000)
    assert hesitated(web) == [(form.public_id, "")]
    again = web.visit("page.html")
    again.locator("[name=f_message]").wait_for()
    again.wait_for_timeout(3_000)
    assert hesitated(web) == [(form.public_id, "")]


def test_the_form_says_how_long_before_the_page_does_and_the_standard_is_twenty(web: Web) -> None:
    form = published(web, hesitation=60)
    page = embedded(web, form, 'data-hesitation="1"')
    page.wait_for_timeout(2_000)
    plain = published(web)
    embedded(web, plain).wait_for_timeout(2_000)
    assert hesitated(web, 0) == []
    page = embedded(web, plain, 'data-hesitation="1"')
    page.fill("[name=f_name]", "x")
    assert hesitated(web) == [(plain.public_id, "f_name")]


def test_below_the_fold_in_a_hidden_tab_and_once_sent_no_second_counts(web: Web) -> None:
    form = published(web, hesitation=2)
    page = embedded(web, form, before='<div style="height:3000px"></div>')
    page.wait_for_timeout(2_600)
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }); scrollTo(0, 9999)")
    page.wait_for_timeout(2_600)
    for name, value in ANSWERS.items():
        page.fill(f"[name={name}]", value)
    page.evaluate("delete document.visibilityState")
    page.click("[data-lw-form] button")
    page.locator(".lw-done").wait_for()
    page.wait_for_timeout(2_600)
    assert hesitated(web, 0) == []


def test_a_hosted_form_tells_it_too_once_a_visit(web: Web) -> None:
    form = published(web, hesitation=2)
    page = hosted(web, form)
    page.fill("[name=f_name]", "x")
    page.wait_for_timeout(1_000)
    assert hesitated(web, 0) == []
    assert hesitated(web) == [(form.public_id, "f_name")]
    assert [told["ms"] > 2_000 for told in web.told("form_hesitated")] == [True]
    hosted(web, form).wait_for_timeout(3_000)
    assert len(hesitated(web)) == 1


def test_a_long_visit_to_a_hosted_form_has_one_hesitation_and_the_next_its_own(web: Web) -> None:
    form = published(web, hesitation=1)
    page = hosted(web, form)
    told = [len(hesitated(web))]
    for minutes in (20, 20, 20, 31):
        page.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {minutes} * 60000 }}")
        page.reload()
        page.wait_for_timeout(2_500)
        told.append(len(hesitated(web)))
    page.goto(f"{web.house.address}/f/{form.public_id}?utm_source=fair")
    told.append(len(hesitated(web, 3)))
    assert told == [1, 1, 1, 1, 2, 3]


@pytest.mark.parametrize(("above", "told"), [(0, 1), (3_000, 0)])
def test_a_hosted_form_in_a_frame_is_in_sight_where_the_page_around_it_shows_it(web: Web, above: int, told: int) -> None:
    form = published(web, hesitation=1)
    with tenancy.scope(web.shop.workspace.id):
        add_site(name="Around", url=web.address, allowed_origins=[web.address], actor=web.shop.actor)
    frame = f'<iframe src="{web.house.address}/f/{form.public_id}" width="600" height="600"></iframe>'
    page = web.opened(f'<div style="height:{above}px"></div>{frame}')
    page.frame_locator("iframe").locator("[name=f_message]").wait_for()
    page.wait_for_timeout(3_000)
    assert len(hesitated(web, told)) == told


@pytest.mark.parametrize("how", ["sent", "hidden", "standard"])
def test_a_hosted_form_that_is_sent_hidden_or_fresh_is_not_hesitated_over(web: Web, how: str) -> None:
    form = published(web, hesitation=0 if how == "standard" else 1)
    page = hosted(web, form)
    if how == "hidden":
        page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")
    if how == "sent":
        page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault()); document.forms[0].requestSubmit()")
    page.wait_for_timeout(2_000)
    assert hesitated(web, 0) == []


SIZE = Field("size", "select", {"en": "Size"}, options=(Option("team", {"en": "A team"}), Option("firm", {"en": "A firm"})))
WHO = Field("who", "text", {"en": "Who decides?"}, True, when="size", equals="firm")
WHY = Field("why", "text", {"en": "Why so?"}, when="who")
MESSAGE = Field("message", "text", {"en": "Hello"})


@pytest.mark.parametrize("where", ["embedded", "hosted"])
def test_a_field_comes_and_goes_with_the_answer_on_which_it_depends(web: Web, where: str) -> None:
    form = published(web, fields=(SIZE, WHO, WHY, MESSAGE))
    page = embedded(web, form) if where == "embedded" else hosted(web, form)

    def seen() -> list[bool]:
        return [page.locator(f"[name=f_{key}]").is_visible() for key in ("who", "why")]

    assert (seen(), page.get_by_text("Only if").first.is_visible()) == ([False, False], False)
    page.select_option("[name=f_size]", "firm")
    assert seen() == [True, False]
    page.fill("[name=f_who]", "Lena")
    assert seen() == [True, True]
    page.select_option("[name=f_size]", "team")
    assert seen() == [False, False]
    page.wait_for_timeout(3_100)
    page.click(".lw-send")
    page.get_by_role("heading", name="Thank you").wait_for()
    with tenancy.scope(web.shop.workspace.id):
        assert [sent.values for sent in Submission.objects.filter(form=form)] == [{"size": "team"}]


def test_without_scripts_every_field_stands_there_with_a_hint(web: Web) -> None:
    form = published(web, fields=(SIZE, WHO, WHY, MESSAGE))
    context = web.context.browser.new_context(java_script_enabled=False, locale="en")  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{web.house.address}/f/{form.public_id}")
    assert [page.locator(f"[name=f_{key}]").is_visible() for key in ("who", "why")] == [True, True]
    hints = ["Only if “Size” is “A firm”.", "Only if you answered “Who decides?”."]
    assert page.locator(".lw-hint").all_text_contents() == hints
    context.close()
