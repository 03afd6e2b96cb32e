"""IngestLimit: how much the sites of one workspace may send; a workspace without a row has the defaults of tracking.domain.quota."""

from django.db import models

from kernel.tenancy import TenantModel


class IngestLimit(TenantModel):
    """Events a second of one key and of all keys together; events a month is an allowance that is shown, never refused by."""

    per_second_of_key = models.PositiveIntegerField()
    per_second = models.PositiveIntegerField()
    per_month = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="ingest_limit_once")]

    def __str__(self) -> str:
        return f"{self.per_second}/s"
