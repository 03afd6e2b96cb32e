"""The API of tags: definitions, merging, many leads at once."""

from typing import Any

import pytest
from django.test import Client

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.people import Office


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    return Client(headers={"authorization": f"Bearer {text}"})


def post(api: Client, path: str, **body: Any) -> tuple[int, Any]:
    answer = api.post(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_tag_is_defined_and_changed(api: Client) -> None:
    status, made = post(api, "tags", name="Fair", fading="step", lasts_days=90)
    assert (status, made["kind"], made["lasts_days"], made["stands_for"]) == (201, "factual", 90, "")
    changed = api.patch(f"/api/v1/tags/{made['id']}", {"cap": 2, "lasts_days": 30}, content_type="application/json").json()
    assert (changed["cap"], changed["lasts_days"], changed["fading"]) == (2.0, 30, "step")
    wrong = api.patch(f"/api/v1/tags/{made['id']}", {"lasts_days": None}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/lasts_days")
    owned = api.patch(f"/api/v1/tags/{made['id']}", {"owner_name": "Mara"}, content_type="application/json").json()
    assert (made["owner_name"], owned["owner_name"], owned["cap"]) == ("tests", "Mara", 2.0)
    assert api.get(f"/api/v1/tags/{made['id']}").json()["name"] == "Fair"
    assert "Fair" in [row["name"] for row in api.get("/api/v1/tags").json()["results"]]


def test_two_tags_merge_and_part(api: Client) -> None:
    fair, expo = (post(api, "tags", name=name)[1]["id"] for name in ("Fair", "Expo"))
    assert post(api, f"tags/{expo}/merge", into=fair)[1]["stands_for"] == "Fair"
    assert post(api, f"tags/{expo}/merge", into=fair)[0] == 409
    assert post(api, f"tags/{expo}/unmerge")[1]["stands_for"] == ""


def test_many_leads_are_counted_tagged_and_given_back(api: Client, office: Office) -> None:
    leads = {str(office.lead(NOON)) for _ in range(2)}
    tag = post(api, "tags", name="Fair")[1]["id"]
    asked = {"verb": "add", "filters": {"stage": ["name"]}}
    status, told = post(api, f"tags/{tag}/batches", **asked, preview=True)
    shown = told.pop("digest")
    assert (status, told) == (200, {"matched": 2, "changing": 2, "same": 0})
    assert post(api, f"tags/{tag}/batches", **asked, expected=5)[0] == 409
    assert post(api, f"tags/{tag}/batches", **asked, expected=2, digest="0" * 32)[0] == 409
    status, batch = post(api, f"tags/{tag}/batches", **asked, expected=2, digest=shown)
    assert (status, batch["changed"]) == (201, 2)
    assert {row["lead"] for row in api.get(f"/api/v1/tags/{tag}/leads").json()["results"]} == leads
    assert post(api, f"tag-batches/{batch['id']}/undo")[0] == 200
    assert api.get(f"/api/v1/tags/{tag}/leads").json()["results"] == []
    assert [row["undone_at"] is None for row in api.get(f"/api/v1/tags/{tag}/batches").json()["results"]] == [False]
