"""Segments: the newest version of each name, its tree, the order in which they stand on each other."""

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

from kernel import sql
from kernel.reading import asked_once
from leads.domain.trees import Node, leaves, parse
from leads.enums import SegmentKind
from leads.models import Segment
from leads.queries import trees
from leads.queries.leaves.records import tree_of

__all__ = ["CycleError"]
# Asked by everything that changes a lead, so it is said to the database as it is.
ANY = "SELECT EXISTS (SELECT 1 FROM leads_segment s WHERE s.workspace_id = %(workspace_id)s)"


def segments() -> list[Segment]:
    """The newest version of every segment that is not archived, by name."""
    return [segment for segment in newest() if segment.archived_at is None]


def archived() -> list[Segment]:
    """The newest version of every segment that is archived, the last one first."""
    found = [segment for segment in newest() if segment.archived_at is not None]
    return sorted(found, key=lambda one: one.archived_at or one.created_at, reverse=True)


def newest() -> list[Segment]:
    """The newest version of every segment, archived or not, by name: their members are kept."""
    return list(_newest())


@asked_once
def _newest() -> tuple[Segment, ...]:
    return tuple(Segment.objects.order_by("name", "-version").distinct("name"))


def there_are() -> bool:
    """Whether the workspace has any segment, archived or not."""
    return bool(sql.tuples(ANY)[0][0])


def segment(segment_id: UUID) -> Segment | None:
    return Segment.objects.filter(pk=segment_id).first()


def versions(name: str) -> list[Segment]:
    return list(Segment.objects.filter(name=name).order_by("-version"))


def of_line(line_id: UUID) -> Segment | None:
    """Its newest version."""
    return Segment.objects.filter(line_id=line_id).order_by("-version").first()


def filling(lines: Collection[UUID]) -> list[str]:
    """The names of those of these segments whose members are still being looked for."""
    return [found.name for found in newest() if found.line_id in lines and found.filled_at is None]


def tree(found: Segment) -> Node:
    """What a version asks; what was saved before trees says it by its filters."""
    return parse(found.tree or tree_of(found.filters))


def filters_of(found: Segment) -> dict[str, list[str]]:
    """The filters of the list of leads that name the same: those it was saved from, else its members as they are kept."""
    filters: dict[str, list[str]] = found.filters
    return filters or {"in_segment": [str(found.line_id)], "known": ["all"]}


def stands_on(node: Node) -> set[UUID]:
    """The lines of the segments that a tree asks about."""
    return {UUID(leaf.given["segment"]) for leaf in leaves(node) if leaf.ask == "segment"}


def in_order(found: Iterable[Segment]) -> list[tuple[Segment, Node]]:
    """Each segment of conditions with its tree, those it stands on before it. Raises CycleError."""
    asked = {one.line_id: (one, tree(one)) for one in found if one.kind == SegmentKind.TREE}
    order = TopologicalSorter({line: stands_on(node) for line, (_, node) in asked.items()}).static_order()
    return [asked[line] for line in order if line in asked]


def circle(line_id: UUID, node: Node) -> list[str]:
    """The names of the segments that would stand on each other in a circle if this line asked `node`; empty when none would."""
    found = newest()
    names: Mapping[UUID, str] = {one.line_id: one.name for one in found}
    graph = {one.line_id: stands_on(tree(one)) for one in found if one.kind == SegmentKind.TREE and one.line_id != line_id}
    try:
        TopologicalSorter({**graph, line_id: stands_on(node)}).prepare()
    except CycleError as error:
        return [names.get(line, "?") for line in error.args[1]]
    return []


def holding(found: Segment, lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these leads whom this version names now."""
    return trees.holding(tree(found), lead_ids)
