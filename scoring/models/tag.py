"""Tag: a definition (F031). TagEntry: one earning of it with its factors; weight = time decay × URL weight × behaviour weight (F039)."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from scoring.enums import TagKind


class Tag(TenantModel):
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=TagKind.choices, default=TagKind.FACTUAL)
    description = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name"], name="tag_name")]

    def __str__(self) -> str:
        return self.name


class TagEntry(TenantModel):
    """Append-only but for `removed_at`. An entry without an event (put by hand, rule or journey) does not fade."""

    lead = TenantKey(Lead)
    tag = TenantKey(Tag)
    url_weight = models.FloatField(default=1)
    behaviour_weight = models.FloatField(default=1)
    decays = models.BooleanField(default=False)
    event_id = models.UUIDField(null=True, blank=True)
    occurred_at = models.DateTimeField()
    source = models.CharField(max_length=60)
    effect_key = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "lead", "tag", "effect_key"], name="tag_entry_once")]
        indexes = [models.Index(fields=["workspace_id", "tag", "lead"], name="tag_entry_of_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id}"
