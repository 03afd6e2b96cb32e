"""Parts of an account's score are tenths that add up exactly."""

from hypothesis import given
from hypothesis import strategies as st

from leads.domain.account_score import account_score

points = st.floats(0, 10_000)


def test_several_active_people_lift_it() -> None:
    assert account_score(60.0, 40.0, 2, 2) == (60.0, 10.0, 20.0, 2)
    assert account_score(60.0, 40.0, 2, 2).total == 90.0
    assert account_score(60.0, 0.0, 1, 2).total == 60.0


@given(points, points, st.integers(0, 5))
def test_the_parts_are_the_score_to_the_tenth(best: float, others: float, active: int) -> None:
    found = account_score(best, others, active, 2)
    tenths = [round(10 * part) for part in (found.best, found.others, found.together)]
    assert sum(tenths) == round(10 * found.total)
    assert found.total >= round(best, 1)
