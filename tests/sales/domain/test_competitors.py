"""A competitor's name, however it is typed."""

from hypothesis import given
from hypothesis import strategies as st

from sales.domain.competitors import LONGEST, key, tidy


def test_one_name_however_it_is_typed() -> None:
    assert [tidy("  ACME   Corp "), key("  ACME   Corp "), key("Acme corp")] == ["ACME Corp", "acme corp", "acme corp"]


@given(st.text(max_size=300))
def test_to_tidy_again_changes_nothing_and_all_fits(text: str) -> None:
    once = tidy(text)
    assert (tidy(once), len(once) <= LONGEST, len(key(text)) <= LONGEST) == (once, True, True)
    assert key(once) == key(text)
