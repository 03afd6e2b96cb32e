"""Chooser, language, theme and health."""

from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from tenants.actions.members import add_member
from tests.cast import Cast, as_actor

SignIn = Callable[[str], Client]


def test_the_only_workspace_opens_at_once_and_two_are_offered(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    assert mara.get("/").headers["Location"] == "/w/acme/"
    assert [place.slug for place in mara.get("/?all=1").context["places"]] == ["acme"]
    with tenancy.scope(cast.globex.id):
        add_member(user=cast.mara, role="viewer", actor=as_actor(cast.otto))
    assert [place.slug for place in mara.get("/").context["places"]] == ["acme", "globex"]


def test_a_stranger_goes_to_the_door(db: None) -> None:
    assert Client().get("/").headers["Location"] == "/accounts/login/?next=/"


def test_language_is_kept_on_the_user_and_before_sign_in(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    assert mara.post("/language", {"language": "zh-hans", "next": "/w/acme/settings"}).headers["Location"] == "/w/acme/settings"
    cast.mara.refresh_from_db()
    assert cast.mara.language == "zh-hans"
    assert '<html lang="zh-hans"' in mara.get("/w/acme/settings").content.decode()
    stranger = Client()
    stranger.post("/language", {"language": "zh-hans", "next": "/accounts/login/"})
    assert '<html lang="zh-hans"' in stranger.get("/accounts/login/").content.decode()
    mara.post("/language", {"language": "tlh", "next": "/"})
    cast.mara.refresh_from_db()
    assert cast.mara.language == "zh-hans"


def test_theme_is_kept_and_written_into_the_page(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post("/theme", {"theme": "dark", "next": "/"})
    assert 'data-bs-theme="dark"' in mara.get("/w/acme/settings").content.decode()
    assert mara.post("/theme", {"theme": "pink"}).status_code == 400
    cast.mara.refresh_from_db()
    assert cast.mara.theme == "dark"


def test_no_way_leads_to_another_host(signed_in: SignIn) -> None:
    assert signed_in("mara").post("/theme", {"theme": "dark", "next": "https://evil.example/"}).headers["Location"] == "/"


def test_health_says_what_it_looked_at(cast: Cast) -> None:
    assert Client().get("/healthz").content == b"ok"
    ready = Client().get("/readyz").json()
    assert (ready["ok"], [check["name"] for check in ready["checks"]]) == (True, ["database", "redis", "lag"])
