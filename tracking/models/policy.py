"""TrackingPolicy: what one workspace decided about enrichment and privacy. DailySalt: what makes cookieless ids, for two days."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class TrackingPolicy(TenantModel):
    """One row per workspace; without one the defaults of tracking.domain.policy hold."""

    switched_off = models.JSONField(default=list)
    addresses = models.CharField(max_length=8)
    cookieless = models.BooleanField()
    # {"events": 400, "visitors": null, …}: kinds of tracking.domain.policy.RETENTION.
    days = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="tracking_policy_once")]

    def __str__(self) -> str:
        return self.addresses


class DailySalt(TenantModel):
    """Deleted 48 hours after its day began: from then on nobody can tell whose a cookieless id was."""

    day = models.DateField()
    salt = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "day"], name="daily_salt_once")]

    def __str__(self) -> str:
        return f"{self.day}"
