"""SurvivorshipRules: one version of whose value survives a merge. Immutable: a merge names the version it was made by."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class SurvivorshipRules(TenantModel):
    """The newest version holds; without one leads.domain.survivorship.STANDARD does, which is version 0."""

    version = models.PositiveIntegerField()
    # {"name": "complete", …}: fields of leads.domain.survivorship.STANDARD.
    rules = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "version"], name="survivorship_version_once")]

    def __str__(self) -> str:
        return f"{self.version}"
