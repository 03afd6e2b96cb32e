"""What keeps a definition from being launched, with what only the database knows: a segment or a template that a tree asks is not there."""

from journeys.domain.graph import Graph
from journeys.domain.problem import Problem
from journeys.domain.problems import at
from journeys.domain.problems import problems as pure
from journeys.domain.trees import of_graph, problem
from leads.queries.trees import fault


def problems(graph: Graph) -> list[Problem]:
    """Everything wrong with the graph, in the order of reading; empty when it may be launched."""
    found = pure(graph)
    if found:
        return found
    return [at(where, problem(wrong, way)) for where, way, tree in of_graph(graph) if (wrong := fault(tree))]
