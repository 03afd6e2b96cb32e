"""A past played again: what became known at one instant is judged together, whichever rule is written first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book
from scoring.domain.past import Moment, Past, tell
from scoring.domain.replay import replay
from scoring.domain.rule_shapes import FitRule

LEAD = UUID(int=1)
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def did(name: str, at: datetime, number: int) -> Moment:
    return Moment(at, Activity(UUID(int=number), LEAD, "track", name, "", "", at))


def told(at: datetime, **fields: str) -> Moment:
    return Moment(at, edit=fields)


def mql_at(moments: list[Moment], book: Book | None = None) -> tuple[datetime | None, float]:
    past = Past(LEAD, START, moments)
    found = replay(past, tell(past), book or Book(DEFAULT))
    return found.mql_at, round(found.peak, 6)


def test_a_corrected_title_is_one_stroke() -> None:
    watched = [did("live_broadcast_watched", START, 2), did("asset_downloaded", START, 3)]
    assert mql_at([told(START, title="CEO"), *watched, told(START, title="Head of marketing")]) == (None, 52)
    later = [told(START, title="CEO"), *watched, told(START + DAY, title="Head of marketing")]
    assert mql_at(later) == (None, 55)


def test_a_sum_that_equals_the_threshold_is_an_mql() -> None:
    meeting = [did("offline_meeting_attended", START, 2), did("asset_downloaded", START, 3)]
    assert mql_at(meeting) == (START, 60)


points = st.floats(-60, 60).map(lambda n: round(n, 4)).filter(bool)


@given(st.lists(points, min_size=2, max_size=6), st.lists(points, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rules_makes_no_mql(old: list[float], new: list[float], random: object) -> None:
    """Whatever changes at one instant, the lead is an MQL just when a sum before or after it reaches the threshold."""
    rules = [FitRule(f"old{n}", "old", "title", worth, any_of=["was"]) for n, worth in enumerate(old)]
    rules += [FitRule(f"new{n}", "new", "title", worth, any_of=["becomes"]) for n, worth in enumerate(new)]
    random.shuffle(rules)  # type: ignore[attr-defined]
    book = Book(msgspec.structs.replace(DEFAULT, fit=rules))
    found, peak = mql_at([told(START, title="was"), told(START + DAY, title="becomes")], book)
    sums = [round(sum(old), 4), round(sum(new), 4)]
    assert found == (START if sums[0] >= 60 else START + DAY if sums[1] >= 60 else None)
    assert peak == round(max(0.0, *sums), 4)
