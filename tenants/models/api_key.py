"""ApiKey: hashed, shown once. A write key only appends events; a secret key serves the REST API."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from tenants.enums import KeyKind


class ApiKey(TenantModel):
    kind = models.CharField(max_length=6, choices=KeyKind.choices)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    hint = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "digest"], name="api_key_digest")]

    def __str__(self) -> str:
        return f"{self.name} {self.hint}"
