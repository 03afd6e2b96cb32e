"""A tree says the same as SQL and in memory: of every lead of a random history, at any instant, and when it may change."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.segments import build_segment, checked, save_segment
from leads.domain.trees import BadTree, parse, plain, turning
from leads.models import Lead
from leads.queries import segments, trees
from leads.queries.leads import search
from leads.queries.words import sentence
from tests.cast import Cast
from tests.leads import segment_life
from tests.leads.segment_life import TREES

SECOND = timedelta(seconds=1)


@pytest.fixture
def history(acme: Cast, noon: datetime) -> list[Any]:
    """Eight leads, a hundred and fifty happenings in forty days until noon."""
    return segment_life.lived(3, 150, timedelta(days=40), noon)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, later=st.sampled_from([0.0, 0.25, 1.0, 6.5, 29.0, 60.0]))
def test_the_database_and_memory_agree(history: list[Any], noon: datetime, tree: dict[str, Any], later: float) -> None:
    now, node = noon + timedelta(days=later), parse(tree)
    asked, judged = trees.asked(node, history, now), trees.judged(node, history, now)
    assert {lead: inside for lead, (inside, _) in asked.items()} == {lead: one.verdict.holds for lead, one in judged.items()}
    assert trees.members(node, now) == {lead for lead, one in judged.items() if one.verdict.holds}
    for lead, (_, until) in asked.items():
        foretold = judged[lead].verdict.until
        assert (until is None) == (foretold is None)
        assert until is None or foretold is None or (abs(until - foretold) < timedelta(milliseconds=1) and until > now)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(TREES, min_size=1, max_size=4), later=st.sampled_from([0.0, 6.5, 60.0]))
def test_many_trees_are_asked_at_once_and_answer_as_each_alone(
    history: list[Any], noon: datetime, asked: list[dict[str, Any]], later: float
) -> None:
    """Twice over and within each other: what several ask alike is looked up once."""
    now, nodes = noon + timedelta(days=later), [parse(tree) for tree in (*asked, *asked, {"not": {"all": asked}})]
    alone = [trees.members(node, now) for node in nodes]
    assert trees.which(nodes, history, now) == {lead: tuple(lead in members for members in alone) for lead in history}
    assert trees.holding(nodes[0], history[:3], now) == alone[0] & set(history[:3])
    if not later:
        assert set(Lead.objects.filter(pk__in=trees.subquery(nodes[0])).values_list("id", flat=True)) == alone[0]
    assert trees.count(nodes[0], now, among="l.id = ANY(%(some)s::uuid[])", some=history[:3]) == len(alone[0] & set(history[:3]))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_what_is_foretold_comes_true_by_the_database(history: list[Any], noon: datetime, tree: dict[str, Any]) -> None:
    """Just before the foretold instant nothing has changed, just after it has; without one nothing ever does (as far as a year)."""
    node, now = parse(tree), noon
    for lead, known in trees.known([node], history[:3]).items():
        at, before = turning(node, known, now), trees.asked(node, [lead], now)[lead][0]
        if at is None:
            assert trees.asked(node, [lead], now + timedelta(days=366))[lead][0] == before
        else:
            assert trees.asked(node, [lead], at - SECOND)[lead][0] == before
            assert trees.asked(node, [lead], at + SECOND)[lead][0] != before


@given(tree=TREES)
def test_a_tree_is_stored_and_read_as_it_is(tree: dict[str, Any]) -> None:
    assert parse(plain(parse(tree))) == parse(tree)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_every_tree_has_words(history: list[Any], tree: dict[str, Any]) -> None:
    assert sentence(parse(tree))


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ([], "tree"),
        ({"all": 3}, "all"),
        ({"all": [{"ask": "shoe"}]}, "all[0].ask"),
        ({"any": [{"not": {"ask": "did", "event": "x", "times": 0}}]}, "any[0].not.times"),
        ({"ask": "did", "event": "x", "shoes": 2}, "shoes"),
        ({"ask": "did", "event": "a\x00b"}, "event"),
        ({"ask": "did", "event": ""}, "event"),
        ({"ask": "did", "event": "x", "days": 1e9}, "days"),
        ({"ask": "did", "event": "x", "days": float("nan")}, "days"),
        ({"ask": "number", "field": "fit", "value": 10**400}, "value"),
        ({"ask": "stage", "stages": ["moon"]}, "stages"),
        ({"ask": "stage"}, "stages"),
        ({"ask": "tag", "tag": "x", "weight": True}, "weight"),
        ({"all": [], "any": []}, "tree"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"all": []}}}}}}}}}, "not.not.not.not.not.not.not.not"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(tree: Any, path: str) -> None:
    with pytest.raises(BadTree) as refused:
        parse(tree)
    assert refused.value.path == path


@settings(max_examples=300)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["all", "any", "not", "ask", "event", "field"]) | st.text(), x)))  # fmt: skip
def test_any_input_is_a_tree_or_is_refused(value: Any) -> None:
    with suppress(BadTree):
        assert parse(plain(parse(value))) == parse(value)


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ({"all": [{"ask": "text", "field": "shoe", "op": "empty"}]}, "all[0]"),
        ({"any": [{"not": {"ask": "text", "field": "name"}}]}, "any[0].not"),
        ({"ask": "filter", "key": "stage", "value": "moon"}, "tree"),
        ({"ask": "segment", "segment": "x"}, "tree"),
        ({"all": [{"ask": "mailed", "template": "*", "what": "opened"}]}, "all[0]"),
        ({"ask": "filter", "key": "in_segment", "value": "00000000-0000-0000-0000-000000000000"}, "tree"),
    ],
)
def test_what_only_the_database_knows_is_looked_at_too(acme: Cast, tree: Any, path: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(tree)
    assert refused.value.field == path


def test_segments_never_stand_on_each_other_in_a_circle(acme: Cast) -> None:
    one = build_segment(name="One", tree={"all": []}, actor=SYSTEM)
    two = build_segment(name="Two", tree={"ask": "segment", "segment": str(one.line_id)}, actor=SYSTEM)
    with pytest.raises(Refused, match="circle"):
        build_segment(name="One", tree={"not": {"ask": "segment", "segment": str(two.line_id)}}, actor=SYSTEM)
    assert [found.name for found, _ in segments.in_order(segments.newest())] == ["One", "Two"]


FILTERS = [
    {"stage": ["name", "mql"]}, {"stage": ["!name"]}, {"known": ["yes"]}, {"known": ["no"]}, {"known": ["all"]}, {"active": ["7d.."]},
    {"active": ["..7d"], "stage": ["engaged"]}, {"created": ["48h.."]}, {"entered": ["2026-10-01..2026-10-31"]}, {"score": ["20.."]},
    {"score": ["..20"]}, {"tag": ["hot"], "lane": ["!harvest"]}, {"grade": ["A", "D"]}, {"q": ["lead 3"]}, {"in_journey": ["any"]},
    {"score": ["..-5"]}, {"score": ["!..-5"]}, {"rfm": ["champions"]}, {"owner": ["9" * 18]},
    {"overdue": ["yes"]}, {"overdue": ["no"]}, {"overdue": ["!yes"], "stage": ["mql"]},
]  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS)
def test_a_saved_filter_set_is_a_tree_of_the_same_leads(history: list[Any], filters: dict[str, list[str]]) -> None:
    saved = save_segment(name="Saved", filters=filters, actor=SYSTEM)
    wanted = set(search(filters).values_list("id", flat=True))
    assert trees.members(segments.tree(saved)) == wanted
    saved.tree = {}  # as it was saved before there were trees
    assert trees.members(segments.tree(saved)) == wanted
