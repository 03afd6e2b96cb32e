"""add_rule, remove_rule: by which campaigns and words tags are given; tag_by_campaign gives them (F015)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel import audit, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from scoring.actions.tags import TagPut, add_tags
from scoring.domain.campaign_tags import BadRule, read
from scoring.enums import TagKind
from scoring.models import CampaignTag, Tag
from scoring.queries import campaign_tags

MOST = 200
# Whose tag by this rule is written already is left out, so that a visit touches nobody twice; what a machine brought is as if not written.
# The words that were searched stand with the visitor, for ever: they are asked where somebody comes from a search. What came before the
# rule gives nothing.
CAME = """
SELECT DISTINCT ON (x.lead_id, r.id) x.lead_id, r.id, t.name, e.occurred_at, e.id
FROM unnest(%(ids)s::uuid[], %(leads)s::uuid[]) AS x(event_id, lead_id)
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.id = x.event_id AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
    AND NOT e.is_bot
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
CROSS JOIN LATERAL (VALUES
    ('source', e.source), ('medium', e.medium), ('campaign', e.campaign), ('content', e.context #>> '{utm,content}'),
    ('keyword', coalesce(nullif(e.context #>> '{utm,term}', ''),
        CASE WHEN e.channel IN ('organic_search', 'paid_search') THEN v.search_intent END))
) AS said(field, value)
JOIN scoring_campaigntag r ON r.workspace_id = %(workspace_id)s AND r.field = said.field AND r.created_at <= e.occurred_at
    AND CASE r.likeness
    WHEN 'is' THEN lower(said.value) = lower(r.value) ELSE strpos(lower(said.value), lower(r.value)) > 0 END
JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = r.tag_id
WHERE NOT EXISTS (SELECT 1 FROM scoring_tagentry g WHERE g.workspace_id = %(workspace_id)s AND g.lead_id = x.lead_id AND g.tag_id = r.tag_id
    AND starts_with(g.effect_key, 'campaign:' || r.id) AND (g.removed_at IS NULL OR g.removed_at >= g.occurred_at))
ORDER BY x.lead_id, r.id, e.occurred_at
"""


def add_rule(*, field: str, likeness: str, value: str, tag: Tag, actor: Actor) -> CampaignTag:
    """From now on whoever comes so gets the tag, once. Audited. Refuses what is no rule, a merged tag, a predictive one, the same rule
    twice (409), and more than 200."""
    try:
        wanted = read(field, likeness, value)
    except BadRule as error:
        raise Refused(_(error.text), field=error.field) from error
    if tag.stands_for_id or tag.kind == TagKind.PREDICTIVE:
        raise Refused(_("Choose a tag that people may put: no merged and no predictive one."), field="tag")
    if CampaignTag.objects.count() >= MOST:
        raise Refused(_("There are 200 rules already: remove one first."), field="value")
    try:
        with transaction.atomic():
            rule: CampaignTag = CampaignTag.objects.create(
                field=wanted.field, likeness=wanted.likeness, value=wanted.value, tag=tag, created_by=actor.name[:200]
            )
    except IntegrityError as error:
        raise Refused(_("There is this rule already."), field="value", code="taken", status=409) from error
    audit.record(actor, "campaign_tag.added", rule, {wanted.field: [None, wanted.value], "tag": [None, tag.name]})
    return rule


def remove_rule(*, rule: CampaignTag, actor: Actor) -> None:
    """Give no more tags by it; those that it gave stay. Audited."""
    audit.record(actor, "campaign_tag.removed", rule, {rule.field: [rule.value, None], "tag": [rule.tag.name, None]})
    rule.delete()


def tag_by_campaign(event_ids: Sequence[UUID], lead_ids: Sequence[UUID]) -> int:
    """Put the tags of the rules that event_ids[i] meets on lead_ids[i], once per lead and rule; says how many were new."""
    if not event_ids or not campaign_tags.there_are():
        return 0
    start, end = ids.span(event_ids)
    given = {"ids": list(event_ids), "leads": list(lead_ids), "start": start, "end": end + timedelta(milliseconds=1)}
    found = sql.tuples(CAME, **given)
    return add_tags([TagPut(lead, name, f"campaign:{rule}:{event}", at, "campaign", event) for lead, rule, name, at, event in found])
