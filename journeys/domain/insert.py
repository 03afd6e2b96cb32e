"""Changing a graph by one step at a time, so that it stays whole."""

from typing import Any

import msgspec

from journeys.domain.graph import Graph, Node

# What a new step starts with, so that little is left to fill in.
STARTERS: dict[str, dict[str, Any]] = {
    "wait": {"days": 1},
    "wait_until": {"what": "opened", "days": 3},
    "branch": {"cases": [{"name": "yes", "when": [{"field": "score", "op": "at_least", "value": 50}]}]},
    "tag": {"tag": ""},
    "move_stage": {"stage": "engaged"},
    "send_message": {"template": ""},
}


def free_key(graph: Graph, kind: str) -> str:
    """A key that no step has: wait-1, wait-2 …"""
    stem = kind.replace("_", "-")
    return next(key for number in range(1, len(graph.nodes) + 2) if (key := f"{stem}-{number}") not in graph.nodes)


def insert(graph: Graph, kind: str, after: str) -> tuple[Graph, str]:
    """The graph with a new step behind `after` ("" = first), and its key. What came next now comes after the new step."""
    key = free_key(graph, kind)
    config = STARTERS.get(kind, {})
    if not after:
        return _with(graph, {key: Node(kind, config=config, next=_onward(kind, graph.start))}, start=key), key
    before = graph.nodes[after]
    nodes = {after: msgspec.structs.replace(before, next=key), key: Node(kind, config=config, next=_onward(kind, before.next))}
    return _with(graph, nodes), key


def _onward(kind: str, target: str) -> str:
    return "" if kind == "exit" else target


def _with(graph: Graph, nodes: dict[str, Node], start: str = "") -> Graph:
    return msgspec.structs.replace(graph, start=start or graph.start, nodes={**graph.nodes, **nodes})


def remove(graph: Graph, key: str) -> Graph:
    """The graph without the step; what led to it leads to what came after it."""
    follow = graph.nodes[key].next
    nodes = {
        other: msgspec.structs.replace(
            node,
            next=follow if node.next == key else node.next,
            branches={outcome: follow if target == key else target for outcome, target in node.branches.items()},
        )
        for other, node in graph.nodes.items()
        if other != key
    }
    return msgspec.structs.replace(graph, start=follow if graph.start == key else graph.start, nodes=nodes)
