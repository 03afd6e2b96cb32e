"""/api/v1/workspace and /members."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor

SignIn = Callable[[str], Client]


@pytest.fixture
def key(cast: Cast) -> dict[str, dict[str, str]]:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="CRM", actor=as_actor(cast.olga))
    return {"headers": {"Authorization": f"Bearer {text}"}}


def test_a_key_reads_its_workspace_and_members_and_changes_neither(cast: Cast, key: dict[str, dict[str, str]]) -> None:
    client = Client()
    assert client.get("/api/v1/workspace", **key).json()["id"] == str(cast.acme.id)
    found = client.get("/api/v1/members", **key).json()["results"]
    assert {one["name"]: one["role"] for one in found} == {
        "Olga": "owner", "Adam": "admin", "Mara": "marketer", "Sam": "sdr", "Sofia": "sdr", "Vera": "viewer",
    }  # fmt: skip
    answer = client.patch("/api/v1/workspace", {"name": "Mine"}, "application/json", **key)
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_an_owner_changes_the_workspace_by_session(cast: Cast, signed_in: SignIn) -> None:
    here = {"headers": {"X-Workspace": "acme"}}
    answer = signed_in("olga").patch("/api/v1/workspace", {"name": "Acme GmbH"}, "application/json", **here)
    assert (answer.status_code, answer.json()["name"]) == (200, "Acme GmbH")
    wrong = signed_in("olga").patch("/api/v1/workspace", {"time_zone": "Moon/Base"}, "application/json", **here)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/time_zone")
    assert signed_in("mara").patch("/api/v1/workspace", {"name": "x"}, "application/json", **here).status_code == 403


def test_nobody_reads_anything_without_key_or_membership(cast: Cast, signed_in: SignIn) -> None:
    assert Client().get("/api/v1/workspace").status_code == 401
    assert signed_in("otto").get("/api/v1/workspace", headers={"X-Workspace": "acme"}).status_code == 401
