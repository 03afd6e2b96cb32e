"""merge_tags, unmerge_tag: two names for one thing become one, and may part again.

No earning is rewritten: the merged tag keeps its own, and they are read as those of the tag it stands for. So undoing gives back exactly
what each had, with what came since under its own name.
"""

from kernel import audit, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import refresh
from scoring.actions.marks import renamed
from scoring.models import Tag

# Who stands for whom follows from who was merged into whom; there are few tags, so all are told anew.
RESOLVE = """
WITH RECURSIVE ends AS (
    SELECT t.id, t.merged_into_id AS upper FROM scoring_tag t WHERE t.workspace_id = %(workspace_id)s AND t.merged_into_id IS NOT NULL
    UNION
    SELECT e.id, t.merged_into_id FROM ends e
    JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.upper AND t.merged_into_id IS NOT NULL
), roots AS (
    SELECT e.id, e.upper FROM ends e
    JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.upper AND t.merged_into_id IS NULL
)
UPDATE scoring_tag t SET stands_for_id = (SELECT r.upper FROM roots r WHERE r.id = t.id)
WHERE t.workspace_id = %(workspace_id)s AND t.stands_for_id IS DISTINCT FROM (SELECT r.upper FROM roots r WHERE r.id = t.id)
"""


def merge_tags(tag: Tag, into: Tag, actor: Actor) -> Tag:
    """Read `tag` as `into` from now on; refuses a tag with itself, one that is merged already, and two of different kinds."""
    sql.lock("scoring.tag_merges")
    tag.refresh_from_db()
    into.refresh_from_db()
    if tag.merged_into_id:
        raise Refused(f"“{tag.name}” is merged already: undo that first.", field="into", code="merged", status=409)
    if into.pk == tag.pk or into.stands_for_id == tag.pk:
        raise Refused("Choose another tag to merge into.", field="into", code="same")
    if into.kind != tag.kind:
        raise Refused(f"“{into.name}” is {into.kind} and “{tag.name}” is {tag.kind}: only tags of one kind merge.", field="into")
    tag.merged_into = into
    tag.save(update_fields=["merged_into"])
    _resolve(tag, into)
    audit.record(actor, "tag.merged", tag, {"merged_into": ["", into.name]})
    tag.refresh_from_db()
    return tag


def unmerge_tag(tag: Tag, actor: Actor) -> Tag:
    """Undo the merge: both are what they were. Refuses a tag that is not merged."""
    sql.lock("scoring.tag_merges")
    tag.refresh_from_db()
    if tag.merged_into is None:
        raise Refused(f"“{tag.name}” is not merged.", code="not_merged", status=409)
    was = tag.merged_into
    tag.merged_into = None
    tag.save(update_fields=["merged_into"])
    _resolve(tag, was)
    audit.record(actor, "tag.unmerged", tag, {"merged_into": [was.name, ""]})
    tag.refresh_from_db()
    return tag


def _resolve(tag: Tag, other: Tag) -> None:
    sql.execute(RESOLVE)
    refresh("tag")
    refresh("marked")
    renamed([tag.pk, other.pk])
