"""HandOverGate: how well a lead must be reachable before sales gets it (no row: every lead passes). HeldLead: one that waits for it."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead


class HandOverGate(TenantModel):
    # A value of sales.domain.gate.LEVELS.
    level = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="hand_over_gate_once")]

    def __str__(self) -> str:
        return f"{self.level}"


class HeldLead(TenantModel):
    """Came to MQL and has no hand-off yet, because nobody can reach it well enough. It counts while the lead stands at that visit."""

    lead = TenantKey(Lead)
    visit_no = models.PositiveIntegerField()
    held_at = models.DateTimeField(default=clock.now)
    # By which a journey asked for it since (sales.actions.hurry); "" for the lane of the move that brought it.
    lane = models.CharField(max_length=12, blank=True, db_default="")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "lead"], name="held_lead_once")]
        indexes = [models.Index(fields=["workspace_id", "held_at"], name="held_lead_by_time")]

    def __str__(self) -> str:
        return f"MQL-{self.visit_no:02}"
