"""Interest folds in any order, and the order of leads never changes with time."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.decay import left
from scoring.domain.fold import NONE, Interest, fold, of_points, rank_key, total
from scoring.domain.rule_shapes import Decay

RATE = Decay().rate
START = datetime(2026, 11, 2, tzinfo=UTC)
instants = st.integers(-800, 800).map(lambda hours: START + timedelta(hours=hours * 11))
gains = st.lists(st.tuples(st.floats(0.5, 100), instants), min_size=1, max_size=12)


def of(entries: list[tuple[float, datetime]]) -> Interest:
    return total(of_points(points, at, RATE) for points, at in entries)


@given(gains, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(entries: list[tuple[float, datetime]], random: object) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(shuffled).log == pytest.approx(of(entries).log, rel=1e-9, abs=1e-9)


@given(gains, gains)
def test_batches_fold_like_single_entries(one: list[tuple[float, datetime]], other: list[tuple[float, datetime]]) -> None:
    assert fold(of(one), of(other)).log == pytest.approx(of([*one, *other]).log, rel=1e-9, abs=1e-9)
    assert fold(of(one), of(other)) == fold(of(other), of(one))


@given(gains, st.floats(0, 400))
def test_it_says_what_the_decayed_entries_add_up_to(entries: list[tuple[float, datetime]], later: float) -> None:
    at = max(t for _, t in entries) + timedelta(days=later)
    expected = math.fsum(points * left(RATE, t, at) for points, t in entries)
    assert of(entries).at(RATE, at) == pytest.approx(expected, rel=1e-9)


@given(gains, gains, st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 1000))
def test_rank_order_never_changes_with_time(
    one: list[tuple[float, datetime]], other: list[tuple[float, datetime]], fit: float, other_fit: float, later: float
) -> None:
    first, second = of(one), of(other)
    key, other_key = rank_key(fit, first), rank_key(other_fit, second)
    assert key is not None
    assert other_key is not None
    for days in (0.0, later):
        at = START + timedelta(days=days)
        worth, other_worth = max(fit, 1) * first.at(RATE, at), max(other_fit, 1) * second.at(RATE, at)
        if abs(key - other_key) > 1e-9:
            assert (key > other_key) == (worth > other_worth)


def test_what_is_taken_whole_leaves_nothing() -> None:
    gained = of_points(50, START, RATE)
    assert fold(gained, of_points(-50, START, RATE)) == NONE
    assert fold(NONE, gained) == gained
    assert rank_key(10, NONE) is None


def test_a_part_that_is_taken_leaves_the_rest() -> None:
    at = START + timedelta(days=7)
    rest = fold(of_points(50, START, RATE), of_points(-30, at, RATE))
    assert rest.at(RATE, at) == pytest.approx(5, abs=1e-9)
