"""REST: BANT and the buying phase of a lead."""

import json
from typing import Any

import pytest
from django.test import Client

from kernel import ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor


@pytest.fixture
def client(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    return Client(headers={"Authorization": f"Bearer {key}"})


def ask(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = client.generic(method, f"/api/v1/leads/{path}", "" if body is None else json.dumps(body), "application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_an_answer_is_put_told_and_taken_back(cast: Cast, client: Client) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"name": "Lena", "email": "lena@buyer.example"}, SYSTEM).pk
    said = {"value": "soon", "source": "CRM", "confidence": 3, "said_at": "2026-10-01T08:00:00Z", "window_end": "2026-12-01"}
    status, row = ask(client, "PUT", f"{lead}/qualification/time", said)
    assert (status, row["letter"], row["value"], row["by"], row["window_start"], row["window_end"]) == (
        201, "time", "soon", "Key", None, "2026-12-01",
    )  # fmt: skip
    assert ask(client, "PUT", f"{lead}/qualification/time", {**said, "value": "later"})[0] == 200
    assert ask(client, "PUT", f"{lead}/qualification/budget", {"value": "none"})[0] == 201
    status, rows = ask(client, "GET", f"{lead}/qualification")
    assert (status, [(one["letter"], one["value"]) for one in rows["results"]]) == (200, [("budget", "none"), ("time", "later")])
    for wrong in ({"value": "decider"}, {"value": "soon", "window_end": "2026-12-01"}, {"value": "none", "confidence": 7}):
        assert ask(client, "PUT", f"{lead}/qualification/budget", wrong)[0] == 400
    assert ask(client, "DELETE", f"{lead}/qualification/time")[0] == 204
    assert [one["letter"] for one in ask(client, "GET", f"{lead}/qualification")[1]["results"]] == ["budget"]
    for path in (f"{lead}/qualification/colour", f"{ids.new()}/qualification/budget"):
        assert ask(client, "PUT", path, {"value": "none"})[0] == 404
