"""Routing rules and tasks over the API."""

from collections.abc import Callable
from uuid import UUID

from kernel import tenancy
from sales.actions.sdr_task import Asked, open_tasks
from tests.cast import Cast
from tests.conftest import NOON
from tests.sales.conftest import Api


def test_rules_are_read_and_replaced(cast: Cast, api: Api) -> None:
    code, before = api.get("routing-rules")
    assert (code, [rule["name"] for rule in before]) == (200, ["Consultation and search ads", "Everything else"])
    before[0]["assignee_ids"] = [cast.sam.pk]
    for _ in range(2):
        assert api.call("PUT", "routing-rules", before) == (200, before)
    code, problem = api.call("PUT", "routing-rules", [{**before[0], "assignee_ids": [cast.otto.pk]}])
    assert (code, problem["errors"][0]["pointer"]) == (400, "/0/assignee_ids")
    assert api.get("routing-rules")[1] == before


def test_a_rule_may_ask_a_tree_of_the_lead(cast: Cast, api: Api) -> None:
    before = api.get("routing-rules")[1]
    before[0]["condition"]["lead"] = {"all": [{"ask": "did", "event": "demo_viewed", "times": 2}]}
    kept = api.call("PUT", "routing-rules", before)[1]
    assert kept[0]["condition"]["lead"]["all"][0] == {
        "ask": "did", "event": "demo_viewed", "times": 2, "of": "events", "days": 0.0, "where": {},
    }  # fmt: skip
    assert api.call("PUT", "routing-rules", kept) == (200, kept)
    before[0]["condition"]["lead"]["all"][0]["times"] = "often"
    code, problem = api.call("PUT", "routing-rules", before)
    assert (code, problem["errors"][0]["pointer"]) == (400, "/0/condition/lead/all[0].times")
    assert api.get("routing-rules")[1] == kept


def test_tasks(cast: Cast, api: Api, lena: Callable[..., UUID]) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        assert open_tasks([Asked(lead_id, "Call", "", "k", NOON)]) == 1
    task = api.get(f"tasks?lead={lead_id}")[1]["results"][0]
    assert (task["title"], task["done_at"]) == ("Call", None)
    done = [api.post(f"tasks/{task['id']}/done") for _ in range(2)]
    assert done[0] == done[1]
    assert (done[0][0], done[0][1]["done_by"]) == (200, "CRM")
    assert api.get("tasks")[1]["results"] == []
    assert len(api.get("tasks?done=true")[1]["results"]) == 1
