"""Reaching the threshold and falling below it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.domain.crossing import Step, falls_at, first_reached, walk
from scoring.domain.fold import NONE, of_points
from scoring.domain.rulebook import Decay

RATE = Decay().rate
START = datetime(2026, 11, 2, tzinfo=UTC)


@given(st.floats(-20, 59), st.floats(1, 500))
def test_it_falls_at_the_closed_form_instant(fit: float, points: float) -> None:
    assume(fit + points >= 60.001)
    interest = of_points(points, START, RATE)
    at = falls_at(fit, interest, RATE, 60, START)
    assert at is not None
    assert fit + interest.at(RATE, at - timedelta(seconds=1)) >= 60 - 1e-6
    assert fit + interest.at(RATE, at + timedelta(seconds=1)) <= 60 + 1e-6


def test_what_is_below_or_never_falls_has_no_such_instant() -> None:
    assert falls_at(0, of_points(59, START, RATE), RATE, 60, START) is None
    assert falls_at(60, of_points(10, START, RATE), RATE, 60, START) is None
    assert falls_at(0, NONE, RATE, 60, START) is None


def test_the_first_instant_over_the_threshold() -> None:
    steps = walk([(START, 50.0, True), (START + timedelta(days=7), 24.0, True), (START + timedelta(days=7), 1.0, False)], RATE)
    assert steps[0] == Step(START, 0.0, pytest.approx(50))
    assert [step.after for step in steps] == [pytest.approx(50), pytest.approx(59), pytest.approx(60)]
    assert first_reached(steps, 59.9999) == START + timedelta(days=7)
    assert first_reached(steps, 61) is None
