"""The rules by which campaigns give tags, and how many leads have one by each (F015)."""

from uuid import UUID

from kernel import sql
from scoring.models import CampaignTag

ANY = "SELECT EXISTS (SELECT 1 FROM scoring_campaigntag r WHERE r.workspace_id = %(workspace_id)s)"
GIVEN = """
SELECT r.id, count(g.id)::int FROM scoring_campaigntag r
JOIN scoring_tagentry g ON g.workspace_id = %(workspace_id)s AND g.tag_id = r.tag_id AND g.effect_key = 'campaign:' || r.id
    AND g.removed_at IS NULL
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
