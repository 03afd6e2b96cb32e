"""Suppression: an address that must not be written to, and why. Asked inside the claim that sends."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class Suppression(TenantModel):
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=12)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "address"], condition=models.Q(lifted_at=None), name="suppression_once")
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.reason})"
