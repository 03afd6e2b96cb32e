"""Rules decide in their order, by event and channel; turns are fair."""

from collections import Counter
from dataclasses import replace
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.trees import Leaf
from sales.domain import routing
from sales.domain.routing import DEFAULT_RULES, Rule
from sales.enums import RouteLane
from tracking.enums import Channel

EVENTS = sorted(routing.CONVERSIONS) + ["page_left", "opportunity_won"]


@pytest.mark.parametrize(
    ("event", "channel", "lane"),
    [
        ("contact_request_submitted", "organic_search", "fast_lane"),
        ("demo_requested", "", "fast_lane"),
        ("asset_downloaded", "paid_search", "fast_lane"),
        ("asset_downloaded", "organic_search", "nurture_pool"),
        ("event_registered", "social", "nurture_pool"),
        ("page_left", "paid_search", "nurture_pool"),
    ],
)
def test_default_rules(event: str, channel: str, lane: str) -> None:
    rule = routing.decide(DEFAULT_RULES, event, channel)
    assert rule is not None
    assert rule.lane == lane


def test_default_rules_are_without_fault() -> None:
    for rule in DEFAULT_RULES:
        written = {"name": rule.name, "lane": rule.lane, "condition": {"events": sorted(rule.events), "channels": sorted(rule.channels)}}
        assert routing.problems(written, Channel.values, []) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"lane": "sideways"}, "lane"),
        ({"condition": {"events": "demo_requested"}}, "condition"),
        ({"condition": {"channels": ["pigeon"]}}, "condition"),
        ({"condition": {"score": 5}}, "condition"),
        ({"condition": {"events": [1]}}, "condition"),
        ({"assignee_ids": [7]}, "assignee_ids"),
    ],
)
def test_faults_are_named_by_field(change: dict[str, object], field: str) -> None:
    rule = {"name": "Ads", "lane": "fast_lane", "condition": {}, **change}
    assert list(routing.problems(rule, Channel.values, [1, 2])) == [field]


names = st.frozensets(st.sampled_from(EVENTS), max_size=4)
rules = st.lists(
    st.builds(
        Rule,
        name=st.text(min_size=1, max_size=5), lane=st.sampled_from(RouteLane.values), events=names,
        channels=st.frozensets(st.sampled_from(Channel.values), max_size=3), active=st.booleans(),
        lead=st.none() | st.just(Leaf("known", {})),
    ),
    max_size=6,
)  # fmt: skip


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Rule], set[str]]:
    """Rules, and which of their trees name the lead."""
    found = draw(rules)
    return found, draw(st.sets(st.sampled_from([rule.name for rule in found]))) if found else set()


@given(asked=asked(), event=st.sampled_from(EVENTS), channel=st.sampled_from(["", *Channel.values]))
def test_the_first_active_match_decides(asked: tuple[list[Rule], set[str]], event: str, channel: str) -> None:
    rules, named = asked
    fitting = [rule for rule in rules if rule.lead is None or rule.name in named]
    matching = [rule for rule in fitting if rule.active and replace(rule, lead=None).matches(event, channel)]
    assert routing.decide(rules, event, channel, named) == (matching[0] if matching else None)
    assert {name for name, _ in routing.asking(rules)} == {rule.name for rule in rules if rule.active and rule.lead}


@given(asked=asked(), event=st.sampled_from(sorted(routing.CONVERSIONS)), channel=st.sampled_from(["", *Channel.values]))
def test_no_conversion_that_matters_is_left_unread(asked: tuple[list[Rule], set[str]], event: str, channel: str) -> None:
    rules, named = asked
    rule = routing.decide(rules, event, channel, named)
    if rule and rule.lane == RouteLane.FAST_LANE:
        assert event in routing.interesting(rules)


@given(people=st.lists(st.integers(1, 50), min_size=1, max_size=8, unique=True), start=st.integers(0, 10**6), count=st.integers(1, 200))
def test_turns_are_fair(people: list[int], start: int, count: int) -> None:
    given_to = Counter(routing.in_turn(people, turn) for turn in range(start, start + count))
    shares = [given_to[person] for person in people]
    assert sum(shares) == count
    assert max(shares) - min(shares) <= 1


def test_nobody_named_is_nobodys_turn() -> None:
    assert routing.in_turn([], 3) is None


def test_the_rule_by_which_a_lead_came() -> None:
    ads, asked, rest = Rule("Ads", "fast_lane"), Rule("Asked", "fast_lane"), Rule("Rest", "nurture_pool")
    off = Rule("Off", "nurture_pool", active=False)
    stored = [ads, asked, rest, off]
    assert routing.for_lane(stored, "fast_lane", "Ads") == ads
    assert routing.for_lane(stored, "fast_lane", "gone") == asked
    assert routing.for_lane(stored, "nurture_pool", "Off") == rest
    assert routing.for_lane([off], "nurture_pool") is None
    some = Rule("Some", "nurture_pool", lead=Leaf("known", {}))
    assert routing.for_lane([rest, some], "nurture_pool") == rest
    assert routing.for_lane([some], "nurture_pool") is None
    assert routing.for_lane([some], "nurture_pool", "Some") == some
    assert routing.for_lane([some, rest], "nurture_pool", named={"Some"}) == some
    assert routing.for_lane([rest, some], "nurture_pool", named={"Some"}) == rest
    assert routing.for_lane([some, ads], "fast_lane", "gone", named={"Some"}) == ads


@given(asked=asked())
def test_out_of_the_pool_the_first_tree_that_holds_chooses_before_whoever_takes_the_rest(asked: tuple[list[Rule], set[str]]) -> None:
    rules, named = asked
    pool = [rule for rule in rules if rule.active and rule.lane == RouteLane.NURTURE_POOL]
    before = list(takewhile(lambda rule: rule.lead is not None or rule.events or rule.channels, pool))
    fitting = [rule for rule in before if rule.lead is not None and rule.name in named]
    general = [rule for rule in pool if rule.lead is None]
    assert routing.for_lane(rules, "nurture_pool", named=named) == next(iter([*fitting, *reversed(general)]), None)
    assert [name for name, _ in routing.out_of_pool(rules)] == [rule.name for rule in before if rule.lead is not None]
