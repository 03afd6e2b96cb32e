"""Rows are told from any others, in whatever order they come."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from leads.domain.shown import LONG, are_others, digest, is_near, number

ROWS = st.lists(st.sampled_from([UUID(int=number) for number in range(5)]), max_size=5, unique=True)


@given(ROWS, ROWS)
def test_two_digests_are_equal_where_the_rows_are(one: list[UUID], two: list[UUID]) -> None:
    assert (digest(one) == digest(two)) == (set(one) == set(two))
    assert are_others(one, digest(two)) == (set(one) != set(two))
    assert (len(digest(one)), are_others(one, "")) == (LONG, False)


@given(st.integers(0, 10_000), st.integers(-1, 10_000))
def test_a_number_is_near_within_a_twentieth(now: int, shown: int) -> None:
    assert is_near(now, shown) == (20 * abs(now - shown) <= shown if shown >= 20 else now == shown)


def test_a_number_is_read_as_people_write_it() -> None:
    assert [number(text) for text in ("0", " 1,234 ", "007", "999999999")] == [0, 1234, 7, 999_999_999]
    assert [number(text) for text in ("", "x", "-1", "²1", "1.5", "9999999999")] == [-1] * 6
