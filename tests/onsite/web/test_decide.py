"""GET /onsite/decide: who is shown what, in how many queries, and what it refuses."""

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel import clock, ids, tenancy
from leads.actions.people import create_lead
from leads.actions.segments import save_segment
from onsite.actions.items import save_item, set_item_state
from onsite.actions.key_accounts import save_key_account
from onsite.domain.shapes import Conditions, Content, Frequency, Popup, Trigger
from onsite.models import Reaction
from onsite.queries import previews
from tests.cast import as_actor
from tests.onsite.conftest import Shop, ago, rule
from tracking.actions.limits import change_limits
from tracking.actions.sites import OVERLAP, add_site, change_site, end_old_key, rotate_key
from tracking.actions.spend import spend_question
from tracking.domain.quota import Limits
from tracking.gateways.quota import QUOTA

RETURNING = Conditions(visitor="returning")


def test_new_and_returning_come_from_the_first_seen(shop: Shop) -> None:
    shop.popup("Back", conditions=RETURNING)
    shop.popup("New", content=Content("Hello"), conditions=Conditions(visitor="new"))
    shop.sees("again", ago(days=3))
    shop.sees("now", ago(minutes=2))
    assert [shop.shown(id=one)[0] for one in ("again", "now", "never-seen", "")] == [["Welcome back"], ["Hello"], ["Hello"], ["Hello"]]
    shop.sees("again", ago(minutes=1))
    assert shop.shown(id="again")[0] == ["Welcome back"]


def test_a_long_first_visit_is_still_the_first(shop: Shop) -> None:
    shop.popup("Back", conditions=RETURNING)
    for minutes in (50, 30, 5):
        shop.sees("long", ago(minutes=minutes))
    assert shop.shown(id="long")[0] == []


def test_pages_utm_and_search_words(shop: Shop) -> None:
    shop.slot(
        "hero", rule("ads", sources=("google",), channels=("paid_search",)), rule("searched", intents=("erp",)),
        rule("prices", paths=("/pricing*", "!/pricing/old")), rule("all"),
    )  # fmt: skip
    base = "https://www.acme.example"
    said = [
        shop.shown(url=f"{base}/?utm_source=google&utm_medium=cpc")[1], shop.shown(ref="https://www.bing.com/search?q=best+ERP+tool")[1],
        shop.shown(url=f"{base}/pricing/eu")[1], shop.shown(url=f"{base}/pricing/old")[1], shop.shown(url="not an address")[1],
    ]  # fmt: skip
    assert [one["hero"] for one in said] == ["ads", "searched", "prices", "all", "all"]


def test_the_lead_s_filters_and_the_pinned_segment(shop: Shop) -> None:
    with tenancy.scope(shop.cast.acme.id):
        segment = save_segment(name="Bosses", filters={"persona": ["cxo"]}, actor=shop.actor)
    shop.slot(
        "hero",
        rule("boss", segment=str(segment.pk)),
        rule("known", filters={"known": ["yes"]}),
        rule("anonymous", filters={"known": ["no"]}),
    )
    identify = {"type": "identify", "userId": "u-1", "traits": {"email": "lena@fischer.example", "persona": "cxo"}}
    shop.sees("boss", ago(hours=2), identify)
    shop.sees("lena", ago(hours=2), {**identify, "userId": "u-2", "traits": {"email": "max@fischer.example"}})
    shop.sees("who", ago(hours=2))
    assert [shop.shown(id=one)[1] for one in ("boss", "lena", "who", "nobody")] == [
        {"hero": "boss"}, {"hero": "known"}, {"hero": "anonymous"}, {},
    ]  # fmt: skip
    with tenancy.scope(shop.cast.acme.id):
        save_segment(name="Bosses", filters={"persona": ["nobody"]}, actor=shop.actor)
    assert shop.shown(id="boss")[1] == {"hero": "boss"}


def test_key_accounts_by_network_and_tier(shop: Shop, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "192.0.2.0/24"]
    with tenancy.scope(shop.cast.acme.id):
        save_key_account(name="PetroChina", ranges=["203.0.113.0/24"], tier="a", actor=shop.actor)
        save_key_account(name="Small", ranges=["198.51.100.7"], tier="c", actor=shop.actor)
    shop.slot("hero", rule("oil", tiers=("a",)), rule("account", accounts=("any",)))
    addresses = ("203.0.113.9", "198.51.100.7", "198.51.100.8", "::ffff:203.0.113.1")
    said = [shop.shown(headers={"HTTP_X_FORWARDED_FOR": f"8.8.8.8, {address}"})[1] for address in addresses]
    assert said == [{"hero": "oil"}, {"hero": "account"}, {}, {"hero": "oil"}]
    strangers = [("8.8.4.4", "203.0.113.9"), ("172.17.0.1", "203.0.113.9")]  # inside is nobody's word: docker's bridge stands there too
    behind_a_cdn = ("127.0.0.1", "203.0.113.9, 192.0.2.7")
    said = [shop.shown(headers={"REMOTE_ADDR": near, "HTTP_X_FORWARDED_FOR": far})[1] for near, far in (*strangers, behind_a_cdn)]
    assert said == [{}, {}, {"hero": "oil"}]


def test_consent(shop: Shop) -> None:
    shop.popup("Back", conditions=RETURNING)
    shop.popup("Page", content=Content("Page"), conditions=Conditions(paths=("/",)))
    shop.popup("Once", content=Content("Once"), frequency=Frequency("once"))
    shop.slot("hero", rule("back", visitor="returning"), rule("front", paths=("/",)))
    shop.sees("again", ago(days=3))
    assert shop.shown(id="again", consent="granted") == (["Welcome back", "Page", "Once"], {"hero": "back"})
    assert shop.shown(id="again", consent="cookieless") == (["Page"], {"hero": "front"})
    assert [shop.shown(id="again", consent=one) for one in ("denied", "nonsense")] == [([], {})] * 2


def reaction(name: str, message: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, "properties": {"message_id": str(message.pk), "version": 1}}


def test_frequency_on_every_device_of_a_person(shop: Shop) -> None:
    visit, once, days, closed = (
        shop.popup(kind, content=Content(kind), frequency=Frequency(kind if kind != "closed" else "visit", times=2, days=7))  # type: ignore[arg-type]
        for kind in ("visit", "once", "days", "closed")
    )
    identify = {"type": "identify", "userId": "u-1", "traits": {"email": "lena@fischer.example"}}
    shop.sees("phone", ago(days=3), identify)
    viewed = [reaction("message_viewed", one) for one in (visit, once, days, closed)]
    shop.sees("desk", ago(days=2), identify, *viewed, reaction("message_closed", closed))
    assert shop.shown(id="phone")[0] == ["visit", "days"]
    shop.sees("phone", ago(minutes=1), reaction("message_viewed", days))
    assert shop.shown(id="phone")[0] == ["visit"]
    shop.sees("phone", ago(seconds=1), reaction("message_viewed", visit))
    assert shop.shown(id="phone")[0] == []


def test_every_second_visit_is_counted_on_the_device_and_the_page_is_told_once_a_visit(shop: Shop) -> None:
    shop.popup("Second", content=Content("Second"), frequency=Frequency("every", times=2))
    said = [shop.shown(id="a")[0]]
    for days in (3, 2, 1):
        shop.sees("a", ago(days=days))
        said.append(shop.shown(id="a")[0])
    shop.sees("a", ago(minutes=1))
    said.append(shop.shown(id="a")[0])
    assert said == [[], ["Second"], [], ["Second"], ["Second"]]
    assert shop.ask(id="a").json()["messages"][0]["frequency"] == {"kind": "visit", "times": 2, "days": 7}
    assert shop.shown(id="a", consent="cookieless")[0] == []


def test_reactions_are_kept_once_and_only_to_what_is_there(shop: Shop) -> None:
    message = shop.popup()
    slot = shop.slot("hero", rule("all"))
    told = {"type": "track", "event": "slot_shown", "properties": {"slot_id": str(slot.pk), "version": "x"}}
    wrong = [{**told, "properties": {"slot_id": value}} for value in ("nonsense", str(ids.new()), 7, None)]
    same = {**reaction("message_viewed", message), "messageId": "same"}
    shop.sees("a", ago(minutes=5), same, same, told, *wrong, {**told, "event": "message_viewed"})
    with tenancy.scope(shop.cast.acme.id):
        found = list(Reaction.objects.order_by("kind").values_list("kind", "item_id", "version"))
    assert found == [("message_viewed", message.pk, 1), ("slot_shown", slot.pk, None)]


def test_few_queries_and_the_catalogue_is_remembered(shop: Shop) -> None:
    with tenancy.scope(shop.cast.acme.id):
        create_lead({"email": "x@y.example"}, actor=shop.actor)
    for number in range(4):
        shop.popup(f"m{number}", conditions=Conditions(filters={"known": ["all"], "score": [f"..{number + 60}"]}))
    shop.slot("hero", *(rule(f"r{n}", filters={"country": ["FR"]}) for n in range(5)), rule("all"))
    shop.sees("again", ago(days=3))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(shop.ask(id="again").json()["messages"]) == 4
        own = ("SAVEPOINT", "RELEASE", "SELECT clock_timestamp(), set_config('app.workspace_id', ''")  # of the test's own
        return len([one for one in queries if not one["sql"].startswith(own)])

    cold, warm = asked(), asked()
    assert (cold <= 6, warm <= 5) == (True, True), (cold, warm)


def test_publishing_and_pausing_renew_what_is_remembered(shop: Shop) -> None:
    message = shop.popup()
    assert shop.shown()[0] == ["Welcome back"]
    with tenancy.scope(shop.cast.acme.id):
        set_item_state(item=message, state="paused", actor=shop.actor)
    assert shop.shown()[0] == []


def test_it_is_cacheable_and_readable_from_the_site(shop: Shop) -> None:
    shop.popup()
    first = shop.ask(headers={"HTTP_ORIGIN": "https://www.acme.example"})
    again = shop.ask(headers={"HTTP_ORIGIN": "https://www.acme.example", "HTTP_IF_NONE_MATCH": first["ETag"]})
    assert (first.status_code, first["Cache-Control"], first["Access-Control-Allow-Origin"]) == (
        200,
        "private, max-age=60",
        "https://www.acme.example",
    )
    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "https://www.acme.example")
    assert "Set-Cookie" not in first.headers
    assert Client().options("/onsite/decide").status_code == 204


@pytest.mark.parametrize(("change", "status"), [
    ({"key": ""}, 401), ({"key": "wk_nonsense"}, 401), ({"id": "\x00\ud800" * 9}, 200), ({"url": "http://[", "ref": "\x00"}, 200),
    ({"preview": "nonsense"}, 404), ({"lang": "zh" * 99}, 200), ({"headers": {"REMOTE_ADDR": ""}}, 200),
    ({"headers": {"HTTP_ORIGIN": "https://evil.example"}}, 403),
])  # fmt: skip
def test_odd_questions(shop: Shop, change: dict[str, Any], status: int) -> None:
    shop.popup()
    with tenancy.scope(shop.cast.acme.id):
        change_site(site_id=shop.site.pk, actor=shop.actor, name="Web", allowed_origins=["https://www.acme.example"])
    if isinstance(change.get("id"), str):
        change = {**change, "id": change["id"].encode("utf-8", "surrogatepass")}
    assert shop.ask(**change).status_code == status


def test_a_rotated_key_opens_until_its_overlap_is_over(shop: Shop, noon: datetime) -> None:
    with tenancy.scope(shop.cast.acme.id):
        _, new = rotate_key(site_id=shop.site.pk, actor=shop.actor)
    said = [shop.ask().status_code, shop.ask(key=new).status_code]
    with clock.pretend(noon + OVERLAP):
        said += [shop.ask().status_code, shop.ask(key=new).status_code]
    with tenancy.scope(shop.cast.acme.id):
        end_old_key(site_id=shop.site.pk, actor=shop.actor)
    assert [*said, shop.ask().status_code] == [200, 200, 401, 200, 401]


def test_a_wildcard_lets_the_names_below_ask(shop: Shop) -> None:
    with tenancy.scope(shop.cast.acme.id):
        change_site(site_id=shop.site.pk, actor=shop.actor, name="Web", allowed_origins=["*.acme.example"])
    asked = ("https://shop.acme.example", "https://acme.example", "http://shop.acme.example")
    assert [shop.ask(headers={"HTTP_ORIGIN": origin}).status_code for origin in asked] == [200, 403, 403]


def test_a_key_of_next_door_shows_nothing_of_ours(shop: Shop) -> None:
    message = shop.popup()
    with tenancy.scope(shop.cast.acme.id):
        token = previews.token("message", message.pk)
    with tenancy.scope(shop.cast.globex.id):
        _, key = add_site(name="Web", url="https://globex.example", actor=as_actor(shop.cast.otto))
    assert shop.ask(key=key).json() == {"messages": [], "slots": {}}
    assert shop.ask(key=key, preview=token).status_code == 404


def test_a_preview_shows_the_draft_whoever_looks(shop: Shop) -> None:
    message = shop.popup(conditions=Conditions(visitor="returning", paths=("/nowhere",)))
    slot = shop.slot("hero", rule("first", paths=("/nowhere",)), rule("second"))
    with tenancy.scope(shop.cast.acme.id):
        save_item(item=message, definition=Popup(Content("Draft"), Content("草稿"), trigger=Trigger("exit")), actor=shop.actor)
        tokens = previews.token("message", message.pk), previews.token("slot", slot.pk, 0)
    bodies = [shop.ask(preview=token, lang="zh-CN", consent="denied") for token in tokens]
    assert [one["Cache-Control"] for one in bodies] == ["no-store"] * 2
    shown = [json.loads(one.content) for one in bodies]
    assert [(one["preview"], [m["title"] for m in one["messages"]], list(one["slots"])) for one in shown] == [
        (True, ["草稿"], []), (True, [], ["hero"]),
    ]  # fmt: skip
    assert shop.ask().json()["messages"] == []
    with time_machine.travel(ago(days=-8)):
        assert shop.ask(preview=tokens[0]).status_code == 404


def test_who_asks_too_fast_is_told_when_to_come_again_as_the_door_does(shop: Shop) -> None:
    shop.slot("hero", rule("all"))
    with tenancy.scope(shop.cast.acme.id):
        change_limits(per_second_of_key=1, per_second=1, per_month=None, actor=shop.actor)
    answers = [shop.ask(headers={"HTTP_ORIGIN": "https://www.acme.example"}) for _ in range(40)]
    assert {answer.status_code for answer in answers} == {200, 429}
    late = next(answer for answer in answers if answer.status_code == 429)
    assert (late.json()["code"], late["Content-Type"], late["Cache-Control"]) == ("rate_limited", "application/problem+json", "no-store")
    assert (late["RateLimit-Limit"], int(late["Retry-After"]) >= 1) == ("1", True)
    assert late["Access-Control-Allow-Origin"] == "https://www.acme.example"
    assert "Retry-After" in late["Access-Control-Expose-Headers"]


def test_questions_cost_no_events(shop: Shop) -> None:
    """The event door's bucket is another one: a page that asks without end loses no visit."""
    with tenancy.scope(shop.cast.acme.id):
        change_limits(per_second_of_key=1, per_second=1, per_month=None, actor=shop.actor)
        while spend_question(shop.site.pk, Limits(1, 1)) is None:
            pass
        assert QUOTA.charge(shop.cast.acme.id, shop.site.pk, Limits(1, 1), 1) is None
