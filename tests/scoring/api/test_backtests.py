"""The API of tests on history."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.agreed import agree
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
    assert (made.status_code, made.json()["state"], made.json()["verdict"]) == (201, "running", None)
    there = f"/api/v1/backtests/{made.json()['id']}"
    assert api.post("/api/v1/backtests", {"version": 2}, content_type=JSON).status_code == 409
    office.run(NOON)
    done = api.get(there).json()
    assert (done["state"], done["verdict"]["draft"]["handed"], done["verdict"]["live"]["handed"]) == ("done", 1, 0)
    assert [(row["lead"], row["draft_at"], row["live_at"]) for row in api.get(f"{there}/leads").json()["results"]] == [
        (str(lead), "2026-11-02T12:00:00Z", None)
    ]
    assert [(week["draft"], week["live"]) for week in done["verdict"]["weeks"] if week["draft"]] == [(1, 0)]
    assert api.post(f"{there}/cancel").status_code == 409
    assert api.post(f"{there}/shadow", {"on": True}, content_type=JSON).json()["shadow"] is True
    assert api.post(f"{there}/shadow", {"on": False}, content_type=JSON).json()["shadow"] is False
    assert [row["id"] for row in api.get("/api/v1/backtests").json()["results"]] == [done["id"]]


def resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """The component that `shape` points at, through allOf and oneOf."""
    for each in (shape, *shape.get("allOf", ()), *shape.get("oneOf", ()), *shape.get("anyOf", ())):
        if "$ref" in each:
            found: dict[str, Any] = schema["components"]["schemas"][each["$ref"].rpartition("/")[2]]
            return found
    return shape


def test_the_verdict_is_typed_field_by_field(api: Client, office: Office) -> None:
    """Every key that a real verdict has, at every depth, is named in the OpenAPI document, and no other."""
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    for _ in range(10):
        office.lead(NOON)
    rules = api.get("/api/v1/rulebooks/1").json()["rules"]
    api.post("/api/v1/rulebooks", {"rules": {**rules, "threshold": 45}}, content_type=JSON)
    there = api.post("/api/v1/backtests", {"version": 2, "days": 3000}, content_type=JSON).json()["id"]
    office.run(NOON)
    verdict = api.get(f"/api/v1/backtests/{there}").json()["verdict"]
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shape = resolved(schema, resolved(schema, schema["components"]["schemas"]["BacktestShape"])["properties"]["verdict"])
    assert set(shape["properties"]) == set(verdict)
    for name, value in verdict.items():
        part = shape["properties"][name]
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            assert set(resolved(schema, part.get("items", part))["properties"]) == set(inner), name
    assert [name for name, value in verdict.items() if value == []] == ["leaks"]


def test_who_approved_is_read_over_the_api(api: Client, office: Office, cast: Cast) -> None:
    api.post("/api/v1/rulebooks", {}, content_type=JSON)
    assert api.get("/api/v1/rulebooks/2").json()["approvals"] == []
    agree(cast, NOON)
    said = [{"side": "marketing", "name": "Mara"}, {"side": "sales", "name": "Sam"}]
    assert api.get("/api/v1/rulebooks/2").json()["approvals"] == [{**each, "at": "2026-11-02T12:00:00Z"} for each in said]
    published = api.post("/api/v1/rulebooks/2/publish", {}, content_type=JSON)
    assert (published.status_code, [each["name"] for each in published.json()["approvals"]]) == (200, ["Mara", "Sam"])
