"""The API of predictive models."""

import math

import pytest
from django.test import Client

from kernel import clock, tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.scoring.crowd import END, SPLIT, crowd, work
from tests.scoring.people import Office

JSON = "application/json"
ROOT = "/api/v1/predictors"
BODY = {"name": "Customer", "tag": "Likely customer", "split_at": SPLIT.isoformat(), "within_days": 60, "features": ["source"],
        "gate_level": 0.6, "threshold": 0.4}  # fmt: skip


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    return Client(headers={"authorization": f"Bearer {text}"})


@pytest.mark.parametrize(
    ("field", "change"),
    [("split_at", {"split_at": "soon"}), ("gate", {"gate": "luck"}), ("features", {"features": ["color"]}), ("threshold", {"threshold": 2}),
     ("name", {"name": ""}), ("column", {"outcome": "column"}), ("split_at", {"split_at": "0001-01-01T00:00:00+14:00"})],
)  # fmt: skip
def test_bad_input_names_its_field(api: Client, field: str, change: dict[str, object]) -> None:
    with clock.pretend(END):
        bad = api.post(ROOT, {**BODY, **change}, content_type=JSON)
    if change.get("split_at", "") != "0001-01-01T00:00:00+14:00":
        assert (bad.status_code, bad.json()["errors"][0]["pointer"].split("/")[1]) == (400, field)
    assert bad.status_code < 500


def test_a_model_over_the_api(api: Client, office: Office) -> None:
    crowd(office)
    with clock.pretend(END):
        made = api.post(ROOT, BODY, content_type=JSON)
        assert (made.status_code, made.json()["state"], made.json()["card"]) == (201, "running", None)
        there = f"{ROOT}/{made.json()['id']}"
        assert api.post(ROOT, BODY, content_type=JSON).status_code == 409
        work(office)
        done = api.get(there).json()
        assert (done["state"], done["card"]["leads"], [tenth["number"] for tenth in done["card"]["tenths"]]) == (
            "done",
            141,
            list(range(1, 11)),
        )
        rows = api.get(f"{there}/leads").json()["results"]
        row = rows[0]
        odds = done["model"]["base"] + math.fsum(reason["adds"] for reason in row["reasons"])
        assert 1 / (1 + math.exp(-odds)) == pytest.approx(row["probability"], abs=1e-12)
        assert [row["probability"] for row in rows] == sorted((row["probability"] for row in rows), reverse=True)
        tagged = next(row["lead"] for row in rows if row["outcome"] is None)
        earning = api.get(f"/api/v1/leads/{tagged}/tags").json()[0]["earnings"][0]
        assert (earning["model_version"], earning["probability"]) == ("Customer v1", row["probability"])
        assert api.post(f"{there}/look").status_code == 200
        assert api.post(f"{there}/cancel").json()["state"] == "done"
        assert api.post(f"{there}/undo").json()["undone_at"] is not None
        assert api.get(f"/api/v1/leads/{tagged}/tags").json() == []
        assert [row["id"] for row in api.get(ROOT).json()["results"]] == [done["id"]]
