"""Switch: a published version on its way to be the live one. SwitchLead: what one lead's ledger and row will say from the switch on.

Nothing of it acts before the switch: the earlier version goes on scoring, and a lead that it scores meanwhile is prepared again (`stale`).
"""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from scoring.models.rulebook import Rulebook


class Switch(TenantModel):
    rulebook = TenantKey(Rulebook)
    begun_by = models.CharField(max_length=200)
    # The last lead that was prepared, in the order of ids; `walked_at`: all were.
    after_id = models.UUIDField(null=True, blank=True)
    walked_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], condition=models.Q(finished_at__isnull=True), name="switch_one_running"),
        ]
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="switch_by_time")]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class SwitchLead(TenantModel):
    switch = TenantKey(Switch)
    lead = TenantKey(Lead)
    stale = models.BooleanField(default=False)
    # Entries of the ledger to be, and the snapshot (leads.actions.snapshot.SnapshotRow) that goes with them.
    entries = models.JSONField(default=list)
    row = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "switch", "lead"], name="switch_lead_once")]
        indexes = [
            models.Index(fields=["workspace_id", "switch", "lead"], condition=models.Q(stale=True), name="switch_lead_stale"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}"
