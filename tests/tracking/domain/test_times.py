"""The client's clock is corrected, whatever it says; what cannot be is quarantined."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.times import corrected, parse, placed

RECEIVED = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@given(st.timedeltas(timedelta(days=-3 * 366), timedelta(days=3 * 366)), st.timedeltas(timedelta(0), timedelta(days=29)))
def test_a_wrong_clock_cancels(error: timedelta, age: timedelta) -> None:
    """An event `age` before it was sent is `age` before it was received, whatever the client's clock said."""
    sent = RECEIVED + error
    assert corrected(sent - age, sent, RECEIVED) == RECEIVED - age


@given(st.timedeltas(timedelta(days=-46_000), timedelta(days=26_000)).map(lambda shift: RECEIVED + shift))
def test_what_is_placed_lies_in_the_window(instant: datetime) -> None:
    found = placed(instant, RECEIVED, imported=False)
    inside = RECEIVED - timedelta(days=30) <= instant <= RECEIVED + timedelta(minutes=5)
    assert found == (min(instant, RECEIVED) if inside else None)


def test_the_import_door_takes_any_past() -> None:
    old = datetime(2017, 6, 14, tzinfo=UTC)
    assert (placed(old, RECEIVED, imported=True), placed(old, RECEIVED, imported=False)) == (old, None)
    assert placed(datetime(1900, 1, 1, tzinfo=UTC), RECEIVED, imported=True) is None


def test_a_dated_import_keeps_its_age_without_a_sent_time() -> None:
    assert corrected(RECEIVED - timedelta(days=700), None, RECEIVED) == RECEIVED - timedelta(days=700)


def test_what_a_time_may_look_like() -> None:
    noon = RECEIVED
    assert [
        parse(value)
        for value in ("2026-11-02T12:00:00Z", "2026-11-02T13:00:00.000+01:00", "2026-11-02T12:00:00", 1793620800, 1793620800000)
    ] == [noon] * 5
    assert [parse(value) for value in ("yesterday", "", None, True, {}, 1e300, "2026-13-01")] == [None] * 7
