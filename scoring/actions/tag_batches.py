"""run_batch, undo_batch: one tag and many leads, after their number was shown, and back again."""

from collections.abc import Mapping, Sequence

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.domain.shown import are_others
from scoring.actions.marked import marked
from scoring.enums import BatchVerb, TagKind
from scoring.models import Tag, TagBatch
from scoring.queries import tag_batches, tags

PUT = """
INSERT INTO scoring_tagentry (workspace_id, id, lead_id, tag_id, url_weight, behaviour_weight, decays, occurred_at, source, effect_key)
SELECT %(workspace_id)s, gen_random_uuid(), x.id, %(tag)s, 1, 1, false, %(now)s, %(source)s, %(effect)s
FROM unnest(%(leads)s::uuid[]) AS x(id)
ON CONFLICT (workspace_id, lead_id, tag_id, effect_key) DO NOTHING
"""
TAKE = """
UPDATE scoring_tagentry SET removed_at = %(now)s, removed_by = %(batch)s
WHERE workspace_id = %(workspace_id)s AND tag_id = ANY(%(family)s::uuid[]) AND lead_id = ANY(%(leads)s::uuid[]) AND removed_at IS NULL
"""
UNDO_PUT = """
UPDATE scoring_tagentry SET removed_at = %(now)s
WHERE workspace_id = %(workspace_id)s AND tag_id = %(tag)s AND effect_key = %(effect)s AND removed_at IS NULL
RETURNING lead_id
"""
UNDO_TAKE = """
UPDATE scoring_tagentry SET removed_at = NULL, removed_by = NULL
WHERE workspace_id = %(workspace_id)s AND tag_id = ANY(%(family)s::uuid[]) AND removed_by = %(batch)s
RETURNING lead_id
"""


def run_batch(tag: Tag, verb: str, filters: Mapping[str, Sequence[str]], expected: int | None, actor: Actor, shown: str = "") -> TagBatch:
    """Put `tag` on the leads that `filters` name, or take it off them; those that have it (or not) already stay as they are.

    `expected` is the number that was shown before, `shown` the digest of who they were (leads.domain.shown): when another number or
    others would change now, nothing does (409). Refuses more than tag_batches.MOST leads, a merged tag, and putting a predictive one by
    hand.
    """
    if verb not in BatchVerb.values:
        raise Refused(f"Choose one of {', '.join(BatchVerb.values)}.", field="verb")
    if tag.stands_for_id:
        raise Refused(f"“{tag.name}” is merged into another tag: choose that one.", field="tag", code="merged", status=409)
    if verb == BatchVerb.ADD and tag.kind == TagKind.PREDICTIVE:
        raise Refused("A predictive tag is a model's judgement: people put factual and analytical ones.", field="tag", code="predictive")
    found = tag_batches.preview(tag, verb, filters)
    if expected is not None and expected != len(found.changing):
        raise Refused(
            f"It would change {len(found.changing)} leads now, not {expected}: look again.", field="expected", code="changed", status=409
        )
    if are_others(found.changing, shown):
        raise Refused("It would change other leads now than those you were shown: look again.", field="digest", code="changed", status=409)
    batch = TagBatch.objects.create(
        tag=tag, verb=verb, filters=dict(filters), matched=found.matched, changed=len(found.changing), actor_name=actor.name
    )
    leads = list(found.changing)
    if verb == BatchVerb.ADD:
        source = (actor.name or actor.kind)[:60]
        sql.execute(PUT, leads=leads, tag=str(tag.pk), now=clock.now(), source=source, effect=_effect(batch))
    else:
        sql.execute(TAKE, leads=leads, family=tags.family_texts(tag.pk), now=clock.now(), batch=str(batch.pk))
    touch(found.changing)
    marked(leads)
    audit.record(actor, f"tag.batch_{verb}", tag, {"leads": [None, batch.changed]})
    return batch


def undo_batch(batch: TagBatch, actor: Actor) -> TagBatch:
    """Give these leads back what they had: of what the batch put, what nobody took off since; of what it took off, all. Once (409)."""
    batch = TagBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise Refused("This was undone already.", code="undone", status=409)
    if batch.verb == BatchVerb.ADD:
        changed = sql.tuples(UNDO_PUT, tag=str(batch.tag_id), effect=_effect(batch), now=clock.now())
    else:
        changed = sql.tuples(UNDO_TAKE, family=tags.family_texts(batch.tag_id), batch=str(batch.pk))
    touch(lead for (lead,) in changed)
    marked(lead for (lead,) in changed)
    batch.undone_at = clock.now()
    batch.save(update_fields=["undone_at"])
    audit.record(actor, "tag.batch_undone", batch.tag_id, {"leads": [batch.changed, None]})
    return batch


def _effect(batch: TagBatch) -> str:
    return f"batch:{batch.pk}"
