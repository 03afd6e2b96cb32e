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
    gone = f"{there}?choice={made.json()['id']}"
    assert [api.delete(asked).status_code for asked in (there, f"{there}?choice=x", f"{there}?choice={product.pk}")] == [400, 400, 404]
    assert [api.delete(gone).status_code for _ in range(2)] == [204, 204]
    assert api.get("/api/v1/aha-events").json()["results"] == []


def test_to_ask_again_takes_no_second_choice_back(cast: Cast, api: Client, product: Product, visitors: Any) -> None:
    """The answer was lost, and the client asks again: the choice of before holds still."""
    there = f"/api/v1/aha-events/{product.pk}"
    first, second = (api.put(there, {"event": event}, "application/json").json() for event in ("film_seen", "report_created"))
    assert api.delete(f"{there}?choice={first['id']}").status_code == 409
    told = [api.delete(f"{there}?choice={second['id']}") for _ in range(2)]
    assert [(one.status_code, one.json()["event"]) for one in told] == [(200, "film_seen")] * 2
    assert api.get("/api/v1/aha-events").json()["results"] == [first]
