"""Keys: the text is shown once, only its hash is kept, a revoked key is refused."""

from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from tenants.models import ApiKey
from tests.cast import Cast

SignIn = Callable[[str], Client]


def test_the_text_is_shown_once_and_works_until_revoked(cast: Cast, signed_in: SignIn) -> None:
    olga = signed_in("olga")
    answer = olga.post("/w/acme/settings/keys/issue", {"name": "CRM", "kind": "secret"})
    text = answer.context["text"]
    assert (text in answer.content.decode(), "no-store" in answer.headers["Cache-Control"]) == (True, True)
    assert text not in olga.get("/w/acme/settings/keys").content.decode()
    asks = {"headers": {"Authorization": f"Bearer {text}"}}
    assert Client().get("/api/v1/workspace", **asks).json()["slug"] == "acme"
    with tenancy.scope(cast.acme.id):
        key = ApiKey.objects.get(name="CRM")
    assert text not in (key.digest, key.hint)
    assert olga.post(f"/w/acme/settings/keys/{key.pk}/revoke").status_code == 302
    assert Client().get("/api/v1/workspace", **asks).status_code == 401


def test_a_key_needs_a_name(signed_in: SignIn) -> None:
    answer = signed_in("olga").post("/w/acme/settings/keys/issue", {"name": " ", "kind": "write"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["name"])
