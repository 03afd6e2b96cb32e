"""Over random histories the shown parts are the score at a thousand random instants, and both are what the events say, played anew."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import fsum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book, Entry, score
from scoring.domain.explain import parts
from scoring.domain.kernels import RuleDecay, left
from scoring.domain.past import Moment, Past, Told, tell
from scoring.domain.replay import begin, fit_line, line_of
from scoring.domain.revalue import Ledger, revalue
from scoring.domain.rule_shapes import Bounds, EventRule, Limits, Pattern, Rules, Silence, Window
from scoring.domain.timeline import Account, hush_before, play

LEAD = UUID(int=1)
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
HISTORIES, INSTANTS = 40, 25
EVENTS = [
    EventRule("clicked", "Clicked", 7, cap=12, window=Window(10, 3)),
    EventRule("read", "Read", 9, decay=RuleDecay("linear", 20)),
    EventRule("trial", "Began a trial", 30, once=True, decay=RuleDecay("step", 40)),
    EventRule("met", "Met", 25, decay=RuleDecay("exponential", 30, 0.5)),
    EventRule("asked", "Asked", 14.5, once=True),
    EventRule("left", "Left", -12),
]
OFTEN = Pattern("often", "Often", "event:clicked", 9, 6, times=2)
PLAIN = replace(DEFAULT, pages=[], events=[replace(e, once=False, cap=None, window=None, decay=None) for e in EVENTS])
BOOKS: list[Rules] = [
    PLAIN,
    replace(PLAIN, events=EVENTS, silence=Silence(-12, 20, repeats=True)),
    replace(PLAIN, events=EVENTS, patterns=[OFTEN], silence=Silence(-8, 25, repeats=True)),
    replace(PLAIN, events=EVENTS, patterns=[OFTEN], limits=Limits(behaviour=Bounds(cap=48), match=Bounds(cap=10), total=62)),
]
did = st.tuples(st.sampled_from([e.event for e in EVENTS]), st.integers(0, 150 * 24 * 60))
said = st.tuples(st.sampled_from(["CEO", "Head of marketing", "Student"]), st.integers(0, 150 * 24 * 60))


def past_of(life: Sequence[tuple[str, int]], titles: Sequence[tuple[str, int]]) -> list[Moment]:
    """One thing at an instant: who somebody is said to be, or what they did."""
    at = lambda minutes: START + timedelta(minutes=minutes)  # noqa: E731
    done = [Moment(at(m), Activity(UUID(int=n), LEAD, "track", name, "", "", at(m))) for n, (name, m) in enumerate(life, 2)]
    return sorted([*done, *(Moment(at(m), edit={"title": title}) for title, m in titles)], key=lambda moment: moment.at)


def lived(told: Sequence[Told], looks: Sequence[datetime], book: Book) -> tuple[Account, list[Entry]]:
    """As it went: one thing after the other, and silences drained in time. Returns the account and the ledger."""
    account, ledger = begin(Past(LEAD, None, []), book), list[Entry]()
    given_for, gone = dict[str, float](), dict[str, str]()
    todo: list[tuple[datetime, Any]] = sorted([*((m.at, (m, p)) for m, p in told), *((at, None) for at in looks)], key=lambda x: x[0])
    for at, what in todo:
        ledger += hush_before(account, book.rules, at)
        if what is None:
            continue
        moment, profile = what
        lines = [fit_line(book.rules, profile, given_for, at)] if profile else []
        if moment.activity:
            lines.append(line_of(book, moment.activity, next(iter(score(book, [moment.activity]).entries), None)))
        played = play(account, lines, book.rules)
        ledger += [e for line in lines for e in line.entries if e.points >= 0 or not e.decays] + played.made
        gone |= played.gone
    return account, [entry for entry in ledger if not entry.effect_key or entry.effect_key not in gone]


def recomputed(told: Sequence[Told], at: datetime, book: Book) -> Account:
    """From nothing but what had become known by `at`."""
    known = [each for each in told if each[0].at <= at]
    profile = next((profile for _, profile in reversed(known) if profile), None)
    fits = fit_line(book.rules, profile, {}, at).entries if profile else ()
    return revalue(Past(LEAD, None, [m for m, _ in known]), known, Ledger(), fits, book, 2, at).account


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(BOOKS), st.lists(did, min_size=1, max_size=14, unique_by=lambda x: x[1]), st.lists(said, max_size=3),
    st.lists(st.integers(0, 240 * 24 * 60), max_size=5),
    st.lists(st.integers(0, 240 * 24 * 60), min_size=INSTANTS, max_size=INSTANTS),
)  # fmt: skip
def test_parts_score_and_recompute_are_one(
    rules: Rules, life: list[tuple[str, int]], titles: list[tuple[str, int]], looks: list[int], minutes: list[int]
) -> None:
    book, moments = Book(rules), past_of(life, titles)
    told = tell(Past(LEAD, None, moments))
    end = START + timedelta(days=241)
    _, ledger = lived(told, [*(START + timedelta(minutes=m) for m in looks), end], book)
    for at in (START + timedelta(minutes=m) for m in minutes):
        groups: dict[str, list[float]] = defaultdict(list)
        for entry in ledger:
            if entry.occurred_at <= at:
                groups[entry.rule].append(
                    entry.points * (left(entry.kernel, rules.decay.rate, entry.occurred_at, at) if entry.decays else 1)
                )
        shown, tenths, floor = parts([fsum(points) for points in groups.values()])
        assert sum(tenths) + floor == shown
        exact = max(fsum(points for of_rule in groups.values() for points in of_rule), 0.0)
        assert recomputed(told, at, book).score(at) == pytest.approx(exact, abs=1e-5)
        assert shown / 10 == pytest.approx(exact, abs=0.05001)


def test_it_is_a_thousand_instants() -> None:
    assert HISTORIES * INSTANTS >= 1_000
