"""save_segment, archive_segment: a filter set with a name; saving again publishes a new version."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.filters import BadFilter, parse
from leads.domain.names import clean
from leads.models import Segment
from leads.queries import filters as conditions


def save_segment(*, name: str, filters: Mapping[str, Sequence[str]], actor: Actor, description: str = "") -> Segment:
    """Publish the filter set under `name` as its next version; earlier versions stay for what is pinned to them. Audited.

    Refuses an empty name and a filter that cannot be understood.
    """
    title = clean(name, 120)
    if not title:
        raise Refused("Name the segment.", field="name")
    try:
        found = parse(list(filters.items()))
        conditions.build(found, clock.now())
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error
    last = Segment.objects.select_for_update().filter(name=title).order_by("-version").first()
    segment = Segment.objects.create(
        name=title, description=clean(description, 500), filters=found, version=last.version + 1 if last else 1
    )
    audit.record(actor, "segment.saved", segment, {"version": [last.version if last else None, segment.version]})
    return segment


def archive_segment(*, segment_id: UUID, actor: Actor) -> Segment:
    """Take a segment out of the lists; what is pinned to it goes on. Audited."""
    segment: Segment | None = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if segment is None:
        raise Refused("There is no such segment in this workspace.", code="not_found", status=404)
    if segment.archived_at is None:
        segment.archived_at = clock.now()
        segment.save(update_fields=["archived_at"])
        audit.record(actor, "segment.archived", segment)
    return segment
