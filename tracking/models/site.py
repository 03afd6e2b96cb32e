"""Site: a website or server that sends, with its write key."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from tenants.models import ApiKey


class Site(TenantModel):
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=300)
    allowed_origins = models.JSONField(default=list, blank=True)
    key = TenantKey(ApiKey)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="site_key")]

    def __str__(self) -> str:
        return self.name
