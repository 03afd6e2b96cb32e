"""Reaching the threshold and falling below it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from scoring.domain.crossing import HAIR, Step, falls_at, first_reached, reached, walk
from scoring.domain.fold import NONE, of_points, total
from scoring.domain.rule_shapes import Decay

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
    steps = walk([(START, 50.0, True, ""), (START + timedelta(days=7), 24.0, True, ""), (START + timedelta(days=7), 1.0, False, "")], RATE)
    assert steps[0] == Step(START, 0.0, pytest.approx(50))
    assert [step.after for step in steps] == [pytest.approx(50), pytest.approx(59), pytest.approx(60)]
    assert first_reached(steps, 59.9999) == START + timedelta(days=7)
    assert first_reached(steps, 61) is None


instants = st.integers(-10 * 365 * 86_400_000, 10 * 365 * 86_400_000).map(lambda ms: START + timedelta(milliseconds=ms))
gains = st.lists(st.integers(1, 1_000_000).map(lambda n: n / 10_000), min_size=2, max_size=40)
whole = st.lists(st.integers(10_000, 1_000_000).map(lambda n: n / 10_000), min_size=2, max_size=40)


@given(instants, gains)
@example(START, [50.0, 10.0])
def test_a_sum_that_equals_the_threshold_reaches_it_at_every_instant(at: datetime, points: list[float]) -> None:
    """The logarithm that interest is kept as rounds; points have four decimals, so what is truly below is below by more than that."""
    threshold = round(sum(points), 4)
    score = total(of_points(each, at, RATE) for each in points).at(RATE, at)
    assert reached(score, threshold)
    assert not reached(score, round(threshold + 0.0001, 4))


@given(instants, whole)
def test_what_is_reached_falls_later_and_once(at: datetime, points: list[float]) -> None:
    """Reaching and falling are judged alike: over it up to the instant of the fall, under it from then on."""
    threshold = round(sum(points), 4)
    interest = total(of_points(each, at, RATE) for each in points)
    falls = falls_at(0, interest, RATE, threshold, at)
    assert falls is not None
    assert falls >= at
    assert falls - at < timedelta(seconds=60)
    assert not reached(interest.at(RATE, falls + timedelta(milliseconds=60)), threshold)


def test_the_size_of_a_hair() -> None:
    assert (reached(60 - HAIR, 60), reached(60 - 0.0001, 60)) == (True, False)


def test_what_is_given_and_taken_at_one_instant_is_one_stroke() -> None:
    """A title that is corrected gives new points and takes the old ones back: between the two there was no score."""
    later = START + timedelta(days=1)
    steps = walk([(START, 40.0, False, ""), (START, 15.0, False, ""), (later, 12.0, False, ""), (later, -15.0, False, "")], RATE)
    assert [(step.before, step.after) for step in steps] == [(0.0, 55.0), (55.0, 52.0)]
    assert first_reached(steps, 60) is None
