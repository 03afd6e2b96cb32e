"""The API of tests on history."""

import pytest
from django.test import Client

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.people import Office

JSON = "application/json"


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    return Client(headers={"authorization": f"Bearer {text}"})


def test_a_test_over_the_api(api: Client, office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    rules = api.get("/api/v1/rulebooks/1").json()["rules"]
    api.post("/api/v1/rulebooks", {"rules": {**rules, "threshold": 45}}, content_type=JSON)
    bad = api.post("/api/v1/backtests", {"version": 2, "outcome": "rich"}, content_type=JSON)
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (400, "/outcome")
    assert api.post("/api/v1/backtests", {"version": 9}, content_type=JSON).status_code == 404
    made = api.post("/api/v1/backtests", {"version": 2, "days": 3000}, content_type=JSON)
    assert (made.status_code, made.json()["state"], made.json()["verdict"]) == (201, "running", {})
    there = f"/api/v1/backtests/{made.json()['id']}"
    assert api.post("/api/v1/backtests", {"version": 2}, content_type=JSON).status_code == 409
    office.run(NOON)
    done = api.get(there).json()
    assert (done["state"], done["verdict"]["draft"]["handed"], done["verdict"]["live"]["handed"]) == ("done", 1, 0)
    assert [(row["lead"], row["draft_at"], row["live_at"]) for row in api.get(f"{there}/leads").json()["results"]] == [
        (str(lead), "2026-11-02T12:00:00Z", None)
    ]
    assert api.post(f"{there}/cancel").status_code == 409
    assert api.post(f"{there}/shadow", {"on": True}, content_type=JSON).json()["shadow"] is True
    assert api.post(f"{there}/shadow", {"on": False}, content_type=JSON).json()["shadow"] is False
    assert [row["id"] for row in api.get("/api/v1/backtests").json()["results"]] == [done["id"]]
