"""The rules by which campaigns give tags, and how many leads have one by each (F015)."""

from uuid import UUID

from kernel import sql
from scoring.models import CampaignTag
from scoring.queries.tags import STANDING

ANY = "SELECT EXISTS (SELECT 1 FROM scoring_campaigntag r WHERE r.workspace_id = %(workspace_id)s)"
GIVEN = f"""
SELECT r.id, count(DISTINCT e.lead_id)::int FROM scoring_campaigntag r
JOIN scoring_tagentry e ON e.workspace_id = %(workspace_id)s AND e.tag_id = r.tag_id AND starts_with(e.effect_key, 'campaign:' || r.id)
    AND e.removed_at IS NULL
{STANDING}
WHERE r.workspace_id = %(workspace_id)s GROUP BY r.id
"""


def rules() -> list[CampaignTag]:
    """All of them, by field and text, each with its tag."""
    return list(CampaignTag.objects.select_related("tag").order_by("field", "value", "id"))


def rule(rule_id: UUID) -> CampaignTag | None:
    return CampaignTag.objects.select_related("tag").filter(pk=rule_id).first()


def there_are() -> bool:
    """Whether the workspace has any: asked at every visit, so it is said to the database as it is."""
    return bool(sql.tuples(ANY)[0][0])


def given() -> dict[UUID, int]:
    """Rule → how many leads have its tag by it; rules of nobody are left out."""
    return dict(sql.tuples(GIVEN))
