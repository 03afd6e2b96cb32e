"""The API of scores, ledgers and tags."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.agreed import agree
from tests.scoring.people import Office

DAY = timedelta(days=1)


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    return Client(headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def lead(office: Office) -> UUID:
    lead = office.lead(NOON, title="CEO")
    office.did(lead, "live_broadcast_watched", NOON + DAY)
    return lead


def test_a_score_at_an_instant(api: Client, lead: UUID) -> None:
    answer = api.get(f"/api/v1/leads/{lead}/score?at=2026-11-10T12:00:00Z").json()
    assert (answer["score"], answer["grade"], answer["missing"], answer["floor"]) == (36.0, "B", 24.0, 0.0)
    assert [(part["rule"], part["points"]) for part in answer["parts"]] == [
        ("event:live_broadcast_watched", 21.0),
        ("fit:title_chief", 15.0),
    ]
    assert answer["cell"] == "B2"
    with clock.pretend(NOON + DAY):
        assert api.get(f"/api/v1/leads/{lead}").json()["cell"] == "B1"
        assert [row["id"] for row in api.get("/api/v1/leads?cell=B1").json()["results"]] == [str(lead)]
        assert api.get("/api/v1/leads?cell=B7").status_code == 400
    assert api.get(f"/api/v1/leads/{lead}/score?at=2026-11-02T20:00:00%2B08:00").json()["score"] == 15.0
    assert api.get(f"/api/v1/leads/{lead}/score?at=2026-11-02T20:00:00+08:00").json()["score"] == 15.0
    assert api.get(f"/api/v1/leads/{lead}/score?at=2026-11-01").json()["parts"] == []


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59Z", "%00"])
def test_a_bad_instant_names_its_field(api: Client, lead: UUID, at: str) -> None:
    for what in ("score", "ledger", "tags"):
        answer = api.get(f"/api/v1/leads/{lead}/{what}?at={at}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/at")


def test_the_ledger_newest_first(api: Client, lead: UUID) -> None:
    answer = api.get(f"/api/v1/leads/{lead}/ledger?at=2026-11-10T12:00:00Z").json()
    assert [(row["rule"], row["points"], round(row["worth"], 6), row["rulebook_version"]) for row in answer["results"]] == [
        ("event:live_broadcast_watched", 30.0, 21.0, 1), ("fit:title_chief", 15.0, 15.0, 1),
    ]  # fmt: skip


def test_tags_are_read_and_put(api: Client, lead: UUID) -> None:
    with clock.pretend(NOON + DAY):
        assert [tag["name"] for tag in api.get(f"/api/v1/leads/{lead}/tags").json()] == ["Live broadcast"]
        put = api.post(f"/api/v1/leads/{lead}/tags", {"name": "Pricing"}, content_type="application/json")
        assert (put.status_code, sorted(tag["name"] for tag in put.json())) == (201, ["Live broadcast", "Pricing"])
        refused = api.post(f"/api/v1/leads/{lead}/tags", {"name": "No such"}, content_type="application/json")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/name")


def test_unknown_leads_are_not_found(api: Client) -> None:
    for what in ("score", "ledger", "tags"):
        assert api.get(f"/api/v1/leads/{UUID(int=5)}/{what}").status_code == 404


def test_rulebooks_are_drafted_and_published(api: Client, cast: Cast) -> None:
    assert [row["version"] for row in api.get("/api/v1/rulebooks").json()["results"]] == [1]
    rules = api.get("/api/v1/rulebooks/1").json()["rules"]
    bad = api.post("/api/v1/rulebooks", {"rules": {**rules, "threshold": -1}}, content_type="application/json")
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (400, "/threshold")
    made = api.post("/api/v1/rulebooks", {"rules": {**rules, "threshold": 70}, "note": "Higher"}, content_type="application/json")
    assert (made.status_code, made.json()["version"], made.json()["state"]) == (201, 2, "draft")
    again = api.post("/api/v1/rulebooks", {}, content_type="application/json")
    assert again.status_code == 409
    assert api.post("/api/v1/rulebooks/2/publish").json()["code"] == "untested"
    agree(cast, clock.now())
    assert api.post("/api/v1/rulebooks/2/approve", {"side": "sales"}, content_type="application/json").status_code == 403
    assert api.post("/api/v1/rulebooks/2/publish").json()["state"] == "published"
    assert api.post("/api/v1/rulebooks/2/publish").status_code == 409
    assert api.post("/api/v1/rulebooks/7/publish").status_code == 404
    assert api.get("/api/v1/rulebooks/7").status_code == 404
