"""Page Heat map, the way onto the real page, and the cells that a signed token opens for ten minutes."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from unittest import mock
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.core import signing
from django.test import Client

from kernel import clock, tenancy, work
from tests.cast import Cast, as_actor
from tests.tracking.actions.test_heat import message
from tracking.actions.accept import accept_messages
from tracking.actions.sites import add_site, change_site

SignIn = Callable[[str], Client]
PICTURE = re.compile(r'<script id="heat-picture-data" type="application/json">(.*?)</script>', re.S)


@pytest.fixture
def warm(cast: Cast) -> str:
    """Two views of /prices; the id of the site."""
    with tenancy.scope(cast.acme.id):
        site, _ = add_site(name="Web", url="https://acme.example", actor=as_actor(cast.mara))
        accept_messages([message(1), message(2, points=[1, 900, 1990, 0], reach=10)])
    work.run_until_quiet(cast.acme.id)
    return str(site.pk)


def picture(client: Client, query: str = "") -> dict[str, object]:
    found = PICTURE.search(client.get(f"/w/acme/heat{query}").content.decode())
    return json.loads(found[1]) if found else {}


def test_the_page_shows_what_was_asked_for(signed_in: SignIn, warm: str) -> None:
    client = signed_in("vera")
    shown = picture(client)
    assert (shown["kind"], shown["width"], shown["height"], shown["cells"]) == ("click", 1280, 2000, [[505, 110, 1]])
    assert shown["elements"] == [{"selector": "#buy", "clicks": 1, "x": 505, "y": 110}]
    assert shown["reach"] == [[5, 100], [10, 100], *[[at, 50] for at in range(15, 45, 5)], *[[at, 0] for at in range(45, 105, 5)]]
    assert picture(client, "?page=/p*&kind=rage")["cells"] == [[905, 1990, 1]]
    assert picture(client, "?page=/prices&kind=reach")["cells"] == []
    assert [picture(client, query) for query in ("?page=/other", "?device=phone&page=/prices", "?until=2020-01-01&page=/prices")] == [
        {}
    ] * 3


def test_two_hosts_with_one_path_are_two_pictures(cast: Cast, signed_in: SignIn, warm: str) -> None:
    with tenancy.scope(cast.acme.id):
        ours = ["https://acme.example", "https://shop.acme.example"]
        change_site(site_id=UUID(warm), name="Web", allowed_origins=ours, actor=as_actor(cast.mara))
        elsewhere = message(3, points=[0, 100, 300, 0])
        elsewhere["context"]["page"]["url"] = "https://shop.acme.example/prices"
        accept_messages([elsewhere])
    work.run_until_quiet(cast.acme.id)
    client = signed_in("vera")
    asked = ("", "&host=acme.example", "&host=shop.acme.example", "&host=*", "&host=other.example")
    assert [picture(client, f"?page=/prices{more}").get("cells") for more in asked] == [
        [[505, 110, 1]], [[505, 110, 1]], [[105, 310, 1]], [[505, 110, 1], [105, 310, 1]], None,
    ]  # fmt: skip
    shown = client.get("/w/acme/heat?page=/prices&host=shop.acme.example").content.decode()
    assert "shop.acme.example/prices" in shown
    hosts = ("shop.acme.example", "acme.example", "evil.example", "*")
    there = [client.get(f"/w/acme/heat/show?site={warm}&page=/prices&host={host}").headers["Location"] for host in hosts]
    assert [urlsplit(address).netloc for address in there] == ["shop.acme.example", "acme.example", "acme.example", "acme.example"]
    token = there[0].partition("lw-heat=")[2]
    assert Client().get("/heat/cells", {"token": token}).json()["cells"] == [[105, 310, 1]]


def test_every_host_is_offered_however_many_pages_are_viewed_more(signed_in: SignIn, warm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.queries.heat.MOST_PAGES", 0)
    assert '<option value="acme.example"' in signed_in("vera").get("/w/acme/heat?page=/prices").content.decode()


def test_of_many_hosts_those_viewed_most_are_offered_and_the_one_asked_for(
    cast: Cast, signed_in: SignIn, warm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may send views of whatever host with the key that stands in every page."""
    others = [message(3), message(4)]
    for other, host in zip(others, ("aa.example", "zz.example"), strict=True):
        other["context"]["page"]["url"] = f"https://{host}/prices"
    with tenancy.scope(cast.acme.id):
        accept_messages(others)
    work.run_until_quiet(cast.acme.id)
    monkeypatch.setattr("tracking.queries.heat.MOST_HOSTS", 1)
    pages = [signed_in("vera").get(f"/w/acme/heat?page=/prices{more}").content.decode() for more in ("", "&host=zz.example")]
    assert [re.findall(r'<option value="(\w+\.example)"', page) for page in pages] == [["acme.example"], ["acme.example", "zz.example"]]


def test_an_empty_one_says_what_to_do(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("vera")
    for address in ("/w/acme/heat", "/w/acme/heat?page=/nothing"):
        shown = client.get(address).content.decode()
        assert ("No heat map yet" in shown, "js/heat.js" in shown) == (True, False)
    assert [client.get(f"/w/acme/heat?{query}").status_code for query in ("page=%00", "since=0&until=x", "page=" + "x" * 900)] == [200] * 3


def test_onto_the_real_page(signed_in: SignIn, warm: str) -> None:
    answer = signed_in("vera").get(f"/w/acme/heat/show?site={warm}&page=/prices&kind=click")
    page = signed_in("vera").get("/w/acme/heat").content.decode()
    assert f"/w/acme/heat/show?site={warm}&amp;page=%2Fprices&amp;device=desktop&amp;kind=click" in page
    there = urlsplit(answer.headers["Location"])
    assert (answer.status_code, there.scheme, there.netloc, there.path, there.fragment[:8]) == (
        302,
        "https",
        "acme.example",
        "/prices",
        "lw-heat=",
    )
    cells = Client().get("/heat/cells", {"token": there.fragment.removeprefix("lw-heat=")}, headers={"origin": "https://acme.example"})
    assert (cells.json(), cells.headers["Access-Control-Allow-Origin"]) == ({"cells": [[505, 110, 1]], "reach": []}, "*")


def test_only_to_pages_of_our_own_sites(cast: Cast, signed_in: SignIn, warm: str) -> None:
    with tenancy.scope(cast.globex.id):
        site_next_door = add_site(name="Theirs", url="https://globex.example", actor=as_actor(cast.otto))[0].pk
    client = signed_in("mara")
    assert client.get("/w/acme/heat/show").headers["Location"] == "/w/acme/heat"
    bad = [
        f"?site={warm}",
        f"?site={site_next_door}&page=/prices",
        f"?site={warm}&page=/a*",
        f"?site={warm}&page=https://evil.example",
        "?site=x&page=/a",
    ]
    assert [client.get(f"/w/acme/heat/show{query}").status_code for query in bad] == [404] * 5
    outside = client.get(f"/w/acme/heat/show?site={warm}&page=//evil.example/x").headers["Location"]
    assert urlsplit(outside).netloc == "acme.example"
    assert signed_in("otto").get(f"/w/acme/heat/show?site={warm}&page=/prices").status_code == 404


def test_a_token_lasts_ten_minutes_and_cannot_be_changed(signed_in: SignIn, warm: str) -> None:
    token = signed_in("vera").get(f"/w/acme/heat/show?site={warm}&page=/prices").headers["Location"].partition("lw-heat=")[2]
    other = signing.dumps({"workspace": "x"}, salt="something else")
    answers = [Client().get("/heat/cells", {"token": bad}) for bad in ("", token + "x", token[2:], other)]
    assert [(answer.status_code, answer.headers["Content-Type"]) for answer in answers] == [(403, "application/problem+json")] * 4
    later = clock.now().timestamp() + timedelta(minutes=11).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=later):
        assert Client().get("/heat/cells", {"token": token}).status_code == 403
