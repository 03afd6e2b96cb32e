"""Fit and engagement: each lead is in exactly one cell, and less interest never moves it up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.grades import CELLS, ENGAGEMENTS, cell, engagement, reach
from scoring.domain.rule_shapes import Levels

numbers = st.floats(-100, 1000)


@pytest.mark.parametrize(
    ("fit", "interest", "expected"),
    [
        (30, 30, "A1"),
        (29.9999, 30, "B1"),
        (30, 29.9999, "A2"),
        (0, 10, "C2"),
        (-0.0001, 9.9999, "D3"),
        (15, -20, "B3"),
        (30, 30 - 1e-9, "A1"),
    ],
)
def test_both_ends_of_each_step(fit: float, interest: float, expected: str) -> None:
    assert cell(fit, interest, DEFAULT) == expected


def test_there_are_twelve_cells() -> None:
    assert (CELLS[0], CELLS[8], CELLS[-1], len(CELLS)) == ("A1", "C3", "D3", 12)


@given(numbers, st.floats(0.1, 500), st.floats(0.1, 500))
def test_an_engagement_is_the_one_span_that_holds_the_interest(interest: float, one: float, two: float) -> None:
    levels = Levels(max(one, two), min(one, two))
    hair = 1e-6
    within = [
        number
        for number in ENGAGEMENTS
        if (low := reach(number, levels))[0] is None or interest >= low[0] - hair
        if low[1] is None or interest < low[1] - hair
    ]
    assert within == [engagement(interest, levels)]


@given(numbers, numbers, numbers)
def test_fading_never_moves_a_lead_up(fit: float, before: float, after: float) -> None:
    high, low = max(before, after), min(before, after)
    assert cell(fit, low, DEFAULT) >= cell(fit, high, DEFAULT)
