"""The client's clock is corrected, whatever it says; what cannot be is quarantined."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.draft import Draft
from tracking.domain.times import LATENCY, corrected, parse, placed
from tracking.domain.visitors import Known

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


def drafts_of(parcels: list[tuple[list[int], int]], error: timedelta) -> list[Draft]:
    """Requests one after the other, each of (pauses before its events, ms on the wire), of a device whose clock is behind by `error`."""
    drafts, now, arrived = [], RECEIVED, RECEIVED
    for pauses, wire in parcels:
        told = []
        for pause in pauses:
            now += timedelta(milliseconds=pause)
            told.append(now - error)
        arrived = max(arrived, now + timedelta(milliseconds=wire))
        for at in told:
            clock = arrived - (now - error)
            drafts.append(Draft(len(drafts), "", None, "live", "track", arrived, {}, {}, told_at=at, clock=clock))
            drafts[-1].occurred_at = placed(at + clock, arrived, imported=False)
    return drafts


PARCELS = st.lists(st.tuples(st.lists(st.integers(0, 20_000), min_size=1, max_size=4), st.integers(0, 4_000)), min_size=1, max_size=8)


@given(PARCELS, st.timedeltas(timedelta(days=-400), timedelta(days=400)), st.data())
def test_the_events_of_one_clock_keep_their_order(parcels: list[tuple[list[int], int]], error: timedelta, data: st.DataObject) -> None:
    """However long each request is on the wire, and wherever the digest cuts them; and each lies as near as the wire allows."""
    drafts = drafts_of(parcels, error)
    visitor = Known(UUID(int=1), "a", 1, RECEIVED, RECEIVED)
    cut = data.draw(st.integers(0, len(drafts)))
    for part in (drafts[:cut], drafts[cut:]):
        visitor.place(part)
        visitor.last_seen_at = max([visitor.last_seen_at, *(draft.at for draft in part)])
    assert [draft.at for draft in drafts] == sorted(draft.at for draft in drafts)
    for draft in drafts:
        assert draft.told_at is not None
        assert timedelta(0) <= draft.at - (draft.told_at + error) <= LATENCY


def test_a_clock_that_was_set_is_measured_anew() -> None:
    [first] = drafts_of([([0], 100)], timedelta(hours=2))
    [second] = drafts_of([([3_000], 200)], timedelta(0))
    visitor = Known(UUID(int=1), "a", 1, RECEIVED, RECEIVED)
    visitor.place([first, second])
    assert (first.at, second.at) == (RECEIVED + timedelta(milliseconds=100), RECEIVED + timedelta(milliseconds=3_200))
