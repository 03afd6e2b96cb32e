"""Score models over the API: part of the rules, named in the explanation, a filter of leads."""

from typing import Any

import pytest
from django.test import Client

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.modelled import ADS, MAIL, PLAIN, publish
from tests.scoring.people import Office


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    return Client(headers={"authorization": f"Bearer {text}"})


def test_rules_with_models_are_drafted_and_wrong_ones_named(api: Client) -> None:
    def draft(models: list[dict[str, Any]]) -> Any:
        return api.post("/api/v1/rulebooks", {"rules": PLAIN | {"models": models}}, content_type="application/json")

    wrong = draft([ADS, {**MAIL, "points": {"event:no_such": 1}}])
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/models[1].points")
    assert draft([ADS, MAIL]).status_code == 201
    assert [model["name"] for model in api.get("/api/v1/rulebooks/2").json()["rules"]["models"]] == ["ads", "mail"]


def test_the_score_says_its_model(api: Client, office: Office) -> None:
    lead = office.lead(NOON, channel="email")
    assert api.get(f"/api/v1/leads/{lead}/score").json()["model"] is None
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    answer = api.get(f"/api/v1/leads/{lead}/score").json()
    assert answer["model"] == {"name": "mail", "label": "Mail", "entry_channel": "email"}
    assert answer["threshold"] == 45.0
    assert [row["id"] for row in api.get("/api/v1/leads?model=mail").json()["results"]] == [str(lead)]
    assert api.get("/api/v1/leads?model=ads").json()["results"] == []
