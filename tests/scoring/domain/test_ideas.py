"""What would make it an MQL is true: whoever does it rises by what is said, whatever limits there are, and is over the threshold then."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scoring.domain.crossing import reached
from scoring.domain.engine import Activity, Book, score
from scoring.domain.ideas import AS_MANY, ideas
from scoring.domain.kernels import RuleDecay
from scoring.domain.past import Past
from scoring.domain.replay import begin, line_of
from scoring.domain.rule_shapes import Bounds, EventRule, Group, Limits, PageCategory, Pattern, Rules, Window
from scoring.domain.timeline import Account, play
from tests.scoring.domain.test_parts_are_the_score import LEAD, PLAIN, START

EVENTS = [
    EventRule("clicked", "Clicked", 7, cap=12, window=Window(10, 3)),
    EventRule("read", "Read", 9, decay=RuleDecay("linear", 20), group="soft"),
    EventRule("trial", "Began a trial", 45, once=True),
    EventRule("met", "Met", 25, decay=RuleDecay("exponential", 30, 0.5), cap=40),
    EventRule("asked", "Asked", 14.5, group="soft"),
    EventRule("left", "Left", -12),
]
PAGES = [PageCategory("price", "Price page", ["/price"], 10, 0.5, cap=20), PageCategory("blog", "Blog", ["/blog"], 4)]
OFTEN = Pattern("often", "Often", "event:read", 9, 6, times=2)
FREE = replace(PLAIN, events=EVENTS, pages=PAGES, groups=[Group("soft", "Soft", cap=30)])
BOOKS: list[Rules] = [
    PLAIN,
    FREE,
    replace(FREE, patterns=[OFTEN], limits=Limits(behaviour=Bounds(cap=55), total=70)),
    replace(FREE, limits=Limits(interest=Bounds(cap=9), behaviour=Bounds(cap=62))),
]
did = st.tuples(st.sampled_from([*(e.event for e in EVENTS), "/price", "/blog"]), st.integers(0, 30 * 24 * 60))


def activity(number: int, what: str, minutes: int) -> Activity:
    page = what.startswith("/")
    at = START + timedelta(minutes=minutes)
    return Activity(UUID(int=number), LEAD, "page" if page else "track", "" if page else what, "", what if page else "", at)


def doing(account: Account, book: Book, done: Sequence[Activity]) -> None:
    """As the live engine plays it."""
    entries = {entry.event_id: entry for entry in score(book, done).entries}
    play(account, [line_of(book, each, entries.get(each.event_id)) for each in done], book.rules)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(BOOKS), st.lists(did, max_size=14, unique_by=lambda each: each[1]), st.floats(0, 20), st.integers(0, 20 * 24 * 60))
def test_doing_what_is_advised_lifts_the_score_by_what_is_said(rules: Rules, life: list[tuple[str, int]], fit: float, later: int) -> None:
    rules = replace(rules, silence=replace(rules.silence, points=0.0))
    book, minutes = Book(rules), max([at for _, at in life], default=0) + later

    def lived() -> Account:
        account = begin(Past(LEAD, None, []), book)
        account.fit = fit
        ordered = sorted(life, key=lambda each: each[1])
        doing(account, book, [activity(number, *each) for number, each in enumerate(ordered, 1_000)])
        return account

    at, account = START + timedelta(minutes=minutes), lived()
    stands = {f"event:{name}" for name, _ in life}
    before = account.score(at)
    found = ideas(book, account, at, stands)
    assert (len(found) <= AS_MANY, not found or not reached(before, rules.threshold)) == (True, True)
    assert lived().score(at) == account.score(at), "nothing was done by looking"
    for idea in found:
        then = lived()
        what = idea.rule.removeprefix("event:") if idea.rule.startswith("event:") else f"/{idea.rule.removeprefix('page:')}"
        doing(then, book, [replace(activity(number, what, minutes), session_id=UUID(int=number)) for number in range(1, idea.times + 1)])
        assert idea.visits == (idea.times if what.startswith("/") else 0)
        assert then.score(at) - before == pytest.approx(idea.lift, abs=1e-3)
        assert reached(then.score(at), rules.threshold)


def test_a_page_counts_once_a_visit_so_advice_about_it_names_visits() -> None:
    book = Book(replace(FREE, events=[]))
    often = [replace(activity(number, "/blog", 0), session_id=UUID(int=7)) for number in range(1, 11)]
    account = begin(Past(LEAD, None, []), book)
    account.fit = 50.0
    (blog,) = [idea for idea in ideas(book, account, START) if idea.rule == "page:blog"]
    assert (blog.times, blog.visits, blog.lift) == (3, 3, 12)
    doing(account, book, often)
    assert account.score(START) == 54, "ten times in one visit are one"


def test_a_rule_at_its_cap_and_one_that_was_done_once_are_no_advice() -> None:
    rules = replace(FREE, threshold=50.0, target_at=20.0)
    book = Book(rules)
    account = begin(Past(LEAD, None, []), book)
    account.fit = 10.0
    assert [(idea.rule, idea.times, idea.points, idea.lift) for idea in ideas(book, account, START)] == [
        ("event:trial", 1, 45, 45), ("event:met", 2, 25, 40), ("page:blog", 10, 4, 40),
    ]  # fmt: skip
    assert [idea.rule for idea in ideas(book, account, START, {"event:trial"})] == ["event:met", "page:blog"]


def test_a_pattern_that_the_doing_completes_gives_its_points_too() -> None:
    book = Book(replace(FREE, patterns=[OFTEN], threshold=24.0, target_at=20.0))
    found = {idea.rule: (idea.times, idea.points, idea.lift) for idea in ideas(book, begin(Past(LEAD, None, []), book), START)}
    assert found["event:read"] == (2, 9, 24)
