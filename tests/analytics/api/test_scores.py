"""The API of calibration and of rules says what the pages say, typed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from kernel import clock, tenancy
from tenants.actions.api_keys import issue_key
from tests.analytics.handed import BROADCAST, DOWNLOAD, Desk
from tests.cast import Cast, as_actor
from tests.conftest import NOON

ROOT = "/api/v1/reports"
PERIOD = {"since": "2026-05-01", "until": "2026-05-31"}
MAY, DAY = datetime(2026, 5, 4, 9, tzinfo=UTC), timedelta(days=1)


@pytest.fixture
def api(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    return Client(headers={"authorization": f"Bearer {text}"})


def test_calibration(api: Client, desk: Desk) -> None:
    desk.accept(desk.crossing(NOON - 40 * DAY, 2), NOON - 20 * DAY)
    with clock.pretend(NOON):
        body = api.get(f"{ROOT}/calibration").json()
    assert {name: body[name] for name in ("report", "until", "days", "threshold", "judged", "became", "leads", "base_rate", "enough")} == {
        "report": "calibration", "until": "2026-11-02", "days": 30, "threshold": 60, "judged": 2, "became": 2, "leads": 2, "base_rate": 1.0,
        "enough": False,
    }  # fmt: skip
    assert (body["brier"], body["levels"], body["instants"][-1]) == (None, [], "2026-10-03T00:00:00Z")
    # 60 × 0.7^(10.5/7)
    assert [row for row in body["bins"] if row["judged"]] == [
        {"low": 30, "high": 40, "judged": 2, "became": 2, "leads": 2, "became_leads": 2, "share": None, "interval": None, "fitted": None}
    ]
    wrong = api.get(f"{ROOT}/calibration?since=soon")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/since")


def test_rules_and_the_way_into_a_draft(api: Client, desk: Desk) -> None:
    desk.divided(MAY)
    with clock.pretend(NOON):
        body = api.get(f"{ROOT}/rules", PERIOD).json()
        assert (body["version"], body["enough"], body["all"]["words"]) == (1, True, {"accepted": 12, "returned": 12})
        row = next(row for row in body["rules"] if row["rule"] == f"event:{DOWNLOAD}")
        assert (row["points"], row["said"]["precision"], row["said"]["judged"]) == (10, pytest.approx(10 / 12), 12)
        assert row["suggestion"] == {
            "now": 10, "suggested": 12, "hits": 10, "cases": 12, "other_hits": 2, "other_cases": 12, "odds": pytest.approx(225 / 49),
            "why": "changed",
        }  # fmt: skip
        asked = {**PERIOD, "rules": [f"event:{BROADCAST}"], "seen": body["seen"]}

        def put(**more: object) -> tuple[int, dict[str, object]]:
            answer = api.post(f"{ROOT}/rules/draft", {**asked, **more}, content_type="application/json")
            return answer.status_code, answer.json()

        assert put(rules=[])[0] == put(since="soon")[0] == put(rules=["page:pricing"])[0] == 400
        assert put(seen="other")[0] == 409
        assert put() == (200, {"version": 2, "changes": [{"rule": f"event:{BROADCAST}", "live": 30.0, "draft": 30.0, "suggested": 24.0}]})
        assert put()[0] == 409  # the draft is another now


def test_the_schema_names_the_fields() -> None:
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    shapes = {
        path: paths[path][method]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path, method in ((f"{ROOT}/calibration", "get"), (f"{ROOT}/rules", "get"), (f"{ROOT}/rules/draft", "post"))
    }
    assert shapes == {
        f"{ROOT}/calibration": "CalibrationShape",
        f"{ROOT}/rules": "RulesPrecisionShape",
        f"{ROOT}/rules/draft": "PutAnswerShape",
    }
