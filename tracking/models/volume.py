"""Volume: what one site sent in one hour, by verdict. What has no site counts under the nil id."""

from django.db import models

from kernel.tenancy import TenantModel


class Volume(TenantModel):
    """`accepted` and `blocked` are exact (written with the events); the others are counted at the door and written every few seconds."""

    site_id = models.UUIDField()
    hour = models.DateTimeField()
    accepted = models.PositiveBigIntegerField(default=0)
    duplicate = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    blocked = models.PositiveBigIntegerField(default=0)
    limited = models.PositiveBigIntegerField(default=0)
    limited_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "hour", "site_id"], name="volume_once")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.hour}"
