"""Windows touch, never overlap, and are over; bins are round (M12)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.windows import DAYS, MOST, instants, scale

DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2000, 1, 1, tzinfo=UTC)
WHEN = st.builds(
    lambda hours, zone: (START + timedelta(hours=hours)).astimezone(zone), st.integers(0, 900_000), st.sampled_from([UTC, BERLIN])
)


@given(WHEN, WHEN)
def test_windows_touch_and_are_over(since: datetime, until: datetime) -> None:
    found = instants(since, until)
    assert len(found) <= MOST
    assert all(after - before == DAYS * DAY for before, after in pairwise(found))
    if found:
        assert found[0] >= since
        assert found[-1] + DAYS * DAY == until.astimezone(UTC)
    # None is left out but for being too early.
    assert len(found) == min(max((until.astimezone(UTC) - since.astimezone(UTC)) // (DAYS * DAY), 0), MOST)


def test_summer_time_moves_no_window() -> None:
    found = instants(datetime(2026, 3, 1, tzinfo=BERLIN), datetime(2026, 5, 1, tzinfo=BERLIN))
    assert found == [datetime(2026, 3, 1, 22, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("threshold", "width", "last"),
    [(60, 10, 12), (100, 20, 10), (50, 10, 10), (30, 5, 12), (10_000, 2000, 10), (0.5, 0.1, 10), (45, 5, 18)],
)
def test_bins_are_round(threshold: float, width: float, last: int) -> None:
    found = scale(threshold)
    assert (found.width, found.last) == (pytest.approx(width), last)
    assert found.grain == pytest.approx(width / 10)


@given(st.floats(0.01, 10_000))
def test_five_to_thirteen_bins_to_the_threshold(threshold: float) -> None:
    found = scale(threshold)
    assert 5 - 1e-6 <= threshold / found.width <= 12.5
    assert found.last * found.width >= 2 * threshold * (1 - 1e-6)
