"""Silence that repeats (A11.1): again and again until an interaction, never below zero, and the same whoever plays it, and when."""

from datetime import UTC, datetime, timedelta
from math import fsum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book, Entry, score
from scoring.domain.kernels import left
from scoring.domain.past import Moment, Past, tell
from scoring.domain.replay import line_of
from scoring.domain.revalue import Ledger, revalue
from scoring.domain.rule_shapes import Rules, Silence
from scoring.domain.running import start
from scoring.domain.timeline import Account, Line, hush_before, play

RATE = DEFAULT.decay.rate
LEAD = UUID(int=1)
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TWENTY = replace(DEFAULT, silence=Silence(points=-20.0, days=30, repeats=True))


def gift(points: float, at: datetime, decays: bool = True) -> Line:
    return Line(at, (Entry(LEAD, "event:x", "behaviour", points, decays, at, "x", f"{at}"),), interaction=True)


def silences(made: list[Entry]) -> list[tuple[float, float]]:
    """(days since the start, points taken), whatever they were taken from."""
    instants = sorted({entry.occurred_at for entry in made})
    return [((at - START) / DAY, round(fsum(e.points for e in made if e.occurred_at == at), 4)) for at in instants]


def test_it_is_taken_again_until_nothing_is_left() -> None:
    lead = Account(LEAD, RATE)
    play(lead, [gift(50, START, decays=False)], TWENTY)
    made = hush_before(lead, TWENTY, START + 365 * DAY)
    assert silences(made) == [(30, -20), (60, -20), (90, -10)]
    assert (lead.score(START + 365 * DAY), lead.silent_at) == (0, None)
    assert len({entry.effect_key for entry in made}) == len(made)
    assert [entry.reason for entry in made[:2]] == ["No interaction for 30 days", "No interaction for another 30 days"]


def test_an_interaction_arms_it_anew() -> None:
    lead = Account(LEAD, RATE)
    played = play(lead, [gift(100, START, decays=False), gift(1, START + 45 * DAY, decays=False)], TWENTY)
    made = [*played.made, *hush_before(lead, TWENTY, START + 110 * DAY)]
    assert silences(made) == [(30, -20), (75, -20), (105, -20)]
    assert made[1].reason == "No interaction for 30 days"


def test_without_repeats_it_is_taken_once() -> None:
    rules = replace(DEFAULT, silence=replace(TWENTY.silence, repeats=False))
    lead = Account(LEAD, RATE)
    play(lead, [gift(100, START, decays=False)], rules)
    assert silences(hush_before(lead, rules, START + 365 * DAY)) == [(30, -20)]


def test_a_late_event_does_not_bring_the_next_one_forward() -> None:
    lead = Account(LEAD, RATE)
    play(lead, [gift(100, START, decays=False)], TWENTY)
    hush_before(lead, TWENTY, START + 31 * DAY)
    play(lead, [gift(1, START + 20 * DAY, decays=False)], TWENTY)
    assert lead.silent_at == START + 60 * DAY


NAMES = [each.event for each in DEFAULT.events][:8]
lives = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 300 * 24)), min_size=1, max_size=10, unique_by=lambda each: each[1])
looks = st.lists(st.integers(0, 400 * 24), max_size=12)


def did(life: list[tuple[str, int]]) -> list[Activity]:
    ordered = sorted(life, key=lambda each: each[1])
    return [Activity(UUID(int=n), LEAD, "track", name, "", "", START + timedelta(hours=h)) for n, (name, h) in enumerate(ordered, 2)]


def lived(rules: Rules, activities: list[Activity], looked: list[datetime], fit: float) -> tuple[Account, list[Entry]]:
    """As the live engine does: an event at a time, and a drain of silences at each of `looked`."""
    book, lead, written = Book(rules), Account(LEAD, RATE, fit=fit, running=start(Book(rules).limiter, RATE)), list[Entry]()
    todo = sorted([*((each.occurred_at, each) for each in activities), *((at, None) for at in looked)], key=lambda each: each[0])
    for at, activity in todo:
        if activity is None:
            written += hush_before(lead, rules, at)
            continue
        (entry,) = score(book, [activity]).entries
        written += [entry] if entry.points >= 0 else []
        written += play(lead, [line_of(book, activity, entry)], rules).made
    return lead, written


@given(lives, looks, st.booleans(), st.integers(5, 45), st.floats(0, 60), st.integers(0, 400 * 24))
def test_played_by_pieces_is_played_at_once_is_valued_anew(
    life: list[tuple[str, int]], hours: list[int], repeats: bool, days: int, fit: float, more: int
) -> None:
    rules = replace(DEFAULT, silence=Silence(points=-12.0, days=days, repeats=repeats))
    activities, book = did(life), Book(rules)
    end = activities[-1].occurred_at + timedelta(hours=more)
    looked = [at for at in (START + timedelta(hours=h) for h in hours) if at <= end]
    lead, written = lived(rules, activities, [*looked, end + timedelta.resolution], fit)
    whole = Account(LEAD, RATE, fit=fit)
    entries = {entry.event_id: entry for entry in score(book, activities).entries}
    made = play(whole, [line_of(book, each, entries.get(each.event_id)) for each in activities], rules).made
    made += hush_before(whole, rules, end + timedelta.resolution)
    assert (lead.silent_at, lead.last_silence) == (whole.silent_at, whole.last_silence)
    assert lead.score(end) == pytest.approx(whole.score(end), abs=1e-6)
    assert [e.effect_key for e in written if e.rule == "silence"] == [e.effect_key for e in made if e.rule == "silence"]
    past = Past(LEAD, None, [Moment(each.occurred_at, each) for each in activities])
    if fit == 0:
        anew = revalue(past, tell(past), Ledger(), (), book, 2, end)
        assert anew.account.score(end) == pytest.approx(lead.score(end), abs=1e-6)
        assert anew.account.silent_at == lead.silent_at


@given(lives, st.integers(5, 45), st.floats(0, 60), st.lists(st.integers(0, 500 * 24), min_size=10, max_size=20))
def test_a_silence_never_leaves_a_debt_and_its_entries_are_the_account(
    life: list[tuple[str, int]], days: int, fit: float, hours: list[int]
) -> None:
    rules = replace(DEFAULT, silence=Silence(points=-12.0, days=days, repeats=True))
    activities = did(life)
    end = activities[-1].occurred_at
    lead, written = lived(rules, activities, [], fit)
    written += hush_before(lead, rules, end + 500 * DAY)
    for at in (max(lead.as_of or end, end) + timedelta(hours=h) for h in hours):
        told = fit + fsum(e.points * (left(e.kernel, RATE, e.occurred_at, at) if e.decays else 1.0) for e in written)
        assert told >= -1e-6
        assert lead.score(at) == pytest.approx(max(told, 0.0), abs=1e-6)
