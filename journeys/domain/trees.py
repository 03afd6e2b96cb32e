"""Condition trees in a definition: what a way of a branch, or the entry, asks of a lead as segments do (leads.domain.trees). Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from journeys.domain.graph import Graph
from journeys.domain.problem import Problem
from journeys.domain.problem import gettext_noop as _
from leads.domain.trees import BadTree, Node, everybody, parse

Tree = Mapping[str, Any]


def key_of(tree: Tree) -> str:
    """What stands for a tree in a LeadView: the same for the same questions."""
    return msgspec.json.encode(tree, order="deterministic").decode()


def of_branch(config: Mapping[str, Any]) -> dict[str, Tree]:
    """The trees that the ways of a branch ask, each once, by their keys."""
    found = [case["lead"] for case in config.get("cases") or () if case.get("lead") is not None]
    return {key_of(tree): tree for tree in found}


def wrong(tree: Any, way: str = "") -> Problem | None:
    """What keeps a tree from being understood, with its place; `way` is the way of a branch that asks it. None when it can be asked."""
    try:
        parse(tree)
    except BadTree as error:
        return problem(error, way)
    return None


def problem(error: BadTree, way: str = "") -> Problem:
    inner = Problem("", error.text, error.parts)
    if way:
        return Problem("", _("The way “%(way)s”, %(place)s: %(detail)s"), {"way": way, "place": error.path}, inner)
    return Problem("", _("Condition %(place)s: %(detail)s"), {"place": error.path}, inner)


def asks(tree: Any) -> bool:
    """Whether a tree that can be understood keeps anybody out."""
    return tree is not None and not everybody(parse(tree))


def of_graph(graph: Graph) -> Iterator[tuple[str, str, Node]]:
    """Each tree of a definition without problems: (entry or step, way, tree)."""
    if graph.entry.lead is not None:
        yield "entry", "", parse(graph.entry.lead)
    for key, node in graph.nodes.items():
        if node.kind == "branch":
            for case in node.config.get("cases") or ():
                if case.get("lead") is not None:
                    yield key, case["name"], parse(case["lead"])
