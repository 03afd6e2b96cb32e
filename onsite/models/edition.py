"""Edition: the number of what a workspace shows as a whole; every publication, pause and key account raises it, and so renews caches."""

from django.db import models

from kernel.tenancy import TenantModel


class Edition(TenantModel):
    number = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="edition_once")]

    def __str__(self) -> str:
        return f"#{self.number}"
