"""Limits: a part is never over its cap, the parts still add up, and an order that is late changes nothing but the late entry."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Entry
from scoring.domain.kernels import RuleDecay, at_entry, left
from scoring.domain.limits import limiter
from scoring.domain.rule_shapes import Bounds, EventRule, Group, Limits, Rules, Window
from scoring.domain.running import start
from scoring.domain.timeline import Account, Line, play
from tests.scoring.decays import ANY, of

LEAD = UUID(int=1)
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RATE = DEFAULT.decay.rate


def rules(*events: EventRule, **changes: Any) -> Rules:
    return msgspec.structs.replace(DEFAULT, pages=[], events=list(events), **changes)


def account(book: Rules, **fields: Any) -> Account:
    return Account(LEAD, RATE, running=start(limiter(book), RATE), **fields)


def gift(name: str, points: float, at: datetime, key: str = "", decay: RuleDecay | None = None) -> Line:
    kernel = at_entry(decay, at, RATE)
    return Line(at, (Entry(LEAD, f"event:{name}", "behaviour", points, True, at, name, key or f"{name}{at}", kernel=kernel),))


def made(book: Rules, *lines: Line, **fields: Any) -> list[tuple[str, float]]:
    return [(entry.rule, round(entry.points, 4)) for entry in play(account(book, **fields), lines, book).made]


def test_a_rulebook_without_limits_keeps_nothing() -> None:
    assert (limiter(DEFAULT), start(limiter(DEFAULT), RATE)) == (None, None)


def test_a_rule_at_its_cap_gives_what_has_faded_since() -> None:
    book = rules(EventRule("click", "Clicked", 10, cap=25))
    lines = [
        gift("click", 10, START, "1"),
        gift("click", 10, START, "2"),
        gift("click", 10, START, "3"),
        gift("click", 10, START + 7 * DAY),
    ]
    assert made(book, *lines) == [("cap:event:click", -5.0), ("cap:event:click", -2.5)]


def test_a_window_counts_points_as_they_were_given() -> None:
    book = rules(EventRule("click", "Clicked", 10, window=Window(15, 7)))
    lines = [gift("click", 10, START), gift("click", 10, START + 6 * DAY), gift("click", 10, START + 7 * DAY)]
    assert made(book, *lines) == [("window:event:click", -5.0)]


def test_a_late_event_fills_its_window_too() -> None:
    book = rules(EventRule("click", "Clicked", 10, window=Window(15, 7)))
    lines = [gift("click", 10, START + 3 * DAY), gift("click", 10, START)]
    assert made(book, *lines) == [("window:event:click", -5.0)]


def test_group_dimension_and_total_take_after_the_rule_and_only_the_rest() -> None:
    click, read = EventRule("click", "Clicked", 40, cap=30, group="mail"), EventRule("read", "Read", 30, group="mail")
    limits = Limits(behaviour=Bounds(cap=48), total=60)
    book = rules(click, read, groups=[Group("mail", "Mail", cap=50)], limits=limits)
    found = made(book, gift("click", 40, START), gift("read", 30, START), fit=20.0)
    assert found == [("cap:event:click", -10), ("cap:group:mail", -10), ("cap:behaviour", -2), ("cap:total", -8)]


def test_fit_that_rises_pushes_interest_down_to_the_total() -> None:
    book = rules(EventRule("click", "Clicked", 60), limits=Limits(total=70))
    rise = Line(START, (Entry(LEAD, "fit:x", "match", 15, False, START, "x", "fit:x:0"),))
    assert made(book, gift("click", 60, START), rise) == [("cap:total", -5)]


def test_a_floor_gives_back_what_a_rule_took_too_much() -> None:
    book = rules(EventRule("leave", "Left", -5, floor=-8))
    lines = [gift("leave", -5, START, "1"), gift("leave", -5, START, "2")]
    held = account(book)
    play(held, [gift("other", 50, START)], book)
    assert [(e.rule, e.points) for e in play(held, lines, book).made] == [
        ("event:leave", -5.0),
        ("event:leave", -5.0),
        ("floor:event:leave", pytest.approx(2)),
    ]
    assert held.score(START) == pytest.approx(42)


histories = st.lists(st.tuples(st.sampled_from(["click", "read", "leave"]), st.integers(0, 60 * 24)), max_size=25)


@settings(max_examples=150)
@given(histories, st.integers(0, 90 * 24), st.booleans(), st.tuples(ANY, ANY))
def test_no_part_is_over_its_cap_at_any_instant_and_the_parts_are_the_score(
    seen: list[tuple[str, int]], hour: int, late: bool, decays: tuple[Any, Any]
) -> None:
    fades = dict(zip(("click", "read"), map(of, decays), strict=True))
    click = EventRule("click", "Clicked", 7, cap=12, window=Window(10, 3), group="mail", decay=fades["click"])
    read = EventRule("read", "Read", 9, group="mail", decay=fades["read"])
    leave = EventRule("leave", "Left", -4, floor=-6)
    book = rules(click, read, leave, groups=[Group("mail", "Mail", cap=20)], limits=Limits(total=60))
    points = {"click": 7.0, "read": 9.0, "leave": -4.0}
    order = seen if late else sorted(seen, key=lambda each: each[1])
    lines = [gift(name, points[name], START + timedelta(hours=hours), f"{n}", fades.get(name)) for n, (name, hours) in enumerate(order)]
    lead = account(book)
    written = [e for line in lines for e in line.entries if e.points > 0] + play(lead, lines, book).made
    at = max(START + timedelta(hours=hour), lead.as_of or START)

    def worth(*names: str) -> float:
        parts = [Account(LEAD, RATE) for _ in names]
        for part, name in zip(parts, names, strict=True):
            for entry in written:
                if entry.rule == name:
                    part.add(entry)
        return sum(part.left(at) for part in parts)

    of_click = worth("event:click", "cap:event:click", "window:event:click")
    assert of_click <= 12 + 1e-6
    assert of_click + worth("event:read", "cap:group:mail") <= 20 + 1e-6
    assert worth("event:leave", "floor:event:leave") >= -6 - 1e-6
    whole = Account(LEAD, RATE)
    for entry in written:
        whole.add(entry)
    assert whole.left(at) == pytest.approx(lead.left(at), abs=1e-6)
    assert whole.left(at + DAY) <= whole.left(at) + 1e-6
    told = sum(e.points * left(e.kernel, RATE, e.occurred_at, at) for e in written)
    assert told == pytest.approx(lead.left(at), abs=1e-6)
