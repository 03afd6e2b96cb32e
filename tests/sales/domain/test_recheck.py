"""A day to look again is ahead, at most two years, and the morning of the workspace."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sales.domain.recheck import due, problem

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(today=DAYS, ahead=st.integers(-900, 900))
def test_it_is_ahead_and_not_too_far(today: date, ahead: int) -> None:
    assert (problem(today + timedelta(days=ahead), today, True) == "") == (0 < ahead <= 731)
    assert problem(today + timedelta(days=ahead), today, False) != ""


@given(day=DAYS, zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
def test_it_is_nine_in_the_morning_there(day: date, zone: str) -> None:
    at = due(day, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
    assert (at.date(), at.hour, at.minute) == (day, 9, 0)
