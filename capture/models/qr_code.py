"""QrCode: a printed way to an address, which tells from where somebody came and marks them with tags (F028)."""

from django.db import models

from capture.domain import public_ids
from kernel import clock
from kernel.tenancy import TenantModel


class QrCode(TenantModel):
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=8, default=public_ids.fresh_code)
    target = models.CharField(max_length=2000)
    tags = models.JSONField(default=list, blank=True)
    # source, medium, campaign, content: put on the target's address.
    utm = models.JSONField(default=dict, blank=True)
    scans = models.PositiveIntegerField(default=0)
    last_scan_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "code"], name="qr_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        return public_ids.join(self.workspace_id, self.code)
