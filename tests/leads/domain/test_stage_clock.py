"""The clock of a stay: by its own entry, whatever the lead did before."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.domain.stage_clock import Clock, clock_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
spans = st.timedeltas(timedelta(0), timedelta(days=400))


def test_a_stay_of_exactly_the_promise_keeps_it() -> None:
    due, moment = NOON + 24 * HOUR, timedelta(microseconds=1)
    assert clock_of(NOON, None, 24, due) == Clock("running", due)
    assert clock_of(NOON, None, 24, due + moment) == Clock("late", due, moment)
    assert clock_of(NOON, due, 24, due + 9 * HOUR) == Clock("kept", due)
    assert clock_of(NOON, due + HOUR, 24, due + 9 * HOUR) == Clock("broken", due, HOUR)
    assert clock_of(NOON, None, None, due) == Clock("none")


@given(st.integers(1, 8_760), spans, st.none() | spans)
def test_it_is_late_or_broken_exactly_beyond_the_promise(hours: int, gone: timedelta, stayed: timedelta | None) -> None:
    found = clock_of(NOON, None if stayed is None else NOON + stayed, hours, NOON + gone)
    took = gone if stayed is None else stayed
    assert (found.state in ("late", "broken")) == (took > hours * HOUR)
    assert (found.state in ("running", "late")) == (stayed is None)
    assert found.over == max(took - hours * HOUR, timedelta(0))
