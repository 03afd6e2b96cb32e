"""Pages and REST of playbooks and goals."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from analytics.models import OperatingGoal, Playbook
from journeys.models import Journey
from kernel import tenancy
from tests.cast import Cast

SignedIn = Callable[[str], Client]
BASE = "/w/acme/insights"


def test_a_playbook_is_previewed_installed_edited_and_removed(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    assert mara.get(f"{BASE}/playbooks").status_code == 200
    assert mara.get(f"{BASE}/playbooks/none").status_code == 404
    making = mara.get(f"{BASE}/playbooks/engaged/install").context["plan"].making
    assert mara.post(f"{BASE}/playbooks/engaged/install", {"expected": making + 1}).status_code == 409
    assert signed_in("vera").post(f"{BASE}/playbooks/engaged/install", {"expected": making}).status_code == 403
    assert mara.post(f"{BASE}/playbooks/engaged/install", {"expected": making}).status_code == 302
    assert [one["segment"].name for one in mara.get(f"{BASE}/playbooks/engaged").context["segments"]] != []
    assert mara.get(f"{BASE}/playbooks/mql/figures").status_code == 404
    page = mara.get(f"{BASE}/playbooks/engaged/figures")
    assert [figure.metric for figure in page.context["figures"]] == ["entered", "conversion", "pace", "overdue"]
    assert mara.post(f"{BASE}/playbooks/engaged/edit", {"notes": "Call"}).status_code == 400
    assert mara.post(f"{BASE}/playbooks/engaged/edit", {"metrics": ["pace"], "notes": "Call\nWrite"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Playbook.objects.values_list("metrics", "segments", "notes").get() == (["pace"], [], ["Call", "Write"])
    assert mara.post(f"{BASE}/playbooks/engaged/remove").status_code == 302
    assert mara.post(f"{BASE}/playbooks/engaged/remove").status_code == 404


def test_a_goal_is_set_shown_with_its_journey_and_taken_back(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    with tenancy.scope(cast.acme.id):
        journey = Journey.objects.order_by("id")[0]
    given = {"stage": "mql", "metric": "entered", "target": "5", "due_on": "2099-01-31", "segment": "", "journey": str(journey.pk)}
    assert mara.get(f"{BASE}/goals/new?stage=mql").status_code == 200
    assert mara.post(f"{BASE}/goals/new", {**given, "target": "many"}).context["wrong"].field == "target"
    assert mara.post(f"{BASE}/goals/new", given).status_code == 302
    with tenancy.scope(cast.acme.id):
        goal = OperatingGoal.objects.get()
    assert "Goals that it serves" in mara.get(f"{BASE}/goals/of/{journey.pk}/preview").content.decode()
    assert f"{BASE}/goals/of/{journey.pk}/preview" in mara.get(f"/w/acme/journeys/{journey.pk}").content.decode()
    assert mara.post(f"{BASE}/goals/{goal.pk}", {**given, "target": "7.5"}).status_code == 302
    assert [one.goal.target for one in mara.get(f"{BASE}/goals").context["goals"]] == [7.5]
    assert mara.post(f"{BASE}/goals/{goal.pk}/remove").status_code == 302
    assert mara.get(f"{BASE}/goals").context["goals"] == []
    assert mara.post(f"{BASE}/goals/{goal.pk}/restore").status_code == 302
    assert len(mara.get(f"{BASE}/goals").context["goals"]) == 1
    assert signed_in("otto").get(f"/w/globex/insights/goals/{goal.pk}").status_code == 404


def test_goals_and_playbooks_over_rest(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")

    def ask(method: str, path: str, data: Any = None) -> Any:
        more = {"data": data, "content_type": "application/json"} if data is not None else {}
        return getattr(mara, method)(f"/api/v1/{path}", headers={"x-workspace": "acme"}, **more)

    goal = ask("post", "goals", {"stage": "mql", "metric": "overdue", "target": 0, "due_on": "2099-01-31"}).json()
    assert (goal["value"], goal["percent"], goal["state"]) == (0, 100, "met")
    assert ask("patch", f"goals/{goal['id']}", {"metric": "entered"}).status_code == 400
    assert ask("patch", f"goals/{goal['id']}", {"target": 3}).json()["target"] == 3
    assert ask("delete", f"goals/{goal['id']}").status_code == 204
    assert ask("get", "goals").json()["results"] == []
    assert ask("post", f"goals/{goal['id']}/restore").json()["removed_at"] is None
    told = ask("post", "playbooks/sql/install", {"dry_run": True}).json()
    assert (told["making"], told["playbook"]) == (2, None)
    assert ask("post", "playbooks/sql/install", {"expected": 2}).status_code == 201
    assert ask("put", "playbooks/sql", {"metrics": ["pace"]}).json()["metrics"] == ["pace"]
    assert [row["stage"] for row in ask("get", "playbooks").json()["results"]] == ["sql"]
    assert ask("delete", "playbooks/sql").status_code == 204
    assert ask("get", "playbooks/sql").status_code == 404
