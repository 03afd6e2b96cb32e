"""The promised first touch: 15 minutes on the fast lane, a day otherwise."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sales.domain import promise
from sales.enums import RouteLane

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
instants = st.integers(-(10**8), 10**8).map(lambda s: NOON + timedelta(seconds=s))


def test_due() -> None:
    assert promise.due("fast_lane", NOON) == NOON + timedelta(minutes=15)
    assert promise.due("nurture_pool", NOON) == NOON + timedelta(hours=24)


@given(lane=st.sampled_from(RouteLane.values), opened=instants, touched=st.none() | instants, now=instants)
def test_a_promise_is_kept_or_broken(lane: str, opened: datetime, touched: datetime | None, now: datetime) -> None:
    due = promise.due(lane, opened)
    assert promise.breached(due, touched, now) == ((touched or now) > due)
    left = promise.left(due, touched, now)
    assert (left is None) == (touched is not None)
    if left is not None:
        assert (left < timedelta()) == promise.breached(due, touched, now)


def test_nothing_promised_is_never_broken() -> None:
    assert promise.breached(None, None, NOON) is False
    assert promise.left(None, None, NOON) is None


def test_what_is_older_than_a_day_is_past() -> None:
    assert promise.is_past(NOON - timedelta(hours=25), NOON) is True
    assert promise.is_past(NOON - timedelta(hours=24), NOON) is False
