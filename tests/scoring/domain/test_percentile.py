"""Above how many of a hundred."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.percentile import SHARES, key, of_bounds, of_count


def test_by_a_count() -> None:
    assert [of_count(below, leads) for below, leads in ((0, 1), (0, 2), (1, 2), (92, 100), (99, 100))] == [None, 0, 50, 92, 99]


def test_nobody_is_below_who_has_no_interest() -> None:
    assert key(None) < -1e200
    assert of_bounds([key(None)] * 50 + [1.0] * 51, None) == 0


@given(st.lists(st.integers(0, 1_000), min_size=100, max_size=400, unique=True))
def test_bounds_say_what_a_count_says_to_a_hundredth(keys: list[int]) -> None:
    ordered = sorted(map(float, keys))
    bounds = [ordered[max(-(-round(share * 100) * len(ordered) // 100) - 1, 0)] for share in SHARES]
    for place, mine in enumerate(ordered):
        counted = of_count(place, len(ordered))
        assert counted is not None
        assert abs(of_bounds(bounds, mine) - counted) <= 1
