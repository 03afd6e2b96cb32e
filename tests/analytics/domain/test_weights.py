"""Suggestions keep every constraint, whatever the evidence; and follow it (M12)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.weights import DRIFT, LEAST_CASES, MOST, Evidence, drift, enough, suggest

POINTS = st.integers(-500, 500).map(lambda tenths: tenths / 10).filter(bool)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Evidence], int, int]:
    """Rules with points, whose leads are some of all leads."""
    hits, misses = draw(st.integers(0, 200)), draw(st.integers(0, 200))
    rules = []
    for number in range(draw(st.integers(0, 6))):
        points = draw(POINTS)
        with_hits, with_misses = draw(st.integers(0, hits)), draw(st.integers(0, misses))
        rules.append(Evidence(f"r{number}", points, with_hits, with_misses, points * draw(st.floats(0, 500))))
    return rules, hits, misses


@given(worlds())
def test_every_constraint_holds(world: tuple[list[Evidence], int, int]) -> None:
    rules, hits, misses = world
    found = suggest(rules, hits, misses)
    assert [one.rule for one in found] == [rule.rule for rule in rules]
    for rule, one in zip(rules, found, strict=True):
        assert one.suggested * one.now > 0  # no sign flips, nothing is switched off
        assert abs(one.suggested - one.now) <= MOST * abs(one.now) + 1e-9
        assert one.changed == (one.suggested != one.now)
        assert one.cases + one.other_cases == hits + misses
        if not enough(hits, misses) or min(one.cases, one.other_cases) < LEAST_CASES:
            assert (one.why, one.odds, one.suggested) == ("few", None, rule.now)
        elif one.changed:
            assert one.odds
            assert one.hits / one.cases != pytest.approx(one.other_hits / one.other_cases)
            assert (one.suggested > one.now) == (one.odds > 1)
    assert abs(drift(rules, [one.suggested for one in found])) <= DRIFT * sum(abs(rule.worth) for rule in rules) + 1e-9


@given(st.integers(10, 60), st.integers(0, 60), st.integers(20, 100), st.integers(20, 100), POINTS)
def test_more_acceptances_never_lower_the_points(cases: int, hits: int, other_hits: int, other_misses: int, points: float) -> None:
    """And they rise by no more than a quarter of the plain log odds ratio: the prior only ever shrinks it."""
    few = min(hits, cases)

    def new(h: int) -> float:
        rule = Evidence("r", points, h, cases - h)
        return suggest([rule], h + other_hits, cases - h + other_misses)[0].suggested

    assert new(min(few + 1, cases)) >= new(few)
    if 0 < few < cases:
        plain = math.log(few / (cases - few)) - math.log(other_hits / other_misses)
        assert abs(new(few) - points) <= abs(points) * abs(plain) / 4 + 0.1


def test_by_hand() -> None:
    """18 of 20 with it, 20 of 60 without; 38 of 80 in all, so 4.75 good and 5.25 bad of ten imaginary leads on both sides."""
    rule = Evidence("event:demo_requested", 30, 18, 2)
    found = suggest([rule], 38, 42)[0]
    assert found.odds == pytest.approx((22.75 / 7.25) / (24.75 / 45.25))
    assert (found.suggested, found.other_hits, found.other_cases) == (36.0, 20, 60)  # a quarter of 1.75 is more than 20 %
    taking = suggest([Evidence("page:careers", -5, 2, 18)], 38, 42)[0]
    assert taking.suggested == -6.0  # leads with it are worse, so it takes more


def test_all_are_shortened_together_until_the_sum_holds() -> None:
    """Both wish for +20 %, so the points of the crossings would rise by 20 %; 5 % are allowed."""
    rules = [Evidence("a", 10, 30, 2, worth=400), Evidence("b", 20, 29, 3, worth=600)]
    found = suggest(rules, 40, 40)
    assert [one.suggested for one in found] == [10.5, 21.0]
    assert drift(rules, [10.5, 21.0]) == pytest.approx(50)


def test_what_may_be_luck_changes_nothing() -> None:
    """32 of 45 with it and 31 of 52 without are 71 % and 60 %: the first may be 57 to 82 %. 15 of 30 beside 48 of 67 is more."""
    found = suggest([Evidence("watched", 30, 32, 13), Evidence("opened", 1, 15, 15)], 63, 34)
    assert [(one.why, one.suggested) for one in found] == [("luck", 30), ("changed", 0.9)]
