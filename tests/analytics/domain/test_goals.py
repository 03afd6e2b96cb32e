"""How far a goal is: share, state, and when somebody is told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.goals import AT_MOST, problem, progress
from analytics.enums import GoalMetric, GoalState
from tests.conftest import NOON

DAY = timedelta(days=1)
DUE = NOON + 20 * DAY


@pytest.mark.parametrize(
    ("metric", "value", "after", "percent", "state"),
    [
        ("entered", 50.0, 10, 50, "on_track"), ("entered", 49.0, 10, 49, "behind"), ("entered", 100.0, 1, 100, "met"),
        ("entered", 140.0, 30, 100, "met"), ("entered", 99.9, 20, 99, "missed"), ("entered", 0.0, 1, 0, "on_track"),
        ("entered", 0.0, 2, 0, "behind"),
        ("standing", 10.0, 14, 10, "on_track"), ("standing", 10.0, 15, 10, "behind"), ("conversion", None, 15, 0, "behind"),
        ("pace", 200.0, 5, 50, "on_track"), ("pace", 100.0, 5, 100, "met"), ("overdue", 101.0, 21, 99, "missed"),
        ("overdue", 0.0, 21, 100, "met"),
    ],
)  # fmt: skip
def test_a_goal_says_how_far_it_is(metric: str, value: float | None, after: int, percent: int, state: str) -> None:
    found = progress(metric, value, 100.0, NOON, DUE, NOON + after * DAY)
    assert (found.value, found.percent, found.state) == (value, percent, state)
    assert found.alerts == (state in ("behind", "missed"))


@given(
    metric=st.sampled_from(GoalMetric.values), value=st.none() | st.floats(0, 1e9), target=st.floats(0.001, 1e9),
    after=st.floats(-5, 60),
)  # fmt: skip
def test_a_goal_is_met_exactly_when_all_of_the_way_is_gone(metric: str, value: float | None, target: float, after: float) -> None:
    found = progress(metric, value, target, NOON, DUE, NOON + after * DAY)
    met = value is not None and (value <= target if metric in AT_MOST else value >= target)
    assert 0 <= found.percent <= 100
    assert (found.state == GoalState.MET) == met
    assert met <= (found.percent == 100)


@pytest.mark.parametrize(
    ("metric", "stage", "target", "segment", "field"),
    [
        ("conversion", "awareness", 5, False, "metric"), ("pace", "mql", 5, True, "segment"), ("entered", "mql", 0, False, "target"),
        ("overdue", "mql", 0, False, None), ("conversion", "mql", 101, False, "target"), ("standing", "mql", -1, True, "target"),
        ("conversion", "mql", 100, True, None),
    ],
)  # fmt: skip
def test_what_no_question_measures_is_told(metric: str, stage: str, target: float, segment: bool, field: str | None) -> None:
    found = problem(metric, stage, target, segment)
    assert (found[0] if found else None) == field
