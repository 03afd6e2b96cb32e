"""Company: an organisation, found by its e-mail domain."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class Company(TenantModel):
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253)
    industry = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "domain"], name="company_domain")]

    def __str__(self) -> str:
        return self.name
