"""Parts sum exactly to what is shown."""

import math

from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.explain import parts, share_out, tenths


@given(st.lists(st.floats(-300, 300), max_size=30))
def test_parts_and_floor_add_up_exactly(values: list[float]) -> None:
    score, shares, floor = parts(values)
    assert sum(shares) + floor == score
    assert score == max(tenths(math.fsum(values)), 0)
    assert all(abs(share - value * 10) < 1 + 1e-6 for share, value in zip(shares, values, strict=True))


def test_thirds_share_the_rest() -> None:
    assert parts([1 / 3, 1 / 3, 1 / 3]) == (10, [4, 3, 3], 0)
    assert parts([-15.0, 10.0]) == (0, [-150, 100], 50)
    assert parts([]) == (0, [], 0)
    assert share_out([0.04, 0.04], 1) == [1, 0]
