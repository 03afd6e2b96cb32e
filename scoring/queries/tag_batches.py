"""What a batch would change, and what batches did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kernel import clock, sql
from kernel.problems import Refused
from leads.domain.filters import BadFilter, parse
from leads.domain.shown import digest
from leads.queries import leads
from scoring.enums import BatchVerb
from scoring.models import Tag, TagBatch
from scoring.queries import tags

MOST = 100_000
# By hand and not yet ended: an earning by an event fades, so a put beside it is a change.
CARRIED = """
SELECT DISTINCT e.lead_id FROM scoring_tagentry e
WHERE e.workspace_id = %(workspace_id)s AND e.tag_id = ANY(%(family)s::uuid[]) AND e.removed_at IS NULL
  AND (NOT %(by_hand)s OR NOT e.decays)
  AND (NOT %(by_hand)s OR %(days)s::int IS NULL OR e.occurred_at > %(now)s - make_interval(days => %(days)s::int))
"""


@dataclass(frozen=True)
class Preview:
    """How many leads the filter names, and which of them would change."""

    matched: int
    changing: list[UUID]

    @property
    def same(self) -> int:
        return self.matched - len(self.changing)

    @property
    def digest(self) -> str:
        """Which leads would change, as one word (leads.domain.shown)."""
        return digest(self.changing)


def preview(tag: Tag, verb: str, filters: Mapping[str, Sequence[str]]) -> Preview:
    """Refuses a filter that cannot be understood, none at all, and one that names more than MOST leads."""
    try:
        asked = parse(filters.items())
        found = list(leads.search(asked).order_by().values_list("id", flat=True)[: MOST + 1])
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error
    if not asked:
        raise Refused("Choose which leads: give at least one filter.", field="filters")
    if len(found) > MOST:
        raise Refused(f"More than {MOST} leads match: narrow the filter.", field="filters", code="too_many")
    adding = verb == BatchVerb.ADD
    params = {"family": tags.family_texts(tag.pk), "by_hand": adding, "days": tag.lasts_days, "now": clock.now()}
    carried = {row[0] for row in sql.tuples(CARRIED, **params)}
    return Preview(len(found), [lead for lead in found if (lead in carried) != adding])


def of_tag(tag_id: UUID, limit: int = 20) -> list[TagBatch]:
    """The latest first."""
    return list(TagBatch.objects.filter(tag_id=tag_id).order_by("-created_at", "-id")[:limit])


def batch(batch_id: UUID) -> TagBatch | None:
    return TagBatch.objects.filter(pk=batch_id).select_related("tag").first()
