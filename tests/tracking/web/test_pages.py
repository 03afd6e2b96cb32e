"""The pages of tracking: what they show, to whom, and what they refuse."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel import clock, ids, tenancy
from tests.cast import Cast, as_actor
from tracking.actions.record import OwnEvent, record_own
from tracking.actions.sites import add_site
from tracking.models import Event, Refusal, Site

SignIn = Callable[[str], Client]


@pytest.fixture
def site(cast: Cast) -> Site:
    with tenancy.scope(cast.acme.id):
        made, _ = add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.mara))
        return made


def happened(cast: Cast, name: str = "opened") -> Event:
    with tenancy.scope(cast.acme.id):
        [key] = record_own([OwnEvent(ids.new(), name, clock.now(), f"m:{name}", {"汉": "字"})])
        return Event.objects.get(pk=key)


def test_live_events_shows_both_and_filters(cast: Cast, signed_in: SignIn, site: Site) -> None:
    happened(cast)
    with tenancy.scope(cast.acme.id):
        Refusal.objects.create(
            message_id="r-1", site_id=site.id, at=cast.acme.created_at, verdict="rejected", reason="no_id", detail="Give <b>userId</b>."
        )
    client = signed_in("vera")
    shown = client.get("/w/acme/live").content.decode()
    assert ["opened" in shown, "Give &lt;b&gt;userId&lt;/b&gt;." in shown, 'hx-trigger="every 2s"' in shown] == [True] * 3
    refused = client.get("/w/acme/live?verdict=rejected&paused=1").content.decode()
    assert ["m:opened" in refused, "r-1" in refused or "Give" in refused, "every 2s" in refused] == [False, True, False]
    assert "opened" not in client.get("/w/acme/live?name=other").content.decode().split('id="moments"')[1]
    fragment = client.get("/w/acme/live", headers={"hx-request": "true"}).content.decode()
    assert ("<html" in fragment, "opened" in fragment) == (False, True)


def test_raw_shows_what_was_sent(cast: Cast, signed_in: SignIn) -> None:
    happened(cast)
    client = signed_in("vera")
    assert "&quot;汉&quot;: &quot;字&quot;" in client.get("/w/acme/live/raw?message=m:opened").content.decode()
    missing = ["?message=nothing", "?refusal=nothing", f"?refusal={ids.new()}", "", "?message=%00"]
    assert [client.get(f"/w/acme/live/raw{query}").status_code for query in missing] == [404] * 5


def test_a_key_is_shown_once(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("mara")
    made = client.post("/w/acme/sites/new", {"name": "Shop", "url": "https://shop.example"}).content.decode()
    assert made.count("wk_") >= 2
    with tenancy.scope(cast.acme.id):
        [site] = Site.objects.select_related("key")
    again = client.get(f"/w/acme/sites/{site.id}").content.decode()
    assert (site.key.hint in again, 'id="write-key"' in again) == (True, False)
    assert client.post("/w/acme/sites/new", {"name": "", "url": "https://shop.example"}).status_code == 400


def test_change_rotate_and_revoke(cast: Cast, signed_in: SignIn, site: Site) -> None:
    client, there = signed_in("mara"), f"/w/acme/sites/{site.id}"
    assert client.post(f"{there}/change", {"name": "New", "allowed_origins": "https://a.example\n\nb.example"}).status_code == 302
    assert 'id="write-key"' in client.post(f"{there}/rotate").content.decode()
    assert client.post(f"{there}/revoke").status_code == 302
    with tenancy.scope(cast.acme.id):
        found = Site.objects.select_related("key").get()
        assert (found.name, found.allowed_origins, found.key.revoked_at is None) == (
            "New",
            ["https://a.example", "https://b.example"],
            False,
        )


def test_a_viewer_changes_nothing_and_an_outsider_sees_nothing(cast: Cast, signed_in: SignIn, site: Site) -> None:
    event = happened(cast)
    assert signed_in("vera").post(f"/w/acme/sites/{site.id}/rotate").status_code == 403
    otto = signed_in("otto")
    paths = [f"sites/{site.id}", f"visitors/{event.visitor_id}", "live/raw?message=m:opened"]
    assert [otto.get(f"/w/{slug}/{path}").status_code for slug in ("acme", "globex") for path in paths] == [404] * 6


def test_a_visitor(cast: Cast, signed_in: SignIn) -> None:
    event = happened(cast)
    assert "opened" in signed_in("vera").get(f"/w/acme/visitors/{event.visitor_id}").content.decode()


def test_the_tracker_is_served_and_small(client: Client) -> None:
    answer = client.get("/t.js")
    assert (answer.status_code, answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == (
        200,
        "text/javascript; charset=utf-8",
        "*",
    )
    assert client.get("/t.js", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert len(gzip.compress(answer.content)) <= 5 * 1024
    assert [word in answer.content for word in (b"eval(", b"new Function", b"innerHTML", b".style")] == [False] * 4


def test_the_api_lists_and_adds(cast: Cast, signed_in: SignIn, site: Site) -> None:
    event = happened(cast)
    client: Any = signed_in("mara")
    there = {"headers": {"x-workspace": "acme"}, "content_type": "application/json"}
    made = client.post("/api/v1/sites", {"name": "Shop", "url": "https://shop.example"}, **there).json()
    assert (made["write_key"][:3], made["allowed_origins"]) == ("wk_", [])
    assert [row["name"] for row in client.get("/api/v1/sites", **there).json()["results"]] in (["Web", "Shop"], ["Shop", "Web"])
    found = client.get(f"/api/v1/events?name=opened&visitor={event.visitor_id}&door=own", **there).json()["results"]
    assert [(row["id"], row["properties"]) for row in found] == [(str(event.id), {"汉": "字"})]
    assert client.get("/api/v1/events?since=yesterday", **there).status_code == 400
    assert client.post("/api/v1/sites", {"name": "", "url": "x"}, **there).status_code == 400
    assert signed_in("vera").post("/api/v1/sites", {"name": "S", "url": "https://s.example"}, **there).status_code == 403


def test_a_site_has_its_users_signed(cast: Cast, signed_in: SignIn, site: Site) -> None:
    client, there = signed_in("mara"), f"/w/acme/sites/{site.id}"
    assert "Secret of this site" not in client.get(there).content.decode()
    assert client.post(f"{there}/renew-secret").status_code == 400
    assert client.post(f"{there}/signing", {"signed_users": "always"}).status_code == 400
    assert client.post(f"{there}/signing", {"signed_users": "required"}).url == f"{there}#signed"  # type: ignore[attr-defined]
    with tenancy.scope(cast.acme.id):
        secret = Site.objects.get(pk=site.pk).signing_secret
    assert secret in client.get(there).content.decode()
    assert secret not in signed_in("vera").get(there).content.decode()
    assert [signed_in("vera").post(f"{there}/{what}").status_code for what in ("signing", "renew-secret")] == [403, 403]
    assert client.post(f"{there}/renew-secret").status_code == 302
    shown = client.get(there).content.decode()
    assert (secret in shown, "The secret before counts" in shown) == (False, True)
