"""Forms: view, start, hesitation, correction, drop-off, submit; names of fields, never a value."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from capture.actions.forms import create_form, publish_form
from capture.domain import starters
from kernel import sql, tenancy, work
from tests.tracking.tracker.conftest import Web

SECRETS = ("hunter2-pass", "4111111111111111", "hush-hush", "hidden-value", "private-note", "Lena Secret", "lena@secret.example")
FORM = """<form id="contact" action="/sent.html">
<input name="name"> <input name="email" type="email" required> <input name="pin" type="password">
<input name="card" autocomplete="section-a cc-number"> <input name="hidden" type="hidden" value="hidden-value">
<span data-private><textarea name="note"></textarea></span> <button>Send</button></form>"""


def fields(told: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (event["event"], event["properties"].get("form"), event["properties"].get("field")) for event in told if event["type"] == "track"
    ]


def everything(web: Web) -> str:
    """Every body that left the browser, and every raw message and envelope that arrived."""
    with tenancy.scope(web.shop.workspace.id):
        stored = sql.tuples("SELECT body::text || envelope::text FROM tracking_inbox WHERE workspace_id = %(workspace_id)s")
    return "".join(web.sent) + "".join(row[0] for row in stored)


def test_a_form_is_viewed_started_corrected_and_submitted_and_no_value_leaves(web: Web) -> None:
    web.page("sent.html")
    page = web.opened(FORM)
    web.events("form_viewed")
    typed = {"name": SECRETS[5], "email": SECRETS[6], "pin": SECRETS[0], "card": SECRETS[1], "note": SECRETS[2] + SECRETS[4]}
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=name]", "Lena Secret again")
    page.press("[name=name]", "Tab")
    page.evaluate("document.forms[0].method = 'post'; document.forms[0].addEventListener('submit', e => e.preventDefault())")
    page.click("button")
    [submitted] = web.told("form_submitted")
    assert fields(web.events("", 5)) == [
        ("form_viewed", "contact", None), ("form_started", "contact", "name"), ("field_corrected", "contact", "name"),
        ("form_submitted", "contact", None),
    ]  # fmt: skip
    assert (submitted["attempts"], submitted["ms"] > 0, sorted(submitted)) == (1, True, ["attempts", "form", "ms"])
    sent = everything(web)
    assert [secret for secret in SECRETS if secret in sent] == []
    assert [name for name in ("pin", "card", "note") if f'"{name}"' in sent] == []


def test_an_attempt_that_fails_and_one_that_does_not(web: Web) -> None:
    page = web.opened(FORM)
    page.evaluate("document.forms[0].addEventListener('submit', e => e.preventDefault())")
    page.click("button")
    page.fill("[name=email]", "nonsense")
    page.click("button")
    page.fill("[name=email]", SECRETS[6])
    page.click("button")
    [submitted] = web.told("form_submitted")
    failed = {"form": "contact", "reason": "invalid", "fields": ["email"]}
    assert (web.told("form_failed", 2), submitted["attempts"]) == ([failed, failed], 3)
    page.evaluate("document.forms[0].dispatchEvent(new Event('leadway:failed', {bubbles: true}))")
    assert web.told("form_failed", 3)[2] == {"form": "contact", "reason": "refused", "fields": []}
    assert SECRETS[6] not in everything(web)


@pytest.mark.parametrize("how", ["leaves", "moves"])
def test_the_last_field_of_an_unfinished_form(web: Web, how: str) -> None:
    web.page("other.html")
    page = web.opened(FORM)
    page.fill("[name=name]", "x")
    page.fill("[name=email]", "y")
    if how == "leaves":
        page.goto(f"{web.address}/other.html")
    else:
        page.evaluate("history.pushState({}, '', '/other.html')")
    assert web.told("form_abandoned") == [{"form": "contact", "field": "email"}]
    assert web.events("form_submitted", 0) == []


def test_a_form_that_is_only_looked_at_is_not_abandoned(web: Web) -> None:
    page = web.opened(FORM)
    web.events("form_viewed")
    page.fill("[name=pin]", "only a password")
    page.evaluate("history.pushState({}, '', '/other.html')")
    web.events("page", 2)
    assert (web.events("form_started", 0), web.events("form_abandoned", 0)) == ([], [])


def test_hesitation_is_told_once_a_visit_and_to_modules(web: Web) -> None:
    heard = "core => core.on('hesitated', h => { window.heard = [h.form, h.field, h.element.id] })"
    head = f"<script>window.leadway = []; leadway.push(['module', {heard}])</script>"
    page = web.opened(FORM, 'data-hesitation="2"', head)
    page.fill("[name=name]", "x")
    [told] = web.told("form_hesitated")
    assert (told["form"], told["field"], 2000 <= told["ms"] < 20_000) == ("contact", "name", True)
    assert page.evaluate("window.heard") == ["contact", "name", "contact"]
    page = web.visit("page.html")
    page.wait_for_timeout(3500)
    assert len(web.events("form_hesitated")) == 1


def later(page: Page, minutes: int) -> None:
    """The clock of the page is ahead, and a few seconds go by."""
    page.evaluate(f"{{ const now = Date.now; Date.now = () => now() + {minutes} * 60000 }}")


def test_a_long_visit_has_one_hesitation_and_the_next_its_own(web: Web) -> None:
    """As the server cuts visits: half an hour in which nothing is told."""
    page = web.opened(FORM, 'data-hesitation="1"')
    web.told("form_hesitated")
    for _ in range(3):
        later(page, 20)
        page.evaluate("leadway.track('goes on')")
        page.wait_for_timeout(1_300)
    later(page, 31)
    page.wait_for_timeout(1_300)
    assert (len(web.events("goes on", 3)), len(web.events("form_hesitated"))) == (3, 1)
    page.evaluate("leadway.track('comes back')")
    assert len(web.events("form_hesitated", 2)) == 2


QUERIES = ("", "?utm_source=fair", "?utm_source=fair", "", "?utm_source=m&utm_term=x", "?utm_source=m&utm_term=y", "?gclid=1", "?gclid=2")


def test_another_campaign_is_another_visit(web: Web) -> None:
    web.page("page.html", FORM, 'data-hesitation="1"')
    told: list[int] = []
    page: Page | None = None
    for query in QUERIES:
        page = web.visit(f"page.html{query}", on=page)
        page.wait_for_timeout(2_500)
        told.append(len(web.events("form_hesitated", 0)))
    assert told == [1, 2, 2, 2, 3, 3, 4, 4]


def test_a_form_that_only_stands_there_takes_no_hesitation_from_another(web: Web) -> None:
    newsletter = '<form id="newsletter" style="position:fixed;top:0"><input name="address"></form>'
    page = web.opened(f'{newsletter}<div style="height:3000px"></div>{FORM}', 'data-hesitation="2"')
    assert web.told("form_hesitated")[0]["form"] == "newsletter"
    page.evaluate("scrollTo(0, 3000)")
    page.fill("[name=name]", "x")
    assert [(told["form"], told["field"]) for told in web.told("form_hesitated", 2)] == [("newsletter", ""), ("contact", "name")]


def test_no_hesitation_below_the_fold_after_a_submit_or_within_twenty_seconds(web: Web) -> None:
    page = web.opened(f'<div style="height:3000px"></div>{FORM}', 'data-hesitation="1"')
    page.wait_for_timeout(2200)
    page.evaluate("document.forms[0].addEventListener('submit', e => e.preventDefault())")
    page.evaluate("document.forms[0].noValidate = true; document.forms[0].requestSubmit(); scrollTo(0, 3000)")
    page.wait_for_timeout(2200)
    standard = web.opened(FORM)
    standard.wait_for_timeout(2200)
    assert (len(web.events("form_submitted")), web.events("form_hesitated", 0)) == (1, [])


def test_a_private_form_does_not_exist(web: Web) -> None:
    page = web.opened(f"<div data-private>{FORM}</div>")
    page.fill("[name=name]", "x")
    page.evaluate("document.forms[0].noValidate = true; document.forms[0].addEventListener('submit', e => e.preventDefault())")
    page.click("button")
    page.wait_for_timeout(1500)
    assert [event["type"] for event in web.batches()] == ["page"]


def test_fields_called_like_parts_of_a_form_confuse_nobody(web: Web) -> None:
    page = web.opened('<form name="odd"><input name="id"><input name="name"><input name="type"><input name="elements"></form>')
    page.fill("[name=id]", "x")
    assert web.told("form_started") == [{"form": "odd", "field": "id"}]


def test_a_get_form_carries_no_password_on(web: Web) -> None:
    web.page("sent.html")
    page = web.opened('<form id=f action="/sent.html"><input name=q><input name=password type=password><button>go</button></form>')
    page.fill("[name=q]", "pumps")
    page.fill("[name=password]", SECRETS[0])
    page.click("button")
    assert [view["search"] for view in web.told("page", 2)] == ["", "?q=pumps&password=-"]
    assert (SECRETS[0] in everything(web), json.dumps(web.told("form_submitted")).count('"form": "f"')) == (False, 1)


def test_not_you_in_an_embed_is_a_new_visitor_who_is_asked_everything(web: Web) -> None:
    asked = starters.content("contact")
    assert asked is not None
    with tenancy.scope(web.shop.workspace.id):
        form = create_form(name="Contact", content=asked, actor=web.shop.actor)
        publish_form(form=form, content=asked, actor=web.shop.actor)
    page = web.opened("")
    page.evaluate("leadway.identify({ email: 'lena@secret.example' })")
    web.events("identify")
    before = page.evaluate("leadway.anonymousId()")
    work.run_until_quiet(web.shop.workspace.id)
    page = web.opened(f'<div data-lw-form="{form.public_id}"></div>', 'data-modules="forms"')
    page.locator("[name=f_message]").wait_for()
    assert (page.locator("[name=f_email]").count(), page.evaluate("leadway.anonymousId()")) == (0, before)
    page.click("[name=lw_other]")
    page.locator("[name=f_email]").wait_for()
    assert (page.locator("[name=lw_other]").count(), page.evaluate("leadway.anonymousId()") == before) == (0, False)


CARDS = ("cardnumber", "card_exp", "ccnum", "cc-number", "cvc", "cvv2", "csc", "iban", "PassWd")


def test_a_field_that_a_page_forgot_to_mark_is_never_named(web: Web) -> None:
    """By its name or id, where `autocomplete` says nothing; a whole form goes on being told of."""
    inputs = "".join(f'<input name="{name}">' for name in CARDS)
    page = web.opened(f'<form id="business-card">{inputs}<input name="f9" id="card-code"><input name="account"></form>')
    for name in (*CARDS, "f9"):
        page.fill(f"[name={name}]", "1234")
        page.press(f"[name={name}]", "Tab")
        page.fill(f"[name={name}]", "5678")
        page.press(f"[name={name}]", "Tab")
    page.fill("[name=account]", "Fischer")
    page.evaluate("history.pushState({}, '', '/other.html')")
    form = "business-card"
    web.events("form_abandoned")
    told = [one for one in fields(web.events("", 4)) if one[1] == form and one[2] is not None]
    assert told == [("form_started", form, "account"), ("form_abandoned", form, "account")]
    assert [name for name in (*CARDS, "f9") if f'"{name}"' in everything(web)] == []
