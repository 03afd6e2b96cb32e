import msgspec
import pytest

from journeys.domain import templates
from journeys.domain.builtin import KINDS
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node, Reentry, SegmentEntry, parse, plain
from journeys.domain.problems import problems
from journeys.domain.steps import StepKind, register

IN = Entry([EventEntry("x")])
EXIT = Node("exit")
HOT = {"any": [{"ask": "tag", "tag": "hot"}, {"not": {"ask": "known"}}]}
ALWAYS = "A case without a condition would always hold: add one, or leave it to “otherwise”."


def wheres(graph: Graph) -> list[str]:
    return [problem.where for problem in problems(graph)]


def small(node: Node, **more: object) -> Graph:
    return Graph("a", **{"entry": IN, "nodes": {"a": node, "z": EXIT}, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Node("wait", config={"days": 1}, next="z"), []),
        (Node("wait", config={}, next="z"), ["A wait needs a length, an hour or a weekday."]),
        (Node("wait", config={"days": "soon"}, next="z"), ["Expected `float`, got `str` - at `$.days`"]),
        (Node("wait", config={"days": 1, "dayz": 2}, next="z"), ["Object contains unknown field `dayz`"]),
        (Node("wait", config={"hour": 24}, next="z"), ["The hour is a number from 0 to 23."]),
        (
            Node("wait_until", config={"what": "seen", "days": 1}, next="z"),
            ["Wait until opened, clicked, any, event:<name> or stage:<key>."],
        ),
        (Node("wait_until", config={"what": "opened"}, next="z"), ["Say after how long to give up: from a minute to two years."]),
        (Node("branch", config={}, next="z"), ["A branch needs at least one case, and each case a name of its own."]),
        (Node("branch", config={"cases": [{"name": "y", "lead": HOT}]}, next="z"), []),
        (Node("branch", config={"cases": [{"name": "y"}]}, next="z"), [ALWAYS]),
        (Node("branch", config={"cases": [{"name": "y", "lead": {"all": []}}]}, next="z"), [ALWAYS]),
        (Node("branch", config={"cases": [{"name": "y", "lead": {"ask": "x"}}]}, next="z"), ["The way “%(way)s”, %(place)s: %(detail)s"]),
        (
            Node("branch", config={"cases": [{"name": "y", "lead": 3}]}, next="z"),
            ["Expected `object | null`, got `int` - at `$.cases[0].lead`"],
        ),
        (Node("wait", config={"days": 1}), ["It leads nowhere: name the next step, or make it an exit."]),
        (Node("wait", config={"days": 1}, next="q"), ["It leads to a step that is not there: “%(step)s”."]),
        (Node("fly", next="z"), ["There is no kind of step “%(kind)s”."]),
        (Node("exit", next="z"), ["Nothing comes after an exit."]),
    ],
)
def test_of_a_step(node: Node, text: list[str]) -> None:
    assert [problem.text for problem in problems(small(node))] == text


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"entry": Entry()}, ["entry"]),
        ({"entry": Entry(segment=SegmentEntry())}, ["entry"]),
        ({"entry": Entry(segment=SegmentEntry({"colour": ["red"]}))}, ["entry"]),
        ({"entry": Entry(stages=["mql"], lead={"ask": "did"})}, ["entry"]),
        ({"entry": Entry(stages=["mql"], lead=HOT)}, []),
        ({"entry": Entry(lead=HOT)}, ["entry"]),
        ({"reentry": Reentry("after")}, ["entry"]),
        ({"entry": Entry(stages=["mql"]), "exits": Ends(stages=["mql"])}, ["exits"]),
        ({"start": "q"}, ["start"]),
        ({"nodes": {"a": EXIT, "b": EXIT}}, ["b"]),
    ],
)
def test_of_the_whole(more: dict[str, object], where: list[str]) -> None:
    graph = small(Node("wait", config={"days": 1}, next="z"))
    assert wheres(msgspec.structs.replace(graph, **more)) == where


def test_a_tree_is_refused_in_the_words_of_segments() -> None:
    cases = [{"name": "cxo", "lead": {"all": [{"ask": "did", "event": "x", "times": 0}]}}]
    (found,) = problems(small(Node("branch", config={"cases": cases}, next="z")))
    assert (found.where, found.told()) == ("a", "The way “cxo”, all[0].times: Give a number from 1 to 10000.")
    (found,) = problems(small(EXIT, entry=Entry(stages=["mql"], lead={"ask": "did"})))
    chinese = {"Condition %(place)s: %(detail)s": "条件 %(place)s：%(detail)s", "This is missing: give it a value.": "缺少此值。"}
    assert found.told(lambda text: chinese[text]) == "条件 event：缺少此值。"


def test_a_circle_needs_time() -> None:
    def circle(node: Node) -> Graph:
        branch = Node("branch", config={"cases": [{"name": "y", "when": [{"field": "stage", "op": "is", "value": "mql"}]}]}, next="b",
                      branches={"y": "z"})  # fmt: skip
        return Graph("a", IN, nodes={"a": branch, "b": node, "z": EXIT})

    assert wheres(circle(Node("wait", config={"minutes": 1}, next="a"))) == []
    assert wheres(circle(Node("wait_until", config={"what": "event:x", "days": 1}, next="a"))) == []
    assert wheres(circle(Node("wait_until", config={"what": "stage:mql", "days": 1}, next="a"))) == ["a"]


def test_the_templates_are_whole_and_survive_storing() -> None:
    before = dict(KINDS)
    for kind in ("send_message", "sdr_task", "tag"):
        register(StepKind(kind, kind))
    for name in templates.TEMPLATES.keys() - {"custom"}:
        graph = templates.TEMPLATES[name]()
        assert problems(graph) == []
        assert parse(plain(graph)) == graph
        assert parse(msgspec.json.encode(graph)) == graph
    KINDS.clear()
    KINDS.update(before)
