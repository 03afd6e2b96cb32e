"""pinned: conditions that can be asked for good."""

from uuid import UUID

from msgspec.structs import replace

from kernel import clock
from kernel.problems import Refused
from leads.domain.filters import BadFilter, parse
from leads.queries import filters, segments
from onsite.domain.shapes import Conditions
from onsite.models import KeyAccount


def checked(conditions: Conditions) -> Conditions:
    """With filters that are understood, and accounts that are there. Refuses the others."""
    try:
        found = parse(list(conditions.filters.items()))
        filters.build(found, clock.now())
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error
    ids = [one for one in conditions.accounts if one != "any"]
    try:
        asked = {UUID(one) for one in ids}
    except ValueError as error:
        raise Refused("Choose key accounts of this workspace.", field="accounts") from error
    if KeyAccount.objects.filter(pk__in=asked).count() != len(asked):
        raise Refused("Choose key accounts of this workspace.", field="accounts")
    return replace(conditions, filters=found)


def pinned(conditions: Conditions) -> Conditions:
    """Checked, with the filters that its segment has now: the segment may change, what is published does not. A segment that was built
    from conditions, and a list, are asked for their members, as they are kept.
    """
    found = checked(conditions)
    if not found.segment:
        return replace(found, segment_filters={})
    try:
        segment = segments.segment(UUID(found.segment))
    except ValueError:
        segment = None
    if segment is None or segment.archived_at:
        raise Refused("The segment is gone: choose another.", field="segment")
    return replace(found, segment_filters=segments.filters_of(segment))
