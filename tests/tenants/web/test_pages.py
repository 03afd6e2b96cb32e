"""Every settings page for every role; an outsider sees what is not there."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kernel import tenancy
from tenants.domain.permissions import CAPABILITIES
from tenants.models import Membership
from tests.cast import Cast

PAGES = {
    "settings": "see",
    "settings/members": "see",
    "settings/keys": "manage_keys",
    "settings/audit": "manage_members",
    "settings/work": "manage_members",
}
WRITES = {
    "settings": "manage_workspace",
    "settings/members/invite": "manage_members",
    f"settings/members/{uuid4()}/role": "manage_members",
    f"settings/members/{uuid4()}/remove": "manage_members",
    f"settings/members/invitations/{uuid4()}/revoke": "manage_members",
    "settings/keys/issue": "manage_keys",
    f"settings/keys/{uuid4()}/revoke": "manage_keys",
    f"settings/work/{uuid4()}/retry": "manage_members",
}
PEOPLE = {"olga": "owner", "adam": "admin", "mara": "marketer", "sam": "sdr", "vera": "viewer"}
SignIn = Callable[[str], Client]


def body(answer: Any) -> str:
    """The page without its one random part."""
    return re.sub(r'(name="csrf-token" content|name="csrfmiddlewaretoken" value)="[^"]*"', "", answer.content.decode())


def test_each_role_opens_the_pages_it_may(signed_in: SignIn) -> None:
    found = {(name, page): signed_in(name).get(f"/w/acme/{page}").status_code for name in PEOPLE for page in PAGES}
    wanted = {(name, page): 200 if needed in CAPABILITIES[role] else 403 for name, role in PEOPLE.items() for page, needed in PAGES.items()}
    assert found == wanted


def test_each_role_writes_what_it_may(signed_in: SignIn) -> None:
    found = {(name, page): signed_in(name).post(f"/w/acme/{page}").status_code == 403 for name in PEOPLE for page in WRITES}
    wanted = {(name, page): needed not in CAPABILITIES[role] for name, role in PEOPLE.items() for page, needed in WRITES.items()}
    assert found == wanted


def test_writes_are_posts(signed_in: SignIn) -> None:
    olga = signed_in("olga")
    assert {page: olga.get(f"/w/acme/{page}").status_code for page in WRITES if page != "settings"} == {
        page: 405 for page in WRITES if page != "settings"
    }


@pytest.mark.parametrize("page", ["", "search", *PAGES])
def test_an_outsider_sees_a_workspace_that_is_not_there(signed_in: SignIn, page: str) -> None:
    otto = signed_in("otto")
    foreign, nowhere = otto.get(f"/w/acme/{page}"), otto.get(f"/w/nowhere/{page}")
    assert (foreign.status_code, body(foreign)) == (404, body(nowhere).replace("nowhere", "acme"))
    assert nowhere.status_code == 404


def test_a_foreign_id_is_an_id_that_is_not_there(signed_in: SignIn, cast: Cast) -> None:
    with tenancy.scope(cast.globex.id):
        foreign = Membership.objects.get(user=cast.otto).pk
    olga = signed_in("olga")
    random = uuid4()
    answers = [olga.post(f"/w/acme/settings/members/{one}/role", {"role": "viewer"}) for one in (foreign, random)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert body(answers[0]).replace(str(foreign), str(random)) == body(answers[1])


def test_who_is_not_signed_in_goes_to_the_door_and_back(cast: Cast) -> None:
    client = Client()
    assert client.get("/w/acme/settings").headers["Location"] == "/accounts/login/?next=/w/acme/settings"
    answer = client.post("/accounts/login/?next=/w/acme/settings", {"login": "mara@acme.example", "password": "correct-horse-battery"})
    assert answer.headers["Location"] == "/w/acme/settings"


def test_a_wrong_password_says_nothing_about_the_address(cast: Cast) -> None:
    texts = []
    for address in ("mara@acme.example", "nobody@acme.example"):
        answer = Client().post("/accounts/login/", {"login": address, "password": "wrong-horse-battery"})
        texts.append(body(answer).replace(address, ""))
    assert texts[0] == texts[1]


def test_the_side_bar_shows_what_a_role_may(signed_in: SignIn) -> None:
    pages = {name: signed_in(name).get("/w/acme/settings").content.decode() for name in ("olga", "vera")}
    assert {name: 'href="/w/acme/settings/keys"' in page for name, page in pages.items()} == {"olga": True, "vera": False}
    assert {name: 'href="/w/acme/queue"' in page for name, page in pages.items()} == {"olga": True, "vera": False}


def test_settings_are_saved_and_wrong_ones_named(signed_in: SignIn, cast: Cast) -> None:
    olga = signed_in("olga")
    given = {"name": "Acme GmbH", "time_zone": "Europe/Berlin", "postal_address": "Weg 1\n10115 Berlin"}
    assert olga.post("/w/acme/settings", given).status_code == 302
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.time_zone) == ("Acme GmbH", "Europe/Berlin")
    wrong = olga.post("/w/acme/settings", {**given, "time_zone": "Moon/Base", "name": ""})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (400, ["name", "time_zone"])
    cast.acme.refresh_from_db()
    assert cast.acme.name == "Acme GmbH"
