"""checked, pinned, check_trees: conditions that can be asked for good."""

from uuid import UUID

from msgspec.structs import replace

from kernel import clock
from kernel.problems import Refused
from leads.actions.segments import checked as check_tree
from leads.domain.filters import BadFilter, parse
from leads.domain.trees import parse as parse_tree
from leads.domain.trees import plain
from leads.queries import filters, segments
from onsite.domain.shapes import Conditions, Definition, conditions_of
from onsite.models import KeyAccount


def checked(conditions: Conditions) -> Conditions:
    """With filters that are understood, and accounts that are there. Refuses the others. `who` was looked at by check_trees."""
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
    return replace(conditions, filters=found, who=plain(parse_tree(conditions.who)) if conditions.who else None)


def check_trees(definition: Definition) -> None:
    """Refuses a condition tree that cannot be understood or names what is not there, by its place: `who/0/all[1].times`, rules from 0."""
    for number, conditions in enumerate(conditions_of(definition)):
        try:
            if conditions.who is not None:
                check_tree(conditions.who)
        except Refused as error:
            raise Refused(error.detail, field=f"who/{number}/{error.field}", code=error.code) from error.__cause__


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
