"""The installer's diagnosis over what really came through the door, and its snippet in a browser."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from kernel import tenancy
from tenants.models import User
from tests.life import CHROME
from tests.tracking.conftest import PLAIN, Shop
from tracking.actions.sites import change_site, revoke_key
from tracking.gateways import hints
from tracking.queries import installed

HERE = "https://www.shop.example"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(hints, "_next_note", 0.0)
    yield
    cache.clear()


def told(shop: Shop) -> str:
    """The label of the diagnosis."""
    client = Client()
    client.force_login(User.objects.get(pk=shop.actor.id))
    text = client.get(f"/w/{shop.workspace.slug}/sites/{shop.site.pk}/diagnosis").content.decode()
    return text.partition("</span>")[0].rpartition(">")[2]


def send(shop: Shop, agent: str = CHROME, origin: str = HERE, key: str | None = None) -> int:
    event = {**PLAIN, "event": "seen", "context": {"userAgent": agent, "library": {"name": "leadway.js"}}}
    return shop.send("/v1/track", event, key=key, HTTP_ORIGIN=origin).status


def test_events_arrive_even_before_they_are_digested(shop: Shop) -> None:
    said = [told(shop)]
    send(shop)
    said.append(told(shop))
    shop.digest()
    said.append(told(shop))
    assert said == ["Waiting for events…", "Events arrive", "Events arrive"]


def test_only_bots_came(shop: Shop) -> None:
    send(shop, agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    shop.digest()
    assert told(shop) == "Only bots&#x27; events arrive"


def test_a_website_that_is_not_on_the_list_and_then_is(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.pk, actor=shop.actor, name="Web", allowed_origins=[HERE])
    assert send(shop, origin="https://other.example") == 403
    said = [told(shop)]
    send(shop)
    shop.digest()
    said.append(told(shop))
    assert said == ["The website is not on the list of allowed origins", "Events arrive"]


def test_a_page_with_a_wrong_key_and_a_revoked_one(shop: Shop) -> None:
    assert send(shop, key=shop.key[:-4] + "zzzz") == 401
    said = [told(shop)]
    with tenancy.scope(shop.workspace.id):
        revoke_key(site_id=shop.site.pk, actor=shop.actor)
    said.append(told(shop))
    assert said == ["A page sends with another key", "The key is revoked"]


def test_a_page_that_loads_the_script_and_says_nothing(shop: Shop) -> None:
    """What was seen is said: a browser that asks not to be tracked by its own word, else what the page itself can tell."""
    asked = Client(HTTP_REFERER=f"{HERE}/")
    asked.get("/t.js", headers={"Sec-GPC": "1"})
    said = [told(shop)]
    asked.get("/t.js")
    said.append(told(shop))
    send(shop)
    said.append(told(shop))
    assert said == ["The browser asks not to be tracked", "The script is loaded, but sends nothing", "Events arrive"]


def test_a_snippet_can_be_copied_again_with_a_new_key_and_the_old_one_works_on(shop: Shop) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=shop.actor.id))
    page = f"/w/{shop.workspace.slug}/sites/{shop.site.pk}"
    before = client.get(page).content.decode()
    assert "New snippet" in before
    assert 'data-copy="snippet"' not in before
    after = client.post(f"{page}/rotate").content.decode()
    assert 'data-copy="snippet"' in after
    fresh = after.partition('data-key="')[2].partition('"')[0]
    assert [send(shop, key=key) for key in (fresh, shop.key)] == [200, 200]


def test_the_newest_events_are_shown(shop: Shop) -> None:
    for agent in (CHROME, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"):
        send(shop, agent=agent)
        shop.digest()
    with tenancy.scope(shop.workspace.id):
        came = installed.arrived(shop.site.pk)
    assert (came.events, came.people, came.waiting) == (2, 1, 0)
    assert [(one.name, one.path, one.is_bot) for one in came.newest] == [("seen", "", True), ("seen", "", False)]
    assert came.newest[0].at == came.last
