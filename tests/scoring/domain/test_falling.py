"""The fall of a sum of several kernels: never late, and exact where nothing is negative. Taking leaves no debt."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.domain.fading import one
from leads.domain.snapshot import days
from scoring.domain import falling, kernels, parts
from scoring.domain.crossing import falls_at, least
from scoring.domain.default_pack import DEFAULT
from scoring.domain.fold import NONE, Interest, of_points
from scoring.domain.parts import Parts
from tests.scoring.decays import ANY, of

RATE = DEFAULT.decay.rate
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
gifts = st.lists(st.tuples(ANY, st.floats(1, 80), st.integers(0, 30 * 24)), min_size=1, max_size=6)


def held(entries: list[tuple[dict[str, Any] | None, float, int]]) -> tuple[Interest, Parts, datetime]:
    own, others = NONE, Parts()
    for decay, points, hours in sorted(entries, key=lambda each: each[2]):
        at = START + timedelta(hours=hours)
        if kernel := kernels.at_entry(of(decay), at, RATE):
            parts.add(others, kernel, points, at)
        else:
            own = parts.fold(own, of_points(points, at, RATE))
        parts.prune(others, at)
    return own, others, at


def score(fit: float, own: Interest, others: Parts, at: datetime) -> float:
    return fit + own.at(RATE, at) + parts.worth(others, at)


@settings(max_examples=200)
@given(gifts, st.floats(0, 30), st.floats(5, 60))
def test_it_is_over_the_threshold_up_to_the_fall_and_under_it_from_then_on(entries: Any, fit: float, threshold: float) -> None:
    own, others, since = held(entries)
    falls = falls_at(fit, own, RATE, threshold, since, others)
    if score(fit, own, others, since) < least(threshold):
        assert falls is None
    elif falls is None:
        lasting = fit + sum(one(*key, *amount, 0) for key, amount in others.items() if key[0] == "none")
        assert lasting >= least(threshold) or score(fit, own, others, since + timedelta(days=30_000)) >= least(threshold)
    elif others:
        assert score(fit, own, others, falls) < least(threshold)
        assert falls - SECOND <= since or score(fit, own, others, falls - SECOND) >= least(threshold)


@settings(max_examples=200)
@given(gifts, st.lists(st.tuples(ANY, st.floats(-30, -1), st.integers(0, 30 * 24)), min_size=1, max_size=3), st.integers(1, 90 * 24))
def test_with_debts_it_may_be_early_and_is_never_late(entries: Any, debts: Any, hours: int) -> None:
    own, others, since = held([*entries, *debts])
    threshold, at = 20.0, since + timedelta(hours=hours)
    falls = falls_at(0, own, RATE, threshold, since, others)
    if others and score(0, own, others, since) >= least(threshold) > score(0, own, others, at):
        assert falls is not None
        assert falls <= at


@given(gifts, st.floats(0, 1), st.integers(0, 90 * 24))
def test_what_is_taken_fades_as_what_it_is_taken_from(entries: Any, share: float, hours: int) -> None:
    own, others, since = held(entries)
    there = own.at(RATE, since) + parts.worth(others, since)
    taken = parts.shares(own.at(RATE, since), others, since, share * there)
    assert sum(points for _, points in taken) == pytest.approx(share * there)
    for kernel, points in taken:
        if kernel:
            parts.add(others, kernel, -points, since)
        else:
            own = parts.fold(own, of_points(-points, since, RATE))
    day, later = days(since + timedelta(hours=hours)), since + timedelta(hours=hours)
    assert all(one(*key, *amount, day) >= -1e-6 for key, amount in others.items())
    assert own.at(RATE, later) >= -1e-6


def test_it_takes_first_what_fades_anyway() -> None:
    steps = [({"kind": "step", "days": 30}, 10, 0), ({"kind": "step", "days": 9}, 5, 0)]
    own, others, since = held([(None, 10, 0), ({"kind": "none"}, 10, 0), *steps])
    kinds = [(kernel.partition(":")[0], points) for kernel, points in parts.shares(own.at(RATE, since), others, since, 27)]
    assert kinds == [("", pytest.approx(10)), ("step", 5), ("step", 10), ("none", pytest.approx(2))]


def test_the_next_end() -> None:
    _, others, since = held([({"kind": "step", "days": 30}, 10, 0), ({"kind": "linear", "days": 9}, 5, 0), ({"kind": "none"}, 10, 0)])
    assert falling.next_end(others, since) == since + timedelta(days=9)
    assert falling.next_end(others, since + timedelta(days=9)) == since + timedelta(days=30)
    assert falling.next_end(others, since + timedelta(days=30)) is None
