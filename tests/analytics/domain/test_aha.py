"""Early acts, ranked by how surely those who did them came back more often (F089)."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.aha import LEAST, Counted, Lift, lift, ranked


def test_the_shares_and_how_many_times_one_is_the_other() -> None:
    found = lift(Counted("report_created", did=20, did_back=15, people=60, back=25))
    assert found is not None
    assert (found.did, found.did_back, found.others, found.others_back) == (20, 15, 40, 10)
    assert (found.rate, found.others_rate, found.lift) == (75.0, 25.0, 3.0)
    assert round(found.sure, 1) == 12.9


def test_of_few_nothing_is_said_and_of_none_no_lift() -> None:
    assert lift(Counted("rare", LEAST - 1, LEAST - 1, 100, 50)) is None
    assert lift(Counted("usual", 96, 90, 100, 92)) is None
    only = lift(Counted("only", 10, 10, 20, 10))
    assert only is not None
    assert only.lift is None


def test_many_cases_stand_before_few_with_the_same_shares() -> None:
    rows = [Counted("few", 10, 8, 60, 28), Counted("many", 100, 80, 600, 280), Counted("none", 10, 4, 60, 24)]
    assert [one.event for one in ranked(rows)] == ["many", "few", "none"]


@st.composite
def counted(draw: st.DrawFn) -> Counted:
    did, others = draw(st.integers(0, 200)), draw(st.integers(0, 200))
    did_back = draw(st.integers(0, did))
    return Counted("e", did, did_back, did + others, did_back + draw(st.integers(0, others)))


@given(counted())
def test_what_is_sure_is_never_more_than_what_was_seen(row: Counted) -> None:
    found = lift(row)
    assert found is None or (isinstance(found, Lift) and -100 <= found.sure <= found.rate - found.others_rate)
