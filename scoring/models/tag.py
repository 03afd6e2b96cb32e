"""Tag: a definition (F031). TagEntry: one earning of it with its factors; weight = time decay × URL weight × behaviour weight (F039).
TagBatch: a tag put on, or taken off, many leads at once, so that it can be undone.
"""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from scoring.enums import BatchVerb, Fading, TagKind


class Tag(TenantModel):
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=TagKind.choices, default=TagKind.FACTUAL)
    description = models.CharField(max_length=300, blank=True, db_default="")
    category = models.CharField(max_length=60, blank=True, db_default="")
    owner_name = models.CharField(max_length=200, blank=True, db_default="")
    # How the weight of an earning fades, after how many days it counts no more, and the most that a lead can carry of it.
    fading = models.CharField(max_length=12, choices=Fading.choices, default=Fading.EXPONENTIAL, db_default=Fading.EXPONENTIAL)
    lasts_days = models.PositiveIntegerField(null=True, blank=True)
    cap = models.FloatField(null=True, blank=True)
    # Of a predictive tag: which model judges, and how good it was on people it had not seen (F032).
    model_version = models.CharField(max_length=60, blank=True, db_default="")
    metric = models.CharField(max_length=120, blank=True, db_default="")
    # Merged: its earnings stay its own and are read as those of `stands_for`, the end of the chain that begins with `merged_into`.
    merged_into = TenantKey("scoring.Tag", null=True, blank=True)
    stands_for = TenantKey("scoring.Tag", null=True, blank=True)
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
    # The batch that took it off, so that undoing gives back these and no others.
    removed_by = models.UUIDField(null=True, blank=True)
    # Of a predictive tag: the probability of this put, of which model, and how good that was on later leads (F032).
    probability = models.FloatField(null=True, blank=True)
    model_version = models.CharField(max_length=60, blank=True, db_default="")
    metric = models.CharField(max_length=120, blank=True, db_default="")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "lead", "tag", "effect_key"], name="tag_entry_once")]
        indexes = [models.Index(fields=["workspace_id", "tag", "lead"], name="tag_entry_of_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id}"


class TagBatch(TenantModel):
    """`changed` leads got the tag, or lost it; `undone_at` says that they have back what they had."""

    tag = TenantKey(Tag)
    verb = models.CharField(max_length=6, choices=BatchVerb.choices)
    filters = models.JSONField(default=dict)
    matched = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    actor_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "tag", "created_at"], name="tag_batch_of_tag")]

    def __str__(self) -> str:
        return f"{self.verb} {self.tag_id}"
