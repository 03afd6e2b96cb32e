"""Segment: a named filter over leads, the same text that the list keeps in its URL; versioned by publishing a new row."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class Segment(TenantModel):
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    # {"stage": ["mql"], "source": "google", "tag": "…", …}: parsed by leads.domain.filters.
    filters = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name", "version"], name="segment_version")]

    def __str__(self) -> str:
        return self.name
