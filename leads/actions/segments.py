"""save_segment, build_segment, archive_segment, restore_segment: conditions with a name; saving again publishes a new version."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kernel import audit, clock, ids, sql, work
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import KIND
from leads.domain.filters import BadFilter, Filters, parse
from leads.domain.names import clean
from leads.domain.trees import BadTree, Node, plain
from leads.domain.trees import parse as parse_tree
from leads.enums import SegmentKind
from leads.models import Segment
from leads.queries import filters as conditions
from leads.queries import segments
from leads.queries.leaves.records import tree_of
from leads.queries.trees import fault


def save_segment(*, name: str, filters: Mapping[str, Sequence[str]], actor: Actor, description: str = "") -> Segment:
    """Publish the filter set under `name` as its next version; earlier versions stay for what is pinned to them. Audited.

    Refuses an empty name and a filter that cannot be understood.
    """
    try:
        found = parse(list(filters.items()))
        conditions.build(found, clock.now())
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error
    return _publish(name, description, checked(tree_of(found)), found, actor)


def build_segment(*, name: str, tree: Any, actor: Actor, description: str = "") -> Segment:
    """Publish a condition tree under `name` as its next version. Audited; every lead is asked soon after.

    Refuses an empty name, a tree that cannot be understood (naming the place), a circle of segments, and the name of a list.
    """
    return _publish(name, description, checked(tree), {}, actor)


def checked(tree: Any) -> Node:
    """The tree, with what only the database knows looked at too: templates, segments, fields. Refuses by the path of the leaf."""
    try:
        node = parse_tree(tree)
        if wrong := fault(node):
            raise wrong
    except BadTree as error:
        raise Refused(error.detail, field=error.path, code="bad_tree") from error
    return node


def _publish(name: str, description: str, node: Node, found: Filters, actor: Actor) -> Segment:
    title = clean(name, 120)
    if not title:
        raise Refused("Name the segment.", field="name")
    sql.lock("segments")
    last = Segment.objects.filter(name=title).order_by("-version").first()
    if last and last.kind != SegmentKind.TREE:
        raise Refused("A list has this name: choose another.", field="name", code="taken", status=409)
    line = last.line_id if last else ids.new()
    if circle := segments.circle(line, node):
        raise Refused(f"These segments would stand on each other in a circle: {' → '.join(circle)}.", field="tree", code="circle")
    segment = Segment.objects.create(
        name=title, description=clean(description, 500), filters=found, tree=plain(node), line_id=line,
        version=last.version + 1 if last else 1,
    )  # fmt: skip
    audit.record(actor, "segment.saved", segment, {"version": [last.version if last else None, segment.version]})
    work.ring(KIND)
    return segment


def archive_segment(*, segment_id: UUID, actor: Actor) -> Segment:
    """Take a segment out of the lists; what is pinned to it goes on, and its members are kept. Audited."""
    segment: Segment | None = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if segment is None:
        raise Refused("There is no such segment in this workspace.", code="not_found", status=404)
    if segment.archived_at is None:
        segment.archived_at = clock.now()
        segment.save(update_fields=["archived_at"])
        audit.record(actor, "segment.archived", segment)
    return segment


def restore_segment(*, segment_id: UUID, actor: Actor) -> Segment:
    """Take an archived segment back into the lists, with the members that were kept meanwhile. Audited."""
    segment: Segment | None = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if segment is None:
        raise Refused("There is no such segment in this workspace.", code="not_found", status=404)
    if segment.archived_at is not None:
        segment.archived_at = None
        segment.save(update_fields=["archived_at"])
        audit.record(actor, "segment.restored", segment)
    return segment
