from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from journeys.actions.segments import look_for_leads
from journeys.domain import templates
from journeys.domain.graph import plain
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from tenants.actions.api_keys import issue_key
from tests.cast import Cast
from tests.journeys.world import Recorder, World


def key_of(workspace_id: Any) -> str:
    with tenancy.scope(workspace_id):
        return issue_key(kind="secret", name="Test", actor=SYSTEM)[1]


class Api:
    def __init__(self, key: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {key}"}

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = getattr(self.client, method)(f"/api/v1/{path}", body, content_type="application/json", headers=self.headers)
        return answer.status_code, answer.json()


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(key_of(cast.acme.id))


@pytest.fixture
def foreign(cast: Cast) -> Api:
    return Api(key_of(cast.globex.id))


def test_from_template_to_live_and_back(api: Api, world: World, sent: Recorder) -> None:
    code, made = api("post", "journeys", {"kind": "drip", "name": "Spring"})
    assert (code, made["name"], made["state"], made["problems"]) == (201, "Spring", "draft", [])
    path = f"journeys/{made['id']}"
    assert api("post", f"{path}/publish")[1]["live_version"] == 1
    assert api("post", f"{path}/pause")[1]["state"] == "paused"
    assert api("post", f"{path}/pause")[0] == 409
    assert api("post", f"{path}/resume")[1]["state"] == "live"
    assert len(api("get", "journeys")[1]["results"]) == 4


def test_a_draft_with_problems_is_kept_and_not_launched(api: Api) -> None:
    path = f"journeys/{api('post', 'journeys', {'kind': 'custom'})[1]['id']}"
    code, told = api("patch", path, {"draft": {**plain(templates.custom()), "start": "nowhere"}})
    assert (code, [p["where"] for p in told["problems"]]) == (200, ["entry", "start"])
    code, told = api("post", f"{path}/publish")
    assert (code, told["code"], told["errors"][0]["pointer"]) == (409, "not_ready", "/draft")


def test_a_tree_is_taken_with_the_errors_of_segments(api: Api, world: World, sent: Recorder) -> None:
    made = api("post", "journeys", {"kind": "custom"})[1]
    did = {"any": [{"ask": "did", "event": "x", "times": 0}, {"ask": "segment", "segment": "00000000-0000-0000-0000-000000000000"}]}
    draft = {
        "start": "b", "entry": {"stages": ["mql"], "lead": {"ask": "shoe"}},
        "nodes": {"b": {"kind": "branch", "next": "x", "config": {"cases": [{"name": "in", "lead": did}]}}, "x": {"kind": "exit"}},
    }  # fmt: skip
    path = f"journeys/{made['id']}"
    told = [(one["where"], one["detail"].partition(":")[0]) for one in api("patch", path, {"draft": draft})[1]["problems"]]
    assert told == [("entry", "Condition ask"), ("b", "The way “in”, any[0].times")]
    draft["entry"]["lead"] = {"ask": "known"}
    did["any"][0]["times"] = 1
    told = [(one["where"], one["detail"].partition(":")[0]) for one in api("patch", path, {"draft": draft})[1]["problems"]]
    assert told == [("b", "The way “in”, any[1]")]
    assert api("post", f"{path}/publish")[0] == 409
    did["any"][1] = {"ask": "known"}
    assert api("patch", path, {"draft": draft})[1]["problems"] == []
    assert api("post", f"{path}/publish")[1]["state"] == "live"


@pytest.mark.parametrize("draft", [{"nodes": []}, {"startt": "x"}, {"nodes": {"a": {"kind": 3}}}])
def test_a_draft_of_the_wrong_shape_is_refused_by_place(api: Api, draft: dict[str, Any]) -> None:
    path = f"journeys/{api('post', 'journeys', {'kind': 'custom'})[1]['id']}"
    code, told = api("patch", path, {"draft": draft})
    assert (code, told["errors"][0]["pointer"]) == (400, "/draft")


def test_enrol_and_withdraw_by_hand(api: Api, world: World, sent: Recorder) -> None:
    lead, path = world.lead(), f"journeys/{world.live(templates.welcome()).pk}/enrolments"
    code, made = api("post", path, {"lead_id": str(lead.pk)})
    assert (code, made["state"], made["node"]) == (201, "active", "who")
    assert api("post", path, {"lead_id": str(lead.pk)})[1]["code"] == "may_not_enter"
    world.run()
    code, seen = api("get", f"enrolments/{made['id']}")
    assert [(s["node"], s["outcome"]) for s in seen["steps"]] == [("who", "otherwise"), ("mail-other", "queued")]
    assert api("post", f"enrolments/{made['id']}/withdraw")[1]["end_reason"] == "by_hand"
    assert api("post", f"enrolments/{made['id']}/withdraw")[0] == 409
    assert [row["state"] for row in api("get", f"{path}?state=exited")[1]["results"]] == ["exited"]
    assert api("get", f"{path}?state=nonsense")[0] == 400


def test_next_door_sees_nothing(api: Api, foreign: Api, world: World, sent: Recorder) -> None:
    lead, journey = world.lead(), world.live(templates.welcome())
    world.enrol(journey, lead)
    mine = str(world.passage(lead).pk)
    doors = [("get", ""), ("patch", ""), ("post", "/publish"), ("get", "/enrolments"), ("post", "/enrolments")]
    for method, path in doors:
        body = {"lead_id": str(lead.pk)} if path == "/enrolments" else {"name": "x"}
        answers = [foreign(method, f"journeys/{key}{path}", body if method != "get" else None) for key in (journey.pk, uuid4())]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
    assert foreign("get", f"enrolments/{mine}")[0] == foreign("post", f"enrolments/{mine}/withdraw")[0] == 404
    assert api("post", f"journeys/{journey.pk}/enrolments", {"lead_id": str(uuid4())})[0] == 404


def test_a_launch_tells_its_number_first_and_is_undone(api: Api, foreign: Api, world: World, sent: Recorder) -> None:
    world.lead(last_active_at=clock.now() - timedelta(days=61), known=True)
    path = f"journeys/{api('post', 'journeys', {'kind': 'reengagement'})[1]['id']}"
    assert api("get", f"{path}/launch") == (200, {"matching": 1, "did": None, "entered": None, "as_of": None})
    code, told = api("post", f"{path}/publish", {"expected": 0})
    assert (code, told["code"], told["errors"][0]["pointer"]) == (409, "changed", "/expected")
    assert api("post", f"{path}/launch/undo")[0] == 409
    assert api("post", f"{path}/publish", {"expected": 1})[1]["state"] == "live"
    with tenancy.scope(world.workspace_id):
        look_for_leads()
    assert foreign("post", f"{path}/launch/undo")[0] == 404
    assert api("post", f"{path}/launch/undo") == (200, {"left": 1})
    assert api("get", path)[1]["state"] == "paused"
    empty = f"journeys/{api('post', 'journeys', {'kind': 'custom'})[1]['id']}"
    assert api("get", f"{empty}/launch")[1]["code"] == "not_ready"
