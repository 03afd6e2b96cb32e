"""Funnel: ordered steps that a workspace asks about again and again (F018, F021)."""

from django.db import models

from analytics.domain import funnels
from analytics.enums import SplitBy
from kernel import clock
from kernel.tenancy import TenantModel


class Funnel(TenantModel):
    """`steps` as analytics.domain.funnels.plain gives them; `days` from the first step to the last; `split` "" for none."""

    name = models.CharField(max_length=120)
    steps = models.JSONField(default=list)
    days = models.PositiveIntegerField(default=funnels.WINDOW)
    split = models.CharField(max_length=10, choices=SplitBy.choices, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name"], name="funnel_name")]

    def __str__(self) -> str:
        return self.name
