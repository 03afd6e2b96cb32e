"""One account played forward: silence at its boundary, negative behaviour, late entries."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Entry
from scoring.domain.timeline import Account, Line, hush, play

RATE = DEFAULT.decay.rate
LEAD = UUID(int=1)
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
MONTH = timedelta(hours=30 * 24)


def entry(points: float, at: datetime, key: str = "", decays: bool = True) -> Entry:
    return Entry(LEAD, "event:x", "behaviour", points, decays, at, "x", key or f"{at}{points}")


def line(points: float, at: datetime) -> Line:
    return Line(at, (entry(points, at),), interaction=True)


def account(**fields: object) -> Account:
    return Account(LEAD, RATE, **fields)  # type: ignore[arg-type]


def test_an_interaction_arms_the_silence_for_thirty_times_a_day() -> None:
    lead = account()
    play(lead, [line(50, START)], DEFAULT)
    assert lead.silent_at == START + MONTH
    play(lead, [line(1, START + timedelta(days=1))], DEFAULT)
    assert lead.silent_at == START + timedelta(days=1) + MONTH


def test_a_complete_silence_takes_thirty_once() -> None:
    lead = account(fit=60.0)
    play(lead, [line(100, START)], DEFAULT)
    before = lead.score(START + MONTH)
    made = hush(lead, DEFAULT)
    assert lead.score(START + MONTH) == pytest.approx(before - 30, abs=1e-9)
    assert (sum(e.points for e in made), lead.silent_at) == (pytest.approx(-30), None)


def test_a_silence_between_two_interactions_of_one_batch_counts() -> None:
    lead = account()
    played = play(lead, [line(200, START), line(10, START + MONTH), line(10, START + 2 * MONTH + timedelta(seconds=1))], DEFAULT)
    assert [e.occurred_at for e in played.made] == [START + 2 * MONTH]


def test_a_late_event_of_before_the_silence_does_not_arm_it_again() -> None:
    lead = account(last_silence=START + MONTH)
    play(lead, [line(5, START - timedelta(days=60))], DEFAULT)
    assert lead.silent_at is None
    play(lead, [line(5, START + MONTH + timedelta(hours=1))], DEFAULT)
    assert lead.silent_at == START + 2 * MONTH + timedelta(hours=1)


def test_a_negative_page_takes_no_more_interest_than_there_is() -> None:
    lead = account(fit=20.0)
    played = play(lead, [line(3, START), line(-5, START)], DEFAULT)
    assert ([e.points for e in played.made], lead.score(START)) == ([pytest.approx(-3)], pytest.approx(20))


def test_a_stroke_of_several_entries_is_judged_by_its_end() -> None:
    lead = account(fit=55.0)
    stroke = Line(START, (entry(12, START, "new", decays=False), entry(-15, START, "gone", decays=False)), took_part=True)
    assert [(h.before, h.after, h.took_part) for h in play(lead, [stroke], DEFAULT).happenings] == [(55.0, 52.0, True)]
    assert lead.fit == 52.0


def test_a_late_small_entry_is_no_crossing_of_back_then() -> None:
    lead = account()
    play(lead, [line(50, START)], DEFAULT)
    happened = play(lead, [line(1, START - timedelta(days=10))], DEFAULT).happenings[0]
    assert (happened.at, happened.after < 60) == (START, True)


points = st.one_of(st.floats(0.5, 60), st.floats(-40, -0.5))
whens = st.integers(0, 200 * 24)


@given(st.lists(st.tuples(points, whens), min_size=1, max_size=15), st.floats(-20, 40), st.lists(whens, min_size=2, max_size=6))
def test_a_score_rises_only_when_something_happens(lines: list[tuple[float, int]], fit: float, looks: list[int]) -> None:
    lead = account(fit=fit)
    ordered = sorted(lines, key=lambda x: x[1])
    play(lead, [line(p, START + timedelta(hours=h)) for p, h in ordered], DEFAULT)
    end = START + timedelta(hours=ordered[-1][1])
    scores = [lead.score(end + timedelta(hours=h)) for h in sorted(looks)]
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(scores))
