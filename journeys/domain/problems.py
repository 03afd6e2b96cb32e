"""What keeps a definition from being launched."""

from collections.abc import Iterator

import msgspec

from journeys.domain import firm_entry, settings, trees
from journeys.domain.builtin import KINDS
from journeys.domain.calendar import Wait
from journeys.domain.graph import Graph, Node
from journeys.domain.problem import Problem
from journeys.domain.problem import gettext_noop as _
from leads.domain import filters

MOST_NODES = 200


def problems(graph: Graph) -> list[Problem]:
    """Everything wrong with the graph, in the order of reading; empty when it may be launched."""
    found = [*_entry(graph), *_start(graph)]
    for key, node in graph.nodes.items():
        found += _node(graph, key, node)
    if not found:
        found += [*_unreached(graph), *_endless(graph)]
    return found


def _entry(graph: Graph) -> Iterator[Problem]:
    if not (graph.entry.events or graph.entry.stages or graph.entry.segment or graph.entry.firm or graph.entry.employment):
        yield Problem("entry", _("Nobody can enter: name an event, a stage or a segment."))
    if any(not event.name.strip() for event in graph.entry.events):
        yield Problem("entry", _("An entry event has no name."))
    yield from filter(None, map(firm_entry.problem, graph.entry.firm))
    if graph.entry.segment:
        yield from _segment(graph.entry.segment.filters)
    if graph.entry.lead is not None and (wrong := trees.wrong(graph.entry.lead)):
        yield at("entry", wrong)
    if graph.reentry.rule == "after" and graph.reentry.days < 1:
        yield Problem("entry", _("Say after how many days a lead may enter again: at least one."))
    both = set(graph.entry.stages) & {*graph.exits.stages, *graph.goal.stages}
    if both:
        yield Problem("exits", _("Stage %(stage)s lets leads in and out at once."), {"stage": ", ".join(sorted(both))})


def _segment(given: dict[str, list[str]]) -> Iterator[Problem]:
    try:
        if not filters.parse(given.items()):
            yield Problem("entry", _("The segment takes in everyone: give it a filter."))
    except filters.BadFilter as error:
        yield Problem("entry", _("The segment cannot be understood: %(detail)s"), {"detail": error.detail})


def _start(graph: Graph) -> Iterator[Problem]:
    if not graph.start or graph.start not in graph.nodes:
        yield Problem("start", _("Say which step comes first."))
    if len(graph.nodes) > MOST_NODES:
        yield Problem("start", _("A journey has at most 200 steps."))


def _node(graph: Graph, key: str, node: Node) -> Iterator[Problem]:
    if not 0 < len(key) <= 60:
        yield Problem(key, _("The key of a step has 1 to 60 characters."))
    kind = KINDS.get(node.kind)
    if kind is None:
        yield Problem(key, _("There is no kind of step “%(kind)s”."), {"kind": node.kind})
        return
    yield from (at(key, text) for text in kind.problems(node.config))
    for target in node.targets:
        if target not in graph.nodes:
            yield Problem(key, _("It leads to a step that is not there: “%(step)s”."), {"step": target})
    if node.kind != "exit" and not node.next:
        yield Problem(key, _("It leads nowhere: name the next step, or make it an exit."))
    if node.kind == "exit" and node.targets:
        yield Problem(key, _("Nothing comes after an exit."))


def at(where: str, found: str | Problem) -> Problem:
    """The problem of a step, or of its settings, at its place."""
    return Problem(where, found) if isinstance(found, str) else msgspec.structs.replace(found, where=where)


def reached(graph: Graph) -> set[str]:
    """Ids of the steps that can be reached from the start."""
    seen: set[str] = set()
    todo = [graph.start]
    while todo:
        key = todo.pop()
        if key in graph.nodes and key not in seen:
            seen.add(key)
            todo += graph.nodes[key].targets
    return seen


def _unreached(graph: Graph) -> Iterator[Problem]:
    for key in graph.nodes:
        if key not in reached(graph):
            yield Problem(key, _("No step leads here."))


def takes_time(node: Node) -> bool:
    """Whether this step surely lets time pass, so that a circle through it cannot spin."""
    try:
        if node.kind == "wait":
            return settings.read(Wait, node.config).takes_time
        if node.kind == "wait_until":
            return settings.read(settings.WaitUntil, node.config).what.startswith((settings.EVENT, settings.ANY))
    except msgspec.ValidationError:
        return False
    return False


def _endless(graph: Graph) -> Iterator[Problem]:
    """A circle of steps none of which takes time: peel off what has no way on, what stays goes round."""
    ways = {key: {t for t in node.targets if not takes_time(graph.nodes[t])} for key, node in graph.nodes.items() if not takes_time(node)}
    while ends := [key for key, targets in ways.items() if not targets & ways.keys()]:
        for key in ends:
            del ways[key]
    # What only leads into the circle is left too; name one step that comes back to itself.
    for key in ways:
        if _comes_back(key, ways):
            yield Problem(key, _("These steps go round without ever waiting: put a wait between them."))
            return


def _comes_back(start: str, ways: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    todo = list(ways[start])
    while todo:
        key = todo.pop()
        if key == start:
            return True
        if key not in seen:
            seen.add(key)
            todo += ways.get(key, ())
    return False
