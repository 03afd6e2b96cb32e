"""Rulebook: a draft, then immutable once published. What runs is pinned to a version."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from scoring.enums import RulebookState


class Rulebook(TenantModel):
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RulebookState.choices, default=RulebookState.DRAFT)
    # The shape is scoring.domain.rule_shapes.Rules: threshold, margin, decay, rules, categories, deductions.
    rules = models.JSONField()
    # The sections of scoring.domain.agreement that were written; the others say what Leadway came with.
    agreement = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "version"], name="rulebook_version"),
            models.UniqueConstraint(fields=["workspace_id"], condition=models.Q(state="draft"), name="rulebook_one_draft"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"
