"""CompetitorMention: somebody said that a lead uses, considers or chose a competitor."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from sales.enums import Standing


class CompetitorMention(TenantModel):
    lead = TenantKey(Lead)
    name = models.CharField(max_length=120)
    # As sales.domain.competitors.key spells it: one competitor, however it is written. One row per lead and key, but for merged leads.
    key = models.CharField(max_length=120)
    standing = models.CharField(max_length=9, choices=Standing.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "lead"], name="competitor_of_lead"),
            models.Index(fields=["workspace_id", "key"], name="competitor_by_key"),
        ]

    def __str__(self) -> str:
        return self.name
