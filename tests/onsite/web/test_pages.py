"""The pages: everybody sees, marketers write, outsiders find nothing."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel import tenancy
from kernel.audit import SYSTEM
from leads.actions.blacklist import blacklist
from leads.models import Person
from onsite.models import KeyAccount, OnsiteMessage, OnsiteMessageVersion, Slot
from onsite.queries import choices, items
from onsite.queries.kinds import MESSAGE, SLOT
from tests.onsite.conftest import Shop, ago, rule

SignIn = Callable[[str], Client]
FORM = {
    "name": "Hello", "title": "你好 & <b>hi</b>", "text": "Line one\r\nLine two", "label": "Go",
    "url": "https://acme.example/go", "form": "",
    "placement": "center", "trigger": "scroll", "amount": "40", "trigger-form": "", "frequency": "days", "times": "2", "days": "30",
    "starts": "2026-01-01", "ends": "", "priority": "70", "visitor": "returning",
    "paths": "/pricing*\n!/pricing/old", "intents": "erp，crm",
    "segment": "", "filters": "https://x.example/w/acme/leads?stage=mql&score=10..", "channels": ["email"], "sources": "a, b", "media": "",
    "campaigns": "", "accounts": ["any"], "tiers": ["a"],
}  # fmt: skip


def at(name: str, *arguments: Any) -> str:
    return reverse(f"onsite:{name}", args=["acme", *arguments])


def test_everybody_sees_and_only_marketers_write(shop: Shop, signed_in: SignIn) -> None:
    message, slot = shop.popup(), shop.slot("hero", rule("all"))
    pages = [
        at("messages"), at("message", message.pk), at("message", message.pk) + "?version=1", at("review_message", message.pk),
        at("preview_message", message.pk), at("slots"), at("slot", slot.pk), at("slot", slot.pk) + "?version=1", at("review_slot", slot.pk),
        at("accounts"), at("hesitation"), at("preview_slot", slot.pk),
    ]  # fmt: skip
    for name in ("olga", "mara", "sam", "vera"):
        client = signed_in(name)
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    assert signed_in("mara").get(at("message", message.pk) + "?version=9").status_code == 404
    writes = [
        at("new_message"), at("save_message", message.pk), at("publish_message", message.pk), at("message_state", message.pk),
        at("new_slot"), at("save_slot", slot.pk), at("publish_slot", slot.pk), at("slot_state", slot.pk), at("add_account"),
        at("save_hesitation"), at("export_chosen"),
    ]  # fmt: skip
    for name, status in (("sam", 403), ("vera", 403), ("otto", 404)):
        assert [signed_in(name).post(page).status_code for page in writes] == [status] * len(writes)


def test_a_pop_up_is_written_reviewed_published_and_paused(shop: Shop, signed_in: SignIn) -> None:
    client = signed_in("mara")
    there = client.post(at("new_message"), {"name": "Hello", "kind": "hesitation"}).headers["Location"]
    with tenancy.scope(shop.cast.acme.id):
        message = OnsiteMessage.objects.get()
        assert items.written(MESSAGE, message).trigger.amount == 20
    answer = client.post(at("save_message", message.pk), {**FORM, "then": "review"})
    assert (there, answer.headers["Location"]) == (at("message", message.pk), at("review_message", message.pk))
    shop.sees("lena", ago(days=1), {"type": "identify", "userId": "l", "traits": {"email": "lena@gmail.com", "name": "Lena"}})
    assert "0 leads match now" in client.get(at("review_message", message.pk)).content.decode()
    client.post(at("save_message", message.pk), {**FORM, "filters": "", "visitor": "new", "intents": ""})
    shown = client.get(at("review_message", message.pk)).content.decode()
    assert ["1 lead matches now" in shown, ">Lena</a>" in shown] == [True, True]
    assert client.post(at("publish_message", message.pk)).headers["Location"] == there
    with tenancy.scope(shop.cast.acme.id):
        definition = OnsiteMessageVersion.objects.get().definition
    assert definition["content"] == {"title": FORM["title"], "text": "Line one\nLine two", "label": "Go", "url": FORM["url"]}
    wanted = {"visitor": "new", "paths": ["/pricing*", "!/pricing/old"], "sources": ["a", "b"], "accounts": ["any"], "tiers": ["a"]}
    assert {name: definition["conditions"][name] for name in wanted} == wanted
    page = client.get(there).content.decode()
    assert ["你好 &amp; &lt;b&gt;hi&lt;/b&gt;" in page, "<b>hi</b>" in page, "lw_preview=" in page] == [True, False, True]
    client.post(at("message_state", message.pk), {"state": "paused"})
    assert "Paused" in client.get(at("messages")).content.decode()


@pytest.mark.parametrize("change", [
    {"url": "javascript:alert(1)"}, {"url": "//evil.example"}, {"title": "", "text": ""}, {"ends": "2025-01-01"}, {"starts": "soon"},
    {"amount": "101"}, {"label": ""}, {"url": ""}, {"paths": "pricing"},
])  # fmt: skip
def test_what_is_not_finished_is_kept_but_not_published(shop: Shop, signed_in: SignIn, change: dict[str, str]) -> None:
    client = signed_in("mara")
    client.post(at("new_message"), {"name": "Hello"})
    with tenancy.scope(shop.cast.acme.id):
        message = OnsiteMessage.objects.get()
    answer = client.post(at("save_message", message.pk), {**FORM, **change, "then": "review"})
    assert answer.headers["Location"] == at("message", message.pk)
    client.post(at("publish_message", message.pk))
    with tenancy.scope(shop.cast.acme.id):
        message.refresh_from_db()
        assert (message.state, message.draft["placement"]) == ("draft", "center")


@pytest.mark.parametrize("change", [{"placement": "moon"}, {"amount": "x"}, {"filters": "nonsense=1"}, {"accounts": "x"}, {"visitor": ""}])
def test_what_is_no_definition_is_refused(shop: Shop, signed_in: SignIn, change: dict[str, str]) -> None:
    message = shop.popup()
    client = signed_in("mara")
    assert client.post(at("save_message", message.pk), {**FORM, **change}).status_code == 400
    assert client.post(at("preview_message", message.pk), {**FORM, **change}).status_code == 200
    with tenancy.scope(shop.cast.acme.id):
        message.refresh_from_db()
    assert message.draft == {}


def test_the_preview_carries_what_is_written_as_data(shop: Shop, signed_in: SignIn) -> None:
    message = shop.popup()
    page = signed_in("mara").post(
        at("preview_message", message.pk), {**FORM, "title": "</script><b>", "zh-title": "你好", "language": "en"}
    )
    found = re.search(r'<script id="decision" type="application/json">(.*?)</script>', page.content.decode())
    assert found is not None
    decision = json.loads(found[1])
    assert (decision["preview"], decision["messages"][0]["title"]) == (True, "</script><b>")


def test_a_slot_s_preview_shows_the_rule_that_is_asked_for(shop: Shop, signed_in: SignIn) -> None:
    slot = shop.slot("hero", rule("first"), rule("second"))
    client = signed_in("mara")

    def shown(**form: Any) -> Any:
        method = client.post if form.pop("post", False) else client.get
        page = method(at("preview_slot", slot.pk), form).content.decode()
        found = re.search(r'<script id="decision" type="application/json">(.*?)</script>', page)
        assert (found is not None, 'data-lw-slot="hero"' in page) == (True, True)
        return {key: (one["rule"], one["text"]) for key, one in json.loads(found[1] if found else "")["slots"].items()}

    assert [shown(), shown(showing="2"), shown(showing="0"), shown(showing="3"), shown(showing="x")] == [
        {"hero": (1, "first")}, {"hero": (2, "second")}, {}, {}, {}
    ]  # fmt: skip
    typed = {
        "post": True,
        "rule": ["0", "1"],
        "0-text": "first",
        "0-visitor": "any",
        "1-text": "typed",
        "1-zh-text": "新",
        "1-visitor": "any",
    }
    assert shown(**typed, showing="2", language="zh") == {"hero": (2, "新")}
    assert shown(**{**typed, "1-visitor": "moon"}, showing="1")["hero"][1].startswith("The definition is not")
    with tenancy.scope(shop.cast.acme.id):
        slot.refresh_from_db()
    assert slot.draft == {}


def test_rules_are_written_moved_and_removed(shop: Shop, signed_in: SignIn) -> None:
    client = signed_in("mara")
    client.post(at("new_slot"), {"key": "hero", "name": ""})
    with tenancy.scope(shop.cast.acme.id):
        slot = Slot.objects.get()
    form = {"rule": ["0", "1", "2"], **{f"{i}-text": text for i, text in enumerate("ABC")}, **{f"{i}-visitor": "any" for i in range(3)}}

    def order(**more: Any) -> list[str]:
        client.post(at("save_slot", slot.pk), {**form, **more})
        with tenancy.scope(shop.cast.acme.id):
            slot.refresh_from_db()
            return [one.content.text for one in items.written(SLOT, slot).rules]

    moves = ("", "up:1", "down:0", "down:2", "up:0", "remove:1", "up:x", "remove:9")
    assert ["".join(order(move=move)) for move in moves] == ["ABC", "BAC", "BAC", "ABC", "ABC", "AC", "ABC", "ABC"]
    assert client.post(at("save_slot", slot.pk), {**form, "then": "review"}).headers["Location"] == at("review_slot", slot.pk)
    client.post(at("publish_slot", slot.pk))
    assert shop.shown()[1] == {"hero": "A"}
    client.post(at("slot_state", slot.pk), {"state": "paused"})
    assert shop.shown()[1] == {}
    assert client.post(at("new_slot"), {"key": "hero"}).status_code == 409


def test_key_accounts_are_checked(shop: Shop, signed_in: SignIn) -> None:
    client = signed_in("mara")
    for ranges in ("", "300.0.0.0/8", "203.0.113.1/24", "0.0.0.0/0", "224.0.0.0/8", "x" * 300):
        assert client.post(at("add_account"), {"name": "A", "ranges": ranges}).status_code == 400
    assert client.post(at("add_account"), {"name": "A", "ranges": "203.0.113.0/24\n2001:db8::/32", "tier": "a"}).status_code == 302
    assert client.post(at("add_account"), {"name": "B", "ranges": "203.0.113.7"}).status_code == 400
    assert client.post(at("add_account"), {"name": "A", "ranges": "198.51.100.7"}).status_code == 400
    assert client.post(at("add_account"), {"name": "C", "ranges": "198.51.100.7", "company": "x"}).status_code == 400
    with tenancy.scope(shop.cast.acme.id):
        account = KeyAccount.objects.get()
    assert client.post(at("account", account.pk), {"name": "A2", "ranges": "203.0.113.0/25"}).status_code == 302
    assert client.get(at("account", account.pk)).status_code == 200
    with tenancy.scope(shop.cast.acme.id):
        account.refresh_from_db()
        assert (account.name, account.ranges, account.tier) == ("A2", ["203.0.113.0/25"], "")
    client.post(at("remove_account", account.pk))
    with tenancy.scope(shop.cast.acme.id):
        assert KeyAccount.objects.count() == 0


def test_hesitation_is_saved_and_exported(shop: Shop, signed_in: SignIn) -> None:
    doubt = {"type": "track", "event": "form_hesitated", "properties": {"form": "contact"}}
    shop.sees("lena", ago(days=1), {"type": "identify", "userId": "l", "traits": {"email": "lena@fischer.example"}}, doubt)
    client = signed_in("mara")
    assert "contact" in client.get(at("hesitation")).content.decode()
    client.post(at("save_hesitation"), {"form": "contact", "days": "7"})
    with tenancy.scope(shop.cast.acme.id):
        segment = choices.segments()[0]
    assert segment[1] == "Hesitated on contact (7 d)"
    told = client.post(at("save_hesitation"), {"form": "contact", "days": "7", "keep": "today"}, follow=True).content.decode()
    assert "Who hesitates later is not on it" in told
    with tenancy.scope(shop.cast.acme.id):
        assert [name.partition(",")[0] for _, name in choices.segments()] == ["Hesitated on contact (7 d)"] * 2
    for address, form in ((at("export_chosen"), {"segment": segment[0]}), (at("export", segment[0]), {})):
        answer = client.post(address, form)
        assert (answer.status_code, answer.content.decode().splitlines()[0]) == (200, "email_sha256,phone_sha256")
        assert len(answer.content.decode().splitlines()) == 2
    with tenancy.scope(shop.cast.acme.id):
        person = Person.objects.get(email="lena@fischer.example")
        # By the company and by the address, each alone.
        Person.objects.filter(pk=person.pk).update(email="lena@gmail.com")
        blacklist(person.company_id, "They told us so", SYSTEM)
    assert client.post(at("export", segment[0])).status_code == 400  # nobody is left
    with tenancy.scope(shop.cast.acme.id):
        Person.objects.filter(pk=person.pk).update(email=person.email, company=None)
    assert client.post(at("export", segment[0])).status_code == 400  # nobody is left
    assert client.get(at("export", segment[0])).status_code == 405
    assert client.post(at("export_chosen"), {"segment": "x"}).status_code == 302
