"""Points are taken without leaving a debt that would rise by itself."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.deduct import Taken, deduct, to_reach
from scoring.domain.fold import fold, of_points
from scoring.domain.rule_shapes import Decay

RATE = Decay().rate
START = datetime(2026, 11, 2, tzinfo=UTC)


def test_interest_first_then_fit_and_never_more_than_there_is() -> None:
    assert deduct(20, 50, 30) == Taken(30, 0)
    assert deduct(20, 10, 30) == Taken(10, 20)
    assert deduct(5, 10, 30) == Taken(10, 5)
    assert deduct(0, 0, 30) == Taken(0, 0)
    assert deduct(-15, 10, 30) == Taken(0, 0)


def test_down_to_what_is_allowed() -> None:
    assert to_reach(20, 50, 50) == Taken(20, 0)
    assert to_reach(70, 0, 50) == Taken(0, 20)
    assert to_reach(10, 10, 50) == Taken(0, 0)


@given(st.floats(-50, 100), st.floats(0, 200), st.floats(0, 200), st.lists(st.floats(0, 90), min_size=2, max_size=8))
def test_no_score_rises_after_a_deduction_while_nothing_happens(fit: float, interest: float, points: float, days: list[float]) -> None:
    taken = deduct(fit, interest, points)
    left = fold(of_points(interest, START, RATE), of_points(-taken.fading, START, RATE))
    scores = [max(0.0, fit - taken.lasting + left.at(RATE, START + timedelta(days=day))) for day in sorted([0.0, *days])]
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(scores))
    assert scores[0] == pytest.approx(max(0.0, max(0.0, fit + interest) - points), abs=1e-6)
