"""MoveBatch: leads that somebody moved to a stage in one go; undone in one go too."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from leads.enums import MoveReason


class MoveBatch(TenantModel):
    to = models.CharField(max_length=30)
    reason = models.CharField(max_length=20, choices=MoveReason.choices)
    note = models.CharField(max_length=500)
    through = models.BooleanField(default=False)
    # The filter set that named the leads, and each lead that moved with where it stood: [stage, visit number].
    filters = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, default="")
    # How many of them stand again where they stood.
    back = models.PositiveIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "at"], name="move_batch_by_time")]

    def __str__(self) -> str:
        return f"{self.to}: {len(self.before)}"
