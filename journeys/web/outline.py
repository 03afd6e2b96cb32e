"""The outline of a journey as the template walks it: every step with its words, counts and problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from journeys.domain import outline
from journeys.domain.graph import Graph
from journeys.domain.problem import Problem
from journeys.queries.step_counts import StepCount
from journeys.web import words


@dataclass
class Step:
    """One line of the outline."""

    key: str
    kind: str
    icon: str
    name: str
    told: str
    again: bool
    missing: bool
    count: StepCount
    problems: list[str]
    ways: list["Path"] = field(default_factory=list)


@dataclass
class Path:
    """A way out of a step with the steps on it."""

    label: str
    count: int
    steps: list[Step]


def told(problem: Problem) -> str:
    return problem.told(gettext)


def steps(graph: Graph, counts: Mapping[str, StepCount], problems: list[Problem]) -> list[Step]:
    """The whole outline."""
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.where, []).append(told(problem))
    return [_step(item, counts, wrong) for item in outline.outline(graph)]


def _step(item: outline.Item, counts: Mapping[str, StepCount], wrong: dict[str, list[str]]) -> Step:
    node, count = item.node, counts.get(item.key, StepCount())
    made = Step(
        key=item.key,
        kind=node.kind if node else "",
        icon=words.icon_of(node.kind if node else ""),
        name=words.node_name(item.key, node),
        told=words.node_words(node) if node else "",
        again=item.again,
        missing=node is None,
        count=count,
        problems=[] if item.again else wrong.get(item.key, []),
    )
    if node:
        made.ways = [_path(way, node, count, counts, wrong) for way in item.ways]
    return made


def _path(way: outline.Way, node: Any, count: StepCount, counts: Mapping[str, StepCount], wrong: dict[str, list[str]]) -> Path:
    label = ", ".join(dict.fromkeys(words.outcome(outcome, node) for outcome in way.outcomes))
    others = sum(number for outcome, number in count.outcomes.items() if outcome not in node.branches)
    number = sum(others if outcome == "" else count.outcomes.get(outcome, 0) for outcome in way.outcomes)
    return Path(label, number, [_step(item, counts, wrong) for item in way.items])
