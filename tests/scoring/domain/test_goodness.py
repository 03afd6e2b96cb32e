"""Figures of a model, against their definitions counted out."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.domain.goodness import auc, judge, tenths_of

CASES = st.lists(st.tuples(st.sampled_from([n / 20 for n in range(21)]), st.booleans()), min_size=2, max_size=80)


def both(cases: list[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    said, came = [chance for chance, _ in cases], [hit for _, hit in cases]
    assume(0 < sum(came) < len(came))
    return said, came


@given(CASES)
def test_auc_is_the_share_of_pairs_in_order(cases: list[tuple[float, bool]]) -> None:
    said, came = both(cases)
    hits = [chance for chance, hit in cases if hit]
    misses = [chance for chance, hit in cases if not hit]
    pairs = [1.0 if hit > miss else 0.5 if hit == miss else 0.0 for hit in hits for miss in misses]
    assert auc(said, came) == pytest.approx(sum(pairs) / len(pairs))


@given(CASES, st.floats(0.05, 0.95))
def test_errors_are_what_their_names_say(cases: list[tuple[float, bool]], base: float) -> None:
    said, came = both(cases)
    found = judge(said, came, base, 0.5)
    assert found.brier == pytest.approx(sum((chance - hit) ** 2 for chance, hit in cases) / len(cases))
    assert found.base_log_loss == pytest.approx(-sum(math.log(base if hit else 1 - base) for hit in came) / len(came))
    assert found.skill == pytest.approx(1 - found.brier / found.base_brier)
    assert found.auc_low <= found.auc <= found.auc_high
    assert (found.leads, found.outcomes) == (len(cases), sum(came))
    assert (found.above, found.hits) == (sum(c >= 0.5 for c in said), sum(hit for c, hit in cases if c >= 0.5))


@given(CASES)
def test_tenths_hold_every_lead_once_and_fall_in_what_was_said(cases: list[tuple[float, bool]]) -> None:
    said, came = both(cases)
    tenths = tenths_of(said, came)
    assert sum(tenth.leads for tenth in tenths) == len(cases)
    assert math.fsum(tenth.came * tenth.leads for tenth in tenths) == pytest.approx(sum(came))
    assert [tenth.said for tenth in tenths] == sorted((tenth.said for tenth in tenths), reverse=True)
    assert max(tenth.leads for tenth in tenths) - min(tenth.leads for tenth in tenths) <= 1


def test_saying_the_same_of_everybody_has_no_lift_and_no_skill() -> None:
    found = judge([0.2] * 50, [True] * 10 + [False] * 40, 0.2, 0.5)
    assert (found.auc, found.skill, {round(tenth.lift, 9) for tenth in found.tenths}) == (0.5, 0.0, {1.0})


def test_a_perfect_order() -> None:
    found = judge([0.9] * 5 + [0.1] * 15, [True] * 5 + [False] * 15, 0.25, 0.5)
    assert (found.auc, found.above, found.hits, found.lift) == (1.0, 5, 5, 4.0)
    assert found.brier == pytest.approx(0.01)


def test_a_certainty_that_was_wrong_costs_much_and_not_everything() -> None:
    assert 10 < judge([1.0, 0.0], [False, True], 0.5, 0.5).log_loss < 40
