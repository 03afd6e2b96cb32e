"""To whom by a condition tree: what the site decides, at what cost, and the editor in which it is built."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from kernel import tenancy
from kernel.problems import Refused
from leads.domain.trees import of_nobody, parse
from onsite.actions.items import publish_item, save_item
from onsite.domain.shapes import Conditions, Content, Popup, Rules
from onsite.queries import items
from onsite.queries.kinds import MESSAGE, SLOT
from tests.leads.segment_life import TREES
from tests.onsite.conftest import Shop, ago, rule
from tests.onsite.web.test_pages import FORM, at

SignIn = Callable[[str], Client]
LENA = {"type": "identify", "userId": "u-1", "traits": {"email": "lena@fischer.example", "persona": "cxo"}}
BOSS = {"ask": "text", "field": "persona", "values": ["cxo"]}
READ: dict[str, Any] = {"ask": "did", "event": "price_seen", "times": 2}
KNOWN = {"ask": "known"}


def seen(shop: Shop) -> None:
    """Lena, known, saw the price twice; a device that was here is anonymous."""
    shop.sees("lena", ago(hours=2), LENA, *[{"type": "track", "event": "price_seen", "properties": {"n": n}} for n in (1, 2)])
    shop.sees("device", ago(hours=2))


def test_rules_ask_trees_of_the_lead_and_strangers_answer_no(shop: Shop) -> None:
    shop.slot("hero", rule("boss", who={"all": [BOSS, READ]}), rule("known", who=KNOWN), rule("new", paths=("/",), who={"not": KNOWN}))
    shop.slot("side", rule("nobody", who={"all": [READ, {"not": BOSS}]}), rule("all", who={"all": []}))
    seen(shop)
    assert [shop.shown(id=one)[1] for one in ("lena", "device", "never-seen", "")] == [
        {"hero": "boss", "side": "all"}, *[{"hero": "new", "side": "all"}] * 3,
    ]  # fmt: skip
    assert shop.shown(id="lena", url="https://www.acme.example/x")[1]["hero"] == "boss"
    assert shop.shown(id="device", url="https://www.acme.example/x")[1] == {"side": "all"}
    shop.sees("lena", ago(hours=1), {**LENA, "traits": {"email": "lena@fischer.example", "persona": "dev"}})
    assert shop.shown(id="lena")[1]["hero"] == "known"  # asked at the visit, not as it was published
    assert shop.shown(id="lena", consent="cookieless")[1] == {}


def test_a_tree_stands_beside_what_else_is_asked(shop: Shop) -> None:
    shop.popup("Back", conditions=Conditions(visitor="returning", filters={"known": ["yes"]}, who=READ))
    shop.popup("Other", content=Content("Other"), conditions=Conditions(filters={"known": ["no"]}, who={"not": READ}))
    seen(shop)
    assert [shop.shown(id=one)[0] for one in ("lena", "device", "never-seen")] == [["Welcome back"], ["Other"], []]


def queries(shop: Shop, **question: Any) -> int:
    shop.ask(**question)  # whatever is remembered is remembered
    with CaptureQueriesContext(connection) as found:
        shop.ask(**question)
    return len(found)


def test_all_trees_are_one_query_and_none_where_none_decides(shop: Shop) -> None:
    seen(shop)
    shop.slot("hero", rule("prices", paths=("/pricing",)), rule("all"))
    bare = queries(shop, id="lena")
    for number, tree in enumerate((BOSS, READ, {"any": [BOSS, {"not": READ}, {"ask": "stage", "stages": ["mql"]}]})):
        shop.slot(f"s{number}", rule("x", paths=("/pricing",), who=tree), rule("y", paths=("/pricing", "/x"), who={"not": tree}))
    assert queries(shop, id="lena") == bare
    assert queries(shop, id="lena", url="https://www.acme.example/pricing") == bare + 1
    assert queries(shop, id="never-seen", url="https://www.acme.example/pricing") <= bare


@given(TREES)
def test_of_a_stranger_every_question_answers_no(tree: dict[str, Any]) -> None:
    def told(one: dict[str, Any]) -> bool:
        if "ask" in one:
            return False
        ((how, of),) = one.items()
        return not told(of) if how == "not" else (False not in map(told, of)) if how == "all" else (True in map(told, of))

    assert of_nobody(parse(tree)) == told(tree)


def test_the_review_counts_whom_the_tree_names(shop: Shop, signed_in: SignIn) -> None:
    seen(shop)
    message = shop.popup()
    client = signed_in("mara")
    for tree, number in ((READ, "1 lead matches"), ({"not": READ}, "1 lead matches"), ({"any": []}, "0 leads match")):
        with tenancy.scope(shop.cast.acme.id):
            save_item(item=message, definition=Popup(content=Content("Hi"), conditions=Conditions(who=tree)), actor=shop.actor)
        assert number in client.get(at("review_message", message.pk)).content.decode()


@pytest.mark.parametrize(
    ("tree", "field"),
    [
        ({"all": [KNOWN, {**READ, "times": 0}]}, "who/1/all[1].times"),
        ({"any": [{"ask": "mailed", "template": "gone"}]}, "who/1/any[0]"),
        ({"ask": "moon"}, "who/1/ask"),
    ],
)
def test_a_tree_that_cannot_be_asked_is_refused_with_its_place(shop: Shop, tree: dict[str, Any], field: str) -> None:
    slot, wrong = shop.slot("hero", rule("all")), Rules((rule("one", who=KNOWN), rule("two", who=tree)))
    with tenancy.scope(shop.cast.acme.id):
        assert [problem.field for problem in items.problems(wrong)] == ["who"]
        for act in (save_item, publish_item):
            with pytest.raises(Refused) as refused:
                act(item=slot, definition=wrong, actor=shop.actor)
            assert refused.value.field in (field, "who")


def tree_form(root: str, *leaves: dict[str, str]) -> dict[str, str]:
    """A group of all with these leaves, as the builder posts it."""
    told = {f"{root}.how": "all", f"{root}.n": str(len(leaves))}
    for number, leaf in enumerate(leaves):
        told |= {f"{root}.{number}.how": leaf["ask"], **{f"{root}.{number}.f.{key}": value for key, value in leaf.items() if key != "ask"}}
    return told


def test_a_pop_up_s_tree_is_built_saved_and_shown(shop: Shop, signed_in: SignIn) -> None:
    message, client = shop.popup(), signed_in("mara")
    there, save = at("message", message.pk), at("save_message", message.pk)
    begun = {**FORM, **tree_form("w0"), "w0.new": "did", "op": "add:w0"}
    for page in (there, save):  # with a script, and without
        shown = client.post(page, begun).content.decode()
        assert ['name="w0.0.f.event"' in shown, 'name="w0.n" value="1"' in shown, 'role="alert"' in shown] == [True, True, False]
    told = tree_form("w0", {"ask": "did", "event": "price_seen", "times": "0"})
    answer = client.post(save, {**FORM, **told, "op": "save"})
    shown = answer.content.decode()
    assert (answer.status_code, 'class="tree-leaf tree-wrong"' in shown or 'class="tree-wrong"' in shown) == (400, True)
    assert FORM["title"].split()[0] in shown
    client.post(save, {**FORM, **told, "w0.0.f.times": "2", "op": "save"})
    with tenancy.scope(shop.cast.acme.id):
        message.refresh_from_db()
        assert parse(items.written(MESSAGE, message).conditions.who) == parse({"all": [READ]})
    page = client.get(there).content.decode()
    assert ['value="price_seen"' in page, "did price_seen at least 2 times" in page] == [True, True]
    assert [signed_in(name).post(there, begun).status_code for name in ("sam", "otto")] == [403, 404]


def test_each_rule_of_a_slot_has_its_own_tree_and_the_new_one_too(shop: Shop, signed_in: SignIn) -> None:
    slot, client = shop.slot("hero", rule("one", who=KNOWN), rule("two")), signed_in("mara")
    rules: dict[str, Any] = {"rule": ["0", "1", "2"], "fresh": "2"}
    for number, text in enumerate(("one", "two", "")):
        rules |= {f"{number}-text": text, f"{number}-visitor": "any"}
    rules |= {**tree_form("w0", {"ask": "known"}), **tree_form("w1"), **tree_form("w2")}
    shown = client.post(at("slot", slot.pk), {**rules, "w2.new": "known", "op": "add:w2"}).content.decode()
    assert [f'name="w{number}.n" value="{parts}"' in shown for number, parts in enumerate((1, 0, 1))] == [True] * 3
    rules |= {"2-text": "three", **tree_form("w2", {"ask": "text", "field": "persona", "op": "is", "values": "cxo"})}
    client.post(at("save_slot", slot.pk), {**rules, "op": "save"})
    with tenancy.scope(shop.cast.acme.id):
        slot.refresh_from_db()
        written = [(one.content.text, one.conditions.who) for one in items.written(SLOT, slot).rules]
    assert written == [("one", {"all": [KNOWN]}), ("two", None), ("three", {"all": [{**BOSS, "op": "is"}]})]
    client.post(at("save_slot", slot.pk), {**rules, "move": "up:2"})
    with tenancy.scope(shop.cast.acme.id):
        slot.refresh_from_db()
        assert [bool(one.conditions.who) for one in items.written(SLOT, slot).rules] == [True, True, False]
