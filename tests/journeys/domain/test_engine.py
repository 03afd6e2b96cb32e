"""The engine alone: tables, and random graphs over random time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.domain import engine
from journeys.domain.builtin import KINDS
from journeys.domain.conditions import LeadView
from journeys.domain.engine import BUDGET, Decision, Standing
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node
from journeys.domain.problems import problems
from journeys.domain.steps import StepKind, StepResult

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NOBODY = UUID(int=1)
SEND = Node("send_message", config={"template": "a"}, next="end")


@pytest.fixture(autouse=True)
def kinds() -> object:
    before = dict(KINDS)
    KINDS["send_message"] = StepKind("send_message", "Send", perform=lambda jobs: {})
    yield
    KINDS.clear()
    KINDS.update(before)


def at(node: str, **more: object) -> Standing:
    return Standing(NOBODY, NOBODY, NOBODY, NOBODY, node, 1, NOW, **more)  # type: ignore[arg-type]


def graph(node: Node, **rules: object) -> Graph:
    nodes = {"a": node, "send": SEND, "end": Node("exit", config={"reason": "far"})}
    return Graph("a", Entry([EventEntry("x")]), nodes=nodes, **rules)  # type: ignore[arg-type]


def told(decision: Decision) -> tuple[list[str], str, bool, str]:
    return [ran.outcome for ran in decision.ran], decision.standing.node, decision.perform, decision.end.reason if decision.end else ""


WAIT = Node("wait", config={"days": 2}, next="end")
UNTIL = Node("wait_until", config={"what": "opened", "days": 2}, next="end", branches={"deadline": "send"})
STAGE = Node("wait_until", config={"what": "stage:target", "days": 2}, next="end", branches={"deadline": "send"})
CHOOSE = Node("branch", config={"cases": [
    {"name": "hot", "when": [{"field": "score", "op": "at_least", "value": 60}, {"field": "stage", "op": "is_not", "value": ["mql"]}]},
    {"name": "zh", "when": [{"field": "language", "op": "contains", "value": "zh"}]},
]}, next="end", branches={"hot": "send"})  # fmt: skip


@pytest.mark.parametrize(
    ("node", "standing", "lead", "now", "expected"),
    [
        (WAIT, at("a"), LeadView(), NOW, ([], "a", False, "")),
        (WAIT, at("a"), LeadView(), NOW + 2 * DAY, (["waited", "exit"], "end", False, "far")),
        (WAIT, at("a", until=NOW + 5 * DAY), LeadView(), NOW + 4 * DAY, ([], "a", False, "")),
        (UNTIL, at("a", ref="m1"), LeadView(), NOW, ([], "a", False, "")),
        (UNTIL, at("a", ref="m1"), LeadView(), NOW + 2 * DAY, (["deadline"], "send", True, "")),
        (UNTIL, at("a", ref="m1", signal="email_opened"), LeadView(), NOW + 9 * DAY, (["met", "exit"], "end", False, "far")),
        (UNTIL, at("a"), LeadView(), NOW, (["no_message", "exit"], "end", False, "far")),
        (STAGE, at("a"), LeadView(stage="target"), NOW, (["met", "exit"], "end", False, "far")),
        (STAGE, at("a"), LeadView(stage="name"), NOW, ([], "a", False, "")),
        (CHOOSE, at("a"), LeadView(score=60), NOW, (["hot"], "send", True, "")),
        (CHOOSE, at("a"), LeadView(score=60, stage="MQL"), NOW, (["otherwise", "exit"], "end", False, "far")),
        (CHOOSE, at("a"), LeadView(language="zh-Hans"), NOW, (["zh", "exit"], "end", False, "far")),
        (WAIT, at("a"), LeadView(closed=True), NOW, ([], "a", False, "lead_closed")),
        (WAIT, at("gone"), LeadView(), NOW, ([], "gone", False, "unknown_step")),
        (WAIT, at("a", used_today=BUDGET), LeadView(), NOW + 3 * DAY, ([], "a", False, "too_many_steps")),
    ],
)
def test_table(node: Node, standing: Standing, lead: LeadView, now: datetime, expected: tuple[list[str], str, bool, str]) -> None:
    assert told(engine.advance(standing, graph(node), lead, now)) == expected


def test_a_goal_counts_before_an_exit_and_both_before_a_step() -> None:
    both = graph(SEND, goal=Ends(stages=["mql"]), exits=Ends(stages=["mql", "sql"]))
    assert engine.advance(at("a"), both, LeadView(stage="mql"), NOW).end == engine.End("goal", "stage:mql")
    assert engine.advance(at("a"), both, LeadView(stage="sql"), NOW).end == engine.End("exited", "stage:sql")


def test_a_send_without_a_message_leaves_nothing_to_wait_for() -> None:
    standing, ran = engine.after(at("a", ref="old"), SEND, StepResult("suppressed"), NOW)
    assert (standing.ref, standing.node, standing.visit, ran.outcome) == ("", "end", 2, "suppressed")


KEYS = [f"n{i}" for i in range(6)]
TARGET = st.sampled_from(KEYS)
NODE = st.one_of(
    st.builds(lambda days, to: Node("wait", config={"days": days}, next=to), st.integers(0, 3), TARGET),
    st.builds(
        lambda what, to, late: Node("wait_until", config={"what": what, "days": 1}, next=to, branches={"deadline": late}),
        st.sampled_from(["opened", "any", "event:x", "stage:target"]),
        TARGET,
        TARGET,
    ),
    st.builds(
        lambda score, to, other: Node(
            "branch",
            config={"cases": [{"name": "y", "when": [{"field": "score", "op": "at_least", "value": score}]}]},
            next=other,
            branches={"y": to},
        ),
        st.integers(0, 100),
        TARGET,
        TARGET,
    ),
    st.builds(lambda to: Node("send_message", config={"template": "a"}, next=to), TARGET),
    st.just(Node("exit")),
)
GRAPH = st.lists(NODE, min_size=6, max_size=6).map(
    lambda nodes: Graph(
        "n0", Entry([EventEntry("x")]), goal=Ends(stages=["mql"]), exits=Ends(stages=["lost"]), nodes=dict(zip(KEYS, nodes, strict=True))
    )
)
MOMENT = st.tuples(st.integers(0, 4000), st.sampled_from(["name", "target", "mql", "lost"]), st.integers(0, 100), st.booleans())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(GRAPH, st.lists(MOMENT, max_size=12))
def test_any_graph_over_any_time(found: Graph, moments: list[tuple[int, str, int, bool]]) -> None:
    """No step runs twice, a call always comes to rest within the budget, an exit always wins, time never runs backwards."""
    standing, now, seen = at("n0"), NOW, set()
    for minutes, stage, score, signal in moments:
        now += timedelta(minutes=minutes)
        lead, rounds = LeadView(stage=stage, score=score), 0
        if signal and standing.waiting_for:
            standing = engine.signalled(standing, "x")
        standing = msgspec.structs.replace(standing, used_today=0)
        while True:
            decision = engine.advance(standing, found, lead, now)
            rounds += 1
            assert rounds <= BUDGET + 1
            assert len(decision.ran) <= BUDGET + 1
            for ran in decision.ran:
                assert (ran.node, ran.visit) not in seen
                seen.add((ran.node, ran.visit))
            if stage in ("mql", "lost"):
                assert (decision.end, decision.ran) == (engine.End("goal" if stage == "mql" else "exited", f"stage:{stage}"), [])
            if not decision.perform:
                break
            standing, ran = engine.after(decision.standing, found.nodes[decision.standing.node], StepResult("queued", ref="m"), now)
            assert (ran.node, ran.visit) not in seen
            seen.add((ran.node, ran.visit))
        if decision.end:
            return
        assert decision.standing.until is not None
        assert decision.standing.until > now
        standing = decision.standing


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(GRAPH)
def test_a_graph_without_problems_never_spins(found: Graph) -> None:
    """What may be launched comes to rest long before the budget, whatever the lead is."""
    if problems(found):
        return
    for lead in (LeadView(score=0), LeadView(score=100)):
        standing = at("n0")
        for _round in range(len(found.nodes) + 1):
            decision = engine.advance(standing, found, lead, NOW)
            if not decision.perform:
                break
            standing, _ran = engine.after(decision.standing, found.nodes[decision.standing.node], StepResult("queued", ref="m"), NOW)
        assert not decision.perform
        assert decision.end is None or decision.end.state != "parked"
