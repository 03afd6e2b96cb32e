"""Rates say nothing where there is nothing; intervals hold the truth as often as they promise (M12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.rates import growth, share, wilson


def test_growth_has_the_brackets_that_the_source_omits() -> None:
    assert growth(1303, 1352) == (1303 - 1352) / 1352 * 100


def test_nothing_to_compare_with_is_none() -> None:
    assert growth(5, 0) is None
    assert share(5, 0) is None
    assert wilson(0, 0) is None


def test_wilson_as_published() -> None:
    """Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for part, whole, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)):
        assert wilson(part, whole) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_mirrors(part: int, rest: int) -> None:
    whole = part + rest
    here, there = wilson(part, whole), wilson(rest, whole)
    assert here
    assert there
    assert 0 <= here.low <= part / whole <= here.high <= 1
    assert (here.low, here.high) == pytest.approx((1 - there.high, 1 - there.low))
    wider = wilson(part * 2, whole * 2)
    assert wider
    assert wider.high - wider.low < here.high - here.low
