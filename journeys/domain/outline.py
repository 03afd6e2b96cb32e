"""A graph as an outline that people read from top to bottom: a step, its ways, and where the ways meet again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from journeys.domain.graph import Graph, Node


@dataclass
class Item:
    """A step; or, with `again`, a pointer to one that stands elsewhere. Without a node the step is not there."""

    key: str
    node: Node | None
    ways: list["Way"] = field(default_factory=list)
    again: bool = False


@dataclass
class Way:
    """A way out of a step: the outcomes that take it, and the steps on it until the ways meet."""

    outcomes: list[str]
    items: list[Item] = field(default_factory=list)


def outline(graph: Graph) -> list[Item]:
    """Every step that can be reached, once, in the order of walking; then those that cannot."""
    seen: set[str] = set()
    items = list(_walk(graph, graph.start, frozenset(), seen))
    for key in graph.nodes:
        if key not in seen:
            items += _walk(graph, key, frozenset(), seen)
    return items


def _walk(graph: Graph, key: str, stop: frozenset[str], seen: set[str]) -> Iterator[Item]:
    while key and key not in stop:
        node = graph.nodes.get(key)
        if node is None or key in seen:
            yield Item(key, node, again=key in seen)
            return
        seen.add(key)
        item = Item(key, node)
        yield item
        if len(node.targets) < 2:
            key = next(iter(node.targets), "")
            continue
        key = _meeting(graph, node.targets, stop)
        item.ways = [Way(outcomes, list(_walk(graph, target, stop | {key}, seen))) for target, outcomes in outcomes_to(node).items()]


def outcomes_to(node: Node) -> dict[str, list[str]]:
    """Target → the outcomes that lead there; "" stands for every other outcome."""
    found: dict[str, list[str]] = {}
    for outcome, target in [*node.branches.items(), ("", node.next)]:
        if target:
            found.setdefault(target, []).append(outcome)
    return found


def _after(graph: Graph, start: str) -> list[str]:
    """Steps reachable from `start`, itself first, nearest first."""
    order, todo = [], [start]
    while todo:
        key = todo.pop(0)
        if key in graph.nodes and key not in order:
            order.append(key)
            todo += graph.nodes[key].targets
    return order


def _meeting(graph: Graph, targets: list[str], stop: frozenset[str]) -> str:
    """The first step that every way comes to; "" when they never meet."""
    ways = [_after(graph, target) for target in targets]
    return next((key for key in ways[0] if key not in stop and all(key in way for way in ways[1:])), "")
