"""0.7 per 7 days, at every instant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.decay import left
from scoring.domain.rule_shapes import Decay

RATE = Decay().rate
START = datetime(2026, 11, 2, tzinfo=UTC)
spans = st.timedeltas(timedelta(0), timedelta(days=2000))


def test_a_week_leaves_seven_tenths() -> None:
    assert left(RATE, START, START + timedelta(days=7)) == pytest.approx(0.7, abs=1e-12)
    assert left(RATE, START, START) == 1.0


def test_nothing_fades_before_it_happened() -> None:
    assert left(RATE, START, START - timedelta(days=3)) == 1.0


@given(spans, spans)
def test_fading_twice_is_fading_once_for_both(one: timedelta, other: timedelta) -> None:
    at_once = left(RATE, START, START + one + other)
    assert at_once == pytest.approx(left(RATE, START, START + one) * left(RATE, START, START + other), rel=1e-9)
