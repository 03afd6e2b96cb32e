"""Frequency and recency at their edges, in any order of knowing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Entry
from scoring.domain.limits import limiter
from scoring.domain.patterns import completed
from scoring.domain.rule_shapes import Bounds, EventRule, Limits, Pattern, Rules
from scoring.domain.rulebook import BadRules, parse, plain
from scoring.domain.running import start
from scoring.domain.timeline import Account, Line, play

LEAD = UUID(int=1)
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
RATE = DEFAULT.decay.rate
THRICE = Pattern("often", "Often", "event:click", 7, 20, times=3)
THEN = Pattern("deep", "Read, then clicked", "event:read", 7, 20, then="event:click")


def book(*patterns: Pattern, limits: Limits | None = None) -> Rules:
    events = [EventRule("click", "Clicked", 1), EventRule("read", "Read", 1)]
    return msgspec.structs.replace(DEFAULT, pages=[], events=events, patterns=list(patterns), limits=limits or Limits())


def met(rules: Rules, *seen: tuple[str, datetime]) -> list[tuple[str, datetime]]:
    """The patterns that were met, by what happened in this order of knowing."""
    lines = [Line(at, (Entry(LEAD, f"event:{name}", "behaviour", 1.0, True, at, name, f"{n}"),)) for n, (name, at) in enumerate(seen)]
    made = play(Account(LEAD, RATE, running=start(limiter(rules), RATE)), lines, rules).made
    return [(entry.rule, entry.occurred_at) for entry in made]


def test_the_third_within_seven_days_and_not_one_tick_later() -> None:
    inside = [("click", START), ("click", START + DAY), ("click", START + 7 * DAY - TICK)]
    assert met(book(THRICE), *inside) == [("pattern:often", START + 7 * DAY - TICK)]
    assert met(book(THRICE), *inside[:2], ("click", START + 7 * DAY)) == []


def test_once_in_its_days_then_again() -> None:
    daily = [("click", START + n * DAY) for n in range(10)]
    assert met(book(THRICE), *daily) == [("pattern:often", START + 2 * DAY), ("pattern:often", START + 9 * DAY)]


def test_then_means_after_or_at_the_same_instant() -> None:
    assert met(book(THEN), ("read", START), ("click", START + DAY)) == [("pattern:deep", START + DAY)]
    assert met(book(THEN), ("read", START), ("click", START)) == [("pattern:deep", START)]
    assert met(book(THEN), ("click", START), ("read", START + DAY)) == []


def test_what_became_known_late_completes_what_it_was_missing_for() -> None:
    assert met(book(THEN), ("click", START + DAY), ("read", START)) == [("pattern:deep", START + DAY)]
    late = [("click", START + 2 * DAY), ("click", START), ("click", START + DAY)]
    assert met(book(THRICE), *late) == [("pattern:often", START + 2 * DAY)]


def test_a_pattern_is_limited_like_all_else() -> None:
    rules = book(THEN, limits=Limits(behaviour=Bounds(cap=10)))
    assert met(rules, ("read", START), ("click", START)) == [("pattern:deep", START), ("cap:behaviour", START)]


hours = st.lists(st.integers(0, 24 * 30), min_size=1, max_size=12, unique=True)


@given(hours, st.integers(1, 5), st.integers(1, 10))
def test_met_exactly_where_enough_happened_and_it_was_not_met_before(when: list[int], times: int, days: int) -> None:
    pattern = msgspec.structs.replace(THRICE, times=times, days=days)
    seen: list[datetime] = []
    given_at: list[datetime] = []
    for hour in sorted(when):
        at = START + timedelta(hours=hour)
        seen.append(at)
        found = completed(pattern, seen, seen, given_at, at)
        enough = len([each for each in seen if each > at - days * DAY]) >= times
        rested = not given_at or at - given_at[-1] >= days * DAY
        assert found == (at if enough and rested else None)
        given_at += [found] if found else []
    assert [b - a >= days * DAY for a, b in pairwise(given_at)] == [True] * max(len(given_at) - 1, 0)


@given(st.permutations([("read", 0), ("click", 30), ("click", 50), ("read", 60), ("click", 75)]))
def test_any_order_of_knowing_meets_a_pattern_once(order: list[tuple[str, int]]) -> None:
    found = met(book(THEN), *((name, START + timedelta(hours=hour)) for name, hour in order))
    assert [rule for rule, _ in found] == ["pattern:deep"]
    assert found[0][1] - START in [timedelta(hours=hour) for hour in (30, 50, 75)]


@pytest.mark.parametrize(
    ("field", "changes"), [("times", {"times": 1}), ("when", {"when": "event:nothing"}), ("then", {"then": "event:click"})]
)
def test_what_cannot_be_a_pattern_is_named(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(BadRules) as caught:
        parse({**plain(book(THRICE)), "patterns": [plain(book(THRICE))["patterns"][0] | changes]})
    assert [problem.field for problem in caught.value.problems] == [f"patterns[0].{field}"]
