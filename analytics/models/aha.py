"""AhaChoice: which event a workspace takes for the moment at which people see what a product is worth (F089)."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class AhaChoice(TenantModel):
    """One choice; the newest of a product that was not taken back holds. `came_back` and `others`: the shares in percent on which it was
    chosen, of who did it early and of who did not."""

    # No key: scoring forgets a product without asking us, and what names it then holds for none.
    product_id = models.UUIDField()
    event = models.CharField(max_length=200)
    came_back = models.FloatField(null=True, blank=True)
    others = models.FloatField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "product_id", "at"], name="aha_by_product")]

    def __str__(self) -> str:
        return self.event
