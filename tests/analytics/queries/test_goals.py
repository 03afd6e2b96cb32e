"""The numbers of goals and playbooks are those of the lists, the funnel and velocity."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import override

from analytics.actions import goals as acts
from analytics.actions import playbooks as playbook_acts
from analytics.domain.playbooks import TEMPLATES
from analytics.models import OperatingGoal
from analytics.queries import goals, kept, playbooks
from journeys.models import Journey
from kernel import clock
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions import lists
from leads.actions.lifecycle import Move, move_stages
from leads.actions.segments import archive_segment
from leads.domain.lifecycle import ORDER
from leads.domain.segment_templates import TEMPLATES as SEGMENTS
from leads.models import Segment
from leads.queries.leads import search
from tests.cast import Cast
from tests.leads.walks import walk

DAY = timedelta(days=1)
DUE = date(2026, 12, 31)


def test_metrics_are_those_of_the_questions_with_pages_of_their_own(acme: Cast, noon: datetime) -> None:
    far = walk(noon - 5 * DAY, "engaged", "target", "mql", "sql")
    walk(noon - 5 * DAY, "engaged", "target", "mql")
    walk(noon - 5 * DAY, "engaged")
    fair = lists.make_list(name="Fair", lead_ids=[far], actor=SYSTEM)
    since = noon - 10 * DAY
    told = {metric: goals.measure(metric, "mql", None, since) for metric in ("entered", "standing", "conversion", "overdue", "pace")}
    assert told["entered"] == search({"reached": ["mql"], "known": ["all"]}).count() == 2
    assert (told["standing"], told["conversion"]) == (1, 100)
    assert told["overdue"] == search({"stage": ["mql"], "overdue": ["yes"]}).count()
    assert goals.measure("conversion", "target", None, since) == pytest.approx(200 / 3)
    assert [goals.measure(metric, "mql", fair.line_id, since) for metric in ("entered", "standing", "conversion")] == [1, 0, 100]
    assert goals.measure("entered", "mql", None, noon) == 0
    assert goals.measure("conversion", "mql", None, noon + 3 * DAY, until=noon + 3 * DAY) is None


def test_a_goal_is_set_measured_told_and_comes_back(acme: Cast, noon: datetime) -> None:
    journey = Journey.objects.order_by("id")[0]
    made = acts.set_goal(stage="mql", metric="entered", target=2, due_on=DUE, actor=SYSTEM, journey_id=journey.pk)
    with clock.pretend(noon + DAY):
        walk(noon + DAY / 2, "engaged", "target", "mql")
        (one,) = goals.shown(goals.goals(journey_id=journey.pk))
        assert (one.progress.value, one.progress.percent, one.progress.state, one.journey) == (1, 50, "on_track", journey)
        assert goals.alerts() == []
    with clock.pretend(noon + 50 * DAY):
        assert [(found.goal.pk, found.progress.state) for found in goals.alerts()] == [(made.pk, "behind")]
    with clock.pretend(noon + 70 * DAY):
        assert [found.progress.state for found in goals.alerts()] == ["missed"]
    acts.change_goal(made, {"target": 1.0}, SYSTEM)
    acts.remove_goal(made, SYSTEM)
    assert (list(goals.goals()), [found.pk for found in goals.removed()]) == ([], [made.pk])
    acts.restore_goal(made, SYSTEM)
    assert OperatingGoal.objects.get(removed_at=None).target == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "none"}, "stage"), ({"metric": "none"}, "metric"), ({"target": float("nan")}, "target"),
        ({"due_on": date(2020, 1, 1)}, "due_on"), ({"line_id": "x"}, "segment"), ({"journey_id": "x"}, "journey"),
    ],
)  # fmt: skip
def test_a_goal_that_cannot_be_is_refused_by_its_field(acme: Cast, noon: datetime, changes: dict[str, Any], field: str) -> None:
    nobody = Journey.objects.order_by("id")[0].pk if field == "segment" else acme.acme.pk
    given = {key: nobody if value == "x" else value for key, value in changes.items()}
    with pytest.raises(Refused) as refused:
        acts.set_goal(**{"stage": "mql", "metric": "entered", "target": 2, "due_on": DUE, "actor": SYSTEM, **given})
    assert refused.value.field == field


def test_every_stage_has_a_ready_playbook_of_things_that_are_there() -> None:
    assert list(TEMPLATES) == list(ORDER)
    assert all(set(ready.segments) <= set(SEGMENTS) for ready in TEMPLATES.values())


def test_installing_makes_what_was_told_once_and_takes_what_is_there(acme: Cast) -> None:
    plan = playbooks.plan("engaged")
    assert [part.there for part in plan.segments] == [False, False]
    with pytest.raises(Refused, match="look again"):
        playbook_acts.install_playbook("engaged", SYSTEM, plan.making + 1)
    segments, journeys = Segment.objects.count(), Journey.objects.count()
    made = playbook_acts.install_playbook("engaged", SYSTEM, plan.making)
    assert Segment.objects.count() + Journey.objects.count() == segments + journeys + plan.making
    assert [one.name for one in playbooks.lines(made)] == ["Looks at prices", "Gone quiet"]
    assert [figure.metric for figure in playbooks.figures("engaged", made.metrics, playbooks.lines(made))] == made.metrics
    again = playbooks.plan("target")
    assert [part.there for part in again.segments] == [False, True]
    with pytest.raises(Refused, match="already"):
        playbook_acts.install_playbook("engaged", SYSTEM)
    playbook_acts.remove_playbook("engaged", SYSTEM)
    assert playbooks.plan("engaged").making == 0
    assert playbook_acts.install_playbook("engaged", SYSTEM).segments == made.segments


def test_a_playbook_is_edited_and_refuses_what_is_not_there(acme: Cast) -> None:
    fair = lists.make_list(name="Fair", lead_ids=[], actor=SYSTEM)
    saved = playbook_acts.save_playbook(
        "sql", metrics=["pace", "pace"], lines=[fair.line_id], journeys=[], notes=[" Call ", ""], actor=SYSTEM
    )  # fmt: skip
    assert (saved.metrics, saved.segments, saved.notes) == (["pace"], [str(fair.line_id)], ["Call"])
    for wrong, field in (({"metrics": []}, "metrics"), ({"lines": [saved.pk]}, "segments"), ({"journeys": [saved.pk]}, "journeys")):
        given: dict[str, Any] = {"metrics": ["pace"], "lines": [], "journeys": [], "notes": [], **wrong}
        with pytest.raises(Refused) as refused:
            playbook_acts.save_playbook("sql", **given, actor=SYSTEM)
        assert refused.value.field == field


def test_what_came_after_the_last_day_does_not_count(acme: Cast, noon: datetime) -> None:
    acts.set_goal(stage="mql", metric="entered", target=1, due_on=noon.date(), actor=SYSTEM)
    with clock.pretend(noon + 3 * DAY):
        walk(noon + 2 * DAY, "engaged", "target", "mql")
        (one,) = goals.shown(goals.goals())
        assert (one.progress.value, one.progress.state) == (0, "missed")


def test_who_stood_in_a_stage_at_the_end_counts_though_they_went_on(acme: Cast, noon: datetime) -> None:
    far = walk(noon - DAY, "engaged", "target", "mql")
    acts.set_goal(stage="mql", metric="standing", target=1, due_on=noon.date(), actor=SYSTEM)
    with clock.pretend(noon + 3 * DAY):
        move_stages([Move(far, "sql", "manual", noon + 2 * DAY)], SYSTEM)
        walk(noon + 2 * DAY, "engaged", "target", "mql")
        (one,) = goals.shown(goals.goals())
        assert (one.progress.value, one.progress.state) == (1, "met")


def test_goals_that_are_met_hide_none_that_is_behind(acme: Cast, noon: datetime) -> None:
    for _ in range(21):
        acts.set_goal(stage="mql", metric="overdue", target=1_000, due_on=DUE - DAY, actor=SYSTEM)
    behind = acts.set_goal(stage="mql", metric="entered", target=5, due_on=DUE, actor=SYSTEM)
    with clock.pretend(noon + 50 * DAY):
        assert [one.goal.pk for one in goals.alerts()] == [behind.pk]


def test_neither_a_list_nor_the_archive_nor_another_language_is_in_the_way_of_a_playbook(acme: Cast) -> None:
    fair = lists.make_list(name="Looks at prices", lead_ids=[], actor=SYSTEM)
    made = playbook_acts.install_playbook("engaged", SYSTEM)
    assert [one.name for one in playbooks.lines(made)] == ["Looks at prices 2", "Gone quiet"]
    assert str(fair.line_id) not in made.segments
    playbook_acts.remove_playbook("engaged", SYSTEM)
    with override("zh-hans"):
        assert playbooks.plan("engaged").making == 0
    for one in playbooks.lines(made):
        archive_segment(segment_id=one.pk, actor=SYSTEM)
    again = playbook_acts.install_playbook("engaged", SYSTEM)
    assert [one.name for one in playbooks.lines(again)] == ["Looks at prices 3", "Gone quiet 2"]


@pytest.mark.parametrize(("metric", "target", "stood"), [("conversion", 100, 0), ("overdue", 0, 1)])
def test_what_a_goal_reached_is_written_down_when_its_last_day_is_over_and_stays(
    acme: Cast, noon: datetime, metric: str, target: float, stood: float
) -> None:
    """Both are asked as of now alone: what was missed would be met once the lead goes on."""
    way, further = (("engaged", "target"), "mql") if metric == "conversion" else (("engaged", "target", "mql"), "sql")
    made = acts.set_goal(stage="mql", metric=metric, target=target, due_on=(noon + 90 * DAY).date(), actor=SYSTEM)
    with clock.pretend(noon + DAY):
        lead = walk(noon + DAY / 2, *way)
    with clock.pretend(noon + 90 * DAY):
        assert (goals.ended(), acts.close_goals()) == (False, 0)
    with clock.pretend(noon + 91 * DAY):
        assert (goals.ended(), acts.close_goals(), goals.ended()) == (True, 1, False)
    with clock.pretend(noon + 92 * DAY):
        move_stages([Move(lead, further, "manual", clock.now())], SYSTEM)
        (one,) = goals.shown(goals.goals())
        assert (one.progress.value, one.progress.state) == (stood, "missed")
        made.refresh_from_db()
        acts.change_goal(made, {"target": target / 2}, SYSTEM)
        assert (made.result, made.measured_at) == (stood, noon + 91 * DAY)
        acts.change_goal(made, {"due_on": (noon + 99 * DAY).date()}, SYSTEM)
        (one,) = goals.shown(goals.goals())
        assert (one.progress.value, one.progress.state) == (100 if metric == "conversion" else 0, "met")


def test_home_tells_of_goals_as_they_were_some_minutes_ago_where_there_are_many_leads(
    acme: Cast, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LARGE", 1)
    cache.clear()
    acts.set_goal(stage="mql", metric="entered", target=5, due_on=noon.date() + 9 * DAY, actor=SYSTEM)
    for _ in range(2):
        walk(noon - DAY, "engaged")
    for minutes, seen in ((0, 0), (4, 0), (6, 1)):
        with clock.pretend(noon + 8 * DAY + timedelta(minutes=minutes)):
            if minutes == 4:
                walk(noon + DAY, "engaged", "target", "mql")
            assert [one.progress.value for one in goals.alerts()] == [seen]
            assert [one.progress.value for one in goals.shown(goals.goals())] == [int(minutes > 0)]
    cache.clear()
