"""Opportunity: a possible deal of one lead; won or lost with value and date."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from sales.enums import OpportunityState


class Opportunity(TenantModel):
    lead = TenantKey(Lead)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=4, choices=OpportunityState.choices, default=OpportunityState.OPEN)
    # Money in minor units of `currency` (cents): never a float.
    value_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="USD")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.CharField(max_length=200, blank=True)
    # Which competitor it was lost to, where one is named.
    lost_to = models.CharField(max_length=120, blank=True, default="", db_default="")
    external_id = models.CharField(max_length=120, blank=True)
    owner_name = models.CharField(max_length=200, blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "external_id"], condition=~models.Q(external_id=""), name="opportunity_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["workspace_id", "lead"], name="opportunity_of_lead"),
            models.Index(fields=["workspace_id", "state", "closed_at"], name="opportunity_by_state"),
        ]

    def __str__(self) -> str:
        return self.name
