"""REST: the comparison, the choice, and taking it back (F089)."""

from typing import Any

import pytest
from django.test import Client

from kernel import clock, tenancy
from scoring.models import Product
from tenants.actions.api_keys import issue_key
from tests.analytics.queries.test_aha import product, visitors
from tests.cast import Cast, as_actor
from tests.conftest import NOON

__all__ = ["product", "visitors"]


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.olga))
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_compared_chosen_and_taken_back(cast: Cast, api: Client, product: Product, visitors: Any) -> None:
    with clock.pretend(NOON):
        body = api.get("/api/v1/reports/aha").json()
    assert [(row["event"], row["did"], row["did_back"]) for row in body["rows"]] == [("report_created", 6, 5)]
    assert api.get("/api/v1/reports/aha?product=x").status_code == 400
    there = f"/api/v1/aha-events/{product.pk}"
    made = api.put(there, {"event": "report_created"}, content_type="application/json")
    assert (made.status_code, made.json()["event"]) == (200, "report_created")
    assert api.get("/api/v1/aha-events").json()["results"] == [made.json()]
    assert [api.put(there, {"event": event}, content_type="application/json").status_code for event in ("nobody", "")] == [400, 400]
    assert [api.delete(there).status_code for _ in range(2)] == [204, 409]
    assert api.get("/api/v1/aha-events").json()["results"] == []
