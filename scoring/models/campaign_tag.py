"""CampaignTag: whoever comes by such a campaign, or by such words, gets the tag (F015)."""

from django.db import models
from django.db.models.functions import Lower

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from scoring.domain.campaign_tags import LONGEST
from scoring.enums import CameBy, Likeness
from scoring.models.tag import Tag


class CampaignTag(TenantModel):
    field = models.CharField(max_length=8, choices=CameBy.choices)
    likeness = models.CharField(max_length=8, choices=Likeness.choices)
    # Compared without regard to large and small letters.
    value = models.CharField(max_length=LONGEST)
    tag = TenantKey(Tag)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                models.F("workspace_id"), models.F("field"), models.F("likeness"), Lower("value"), models.F("tag"),
                name="campaign_tag_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.field} {self.likeness} {self.value}"
