"""KeyAccount: a company that is recognised by its networks (F047), with a tier (F168)."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Company
from onsite.enums import Tier


class KeyAccount(TenantModel):
    name = models.CharField(max_length=120)
    company = TenantKey(Company, null=True, blank=True)
    tier = models.CharField(max_length=1, choices=Tier.choices, blank=True)
    # ["203.0.113.0/24", …], as onsite.domain.networks reads them.
    ranges = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name"], name="key_account_name")]

    def __str__(self) -> str:
        return self.name
