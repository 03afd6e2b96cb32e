"""Invitations, roles, the last owner."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel import tenancy
from tenants.models import Invitation, Membership, User
from tests.cast import Cast, person

SignIn = Callable[[str], Client]


def roles(cast: Cast) -> dict[str, str]:
    with tenancy.scope(cast.acme.id):
        return {member.user.name: member.role for member in Membership.objects.select_related("user")}


def member(cast: Cast, name: str) -> str:
    with tenancy.scope(cast.acme.id):
        return str(Membership.objects.get(user=getattr(cast, name)).pk)


@pytest.fixture
def link(signed_in: SignIn) -> str:
    """The path of an invitation for nora as SDR, read off the page that shows it."""
    olga = signed_in("olga")
    assert olga.post("/w/acme/settings/members/invite", {"email": "Nora@acme.example", "role": "sdr"}).status_code == 302
    [(invitation, address)] = olga.get("/w/acme/settings/members").context["pending"]
    assert invitation.email == "nora@acme.example"
    return address.removeprefix("http://testserver")


def test_a_new_person_signs_up_by_the_link_and_joins(cast: Cast, link: str) -> None:
    client = Client()
    assert client.get("/accounts/signup/").status_code == 200
    assert "By invitation" in client.get("/accounts/signup/").content.decode()
    assert client.get(link).status_code == 200
    assert client.post(link).headers["Location"] == "/accounts/signup/?email=nora%40acme.example"
    given = {"name": "Nora", "email": "nora@acme.example", "password1": "a-long-good-password", "password2": "a-long-good-password"}
    assert client.post("/accounts/signup/", given).headers["Location"] == link
    assert client.post(link).headers["Location"] == "/w/acme/"
    assert roles(cast)["Nora"] == "sdr"
    assert client.get(link).status_code == 410


def test_a_known_person_accepts_after_signing_in(cast: Cast, link: str) -> None:
    client = Client()
    client.force_login(person("nora@acme.example", "Nora"))
    assert client.post(link).headers["Location"] == "/w/acme/"
    assert roles(cast)["Nora"] == "sdr"


def test_another_account_is_refused_and_may_sign_out(cast: Cast, link: str, signed_in: SignIn) -> None:
    otto = signed_in("otto")
    assert otto.get(link).status_code == 200
    assert otto.post(link).status_code == 410
    assert otto.post(f"{link}/other-account").headers["Location"] == link
    assert "Otto" not in roles(cast)


def test_a_withdrawn_or_forged_link_is_gone(cast: Cast, link: str, signed_in: SignIn) -> None:
    with tenancy.scope(cast.acme.id):
        invitation = Invitation.objects.get()
    assert signed_in("olga").post(f"/w/acme/settings/members/invitations/{invitation.pk}/revoke").status_code == 302
    assert [Client().get(path).status_code for path in (link, "/invite/forged", link[:-1] + "_")] == [410, 410, 410]


def test_a_bad_address_is_named_at_its_field(signed_in: SignIn) -> None:
    answer = signed_in("olga").post("/w/acme/settings/members/invite", {"email": "nora@", "role": "sdr"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["email"])
    again = signed_in("olga").post("/w/acme/settings/members/invite", {"email": "mara@acme.example", "role": "sdr"})
    assert (again.status_code, again.context["form"].errors["email"]) == (400, ["mara@acme.example is a member already."])


def test_roles_change_and_members_leave_at_once(cast: Cast, signed_in: SignIn) -> None:
    olga, vera = signed_in("olga"), signed_in("vera")
    assert olga.post(f"/w/acme/settings/members/{member(cast, 'vera')}/role", {"role": "admin"}).status_code == 302
    assert roles(cast)["Vera"] == "admin"
    assert vera.get("/w/acme/settings/keys").status_code == 200
    assert olga.post(f"/w/acme/settings/members/{member(cast, 'vera')}/remove").status_code == 302
    assert vera.get("/w/acme/settings").status_code == 404
    assert User.objects.filter(email="vera@acme.example").exists()


def test_the_last_owner_stays(cast: Cast, signed_in: SignIn) -> None:
    olga, mine = signed_in("olga"), member(cast, "olga")
    came = {"HTTP_REFERER": "http://testserver/w/acme/settings/members"}
    for path, given in (("role", {"role": "viewer"}), ("remove", {})):
        answer = olga.post(f"/w/acme/settings/members/{mine}/{path}", given, follow=True, **came)
        assert [str(m) for m in answer.context["messages"]] == ["A workspace needs an owner: make someone else owner first."]
    assert roles(cast)["Olga"] == "owner"


def test_an_unknown_role_is_refused(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in("olga").post(f"/w/acme/settings/members/{member(cast, 'vera')}/role", {"role": "king"})
    assert answer.status_code == 400
    assert roles(cast)["Vera"] == "viewer"


def test_an_htmx_refusal_is_a_toast(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in("olga").post(f"/w/acme/settings/members/{member(cast, 'olga')}/remove", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Reswap"], "needs an owner" in answer.headers["HX-Trigger"]) == (409, "none", True)
