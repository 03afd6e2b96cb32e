from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.domain.calendar import Wait, end_of

NEW_YORK, KATHMANDU, APIA = ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wait", "start", "zone", "end"),
    [
        (Wait(days=1, hours=2), "2026-03-07T12:00", NEW_YORK, "2026-03-08T14:00"),
        # 02:00 does not exist on 8 March 2026 in New York: the next valid instant is 03:00 EDT.
        (Wait(hour=2), "2026-03-08T05:00", NEW_YORK, "2026-03-08T07:00"),
        # 01:00 comes twice on 1 November 2026: once is enough, the first.
        (Wait(hour=1), "2026-11-01T04:30", NEW_YORK, "2026-11-01T05:00"),
        (Wait(hour=1), "2026-11-01T05:00", NEW_YORK, "2026-11-02T06:00"),
        (Wait(hour=9), "2026-11-02T12:00", KATHMANDU, "2026-11-03T03:15"),
        (Wait(hour=9, weekdays=(0,)), "2026-11-02T12:00", APIA, "2026-11-08T20:00"),
        (Wait(days=1, weekdays=(0, 1)), "2026-11-06T12:00", ZoneInfo("UTC"), "2026-11-09T00:00"),
        (Wait(days=1, weekdays=(5,)), "2026-11-06T12:00", ZoneInfo("UTC"), "2026-11-07T12:00"),
    ],
)
def test_table(wait: Wait, start: str, zone: ZoneInfo, end: str) -> None:
    assert end_of(wait, utc(start), zone) == utc(end)


WAITS = st.builds(
    Wait, days=st.integers(0, 40), hours=st.integers(0, 50), hour=st.none() | st.integers(0, 23),
    weekdays=st.lists(st.integers(0, 6), unique=True, max_size=3).map(tuple),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WAITS, st.integers(0, 2_000_000), st.sampled_from([NEW_YORK, KATHMANDU, APIA, ZoneInfo("UTC")]))
def test_never_early_and_at_most_nine_days_late(wait: Wait, minutes: int, zone: ZoneInfo) -> None:
    begun = utc("2024-01-01T00:00") + timedelta(minutes=minutes)
    end = end_of(wait, begun, zone)
    assert begun + wait.length <= end <= begun + wait.length + timedelta(days=9)
    if wait.hour is not None or wait.weekdays:
        assert end > begun
    if wait.weekdays:
        assert end.astimezone(zone).weekday() in wait.weekdays
