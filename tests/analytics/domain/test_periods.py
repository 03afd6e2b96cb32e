from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.periods import BadPeriod, Period, month_start, months, parse

TODAY = date(2026, 11, 21)


def test_twelve_months_by_default() -> None:
    period = parse("", "", TODAY, "UTC")
    assert (period.first, period.last) == (date(2025, 12, 1), TODAY)
    assert len(months(period)) == 12


def test_a_day_begins_in_the_zone_of_the_workspace() -> None:
    period = parse("2026-05-01", "2026-05-31", TODAY, "Asia/Shanghai")
    assert period.since.astimezone(UTC) == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert period.until.astimezone(UTC) == datetime(2026, 5, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "field"), [("soon", "", "since"), ("", "2026-13-01", "until"), ("2026-02-02", "2026-02-01", "until")]
)
def test_a_bad_day_names_its_field(since: str, until: str, field: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        parse(since, until, TODAY, "UTC")
    assert refused.value.field == field


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-500, 500))
def test_months_step_without_gaps(day: date, offset: int) -> None:
    there = month_start(day, offset)
    assert there.day == 1
    assert month_start(there, -offset) == day.replace(day=1)
    assert months(Period(min(there, day), max(there, day), "UTC"))[0] == f"{min(there, day):%Y-%m}"
