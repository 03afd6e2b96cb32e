"""HandOff: a lead in the SDR queue, exactly one per MQL visit. Touch: one contact by an SDR, with its disposition."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from sales.enums import Disposition, HandOffState, ReturnReason, TouchKind, rule_name


class HandOff(TenantModel):
    lead = TenantKey(Lead)
    # The MQL visit that it belongs to (MQL-02): the queue gets exactly one hand-off per visit.
    visit_no = models.PositiveIntegerField()
    lane = models.CharField(max_length=12)
    rule = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=HandOffState.choices, default=HandOffState.OPEN)
    owner_id = models.BigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    # When the first touch was promised by (F066); nothing is promised for what history tells.
    due_at = models.DateTimeField(null=True, blank=True)
    history = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    first_touch_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=40, blank=True)
    # Copied from the lead so that the queue's order is one index scan; kept by sales.actions.queue.
    rank_key = models.FloatField(null=True, blank=True)
    # Rises with every change: who acts on what he saw names the version he saw.
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            # One of a visit that was undone with its merge leaves its number to the next visit that stands.
            models.UniqueConstraint(
                fields=["workspace_id", "lead", "visit_no"], condition=~models.Q(close_reason="unmerged"), name="hand_off_once_per_stay"
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "lead"], condition=models.Q(state__in=["open", "claimed"]), name="hand_off_open_once"
            ),
        ]
        indexes = [
            models.Index(
                models.F("workspace_id"),
                models.F("rank_key").desc(nulls_last=True),
                models.F("id"),
                condition=models.Q(state="open"),
                name="hand_off_waiting",
            ),
            models.Index(fields=["workspace_id", "owner_id", "state"], name="hand_off_of_owner"),
            models.Index(fields=["workspace_id", "opened_at"], name="hand_off_by_time"),
            # The unique ones are of some only.
            models.Index(fields=["workspace_id", "lead"], name="hand_off_of_lead"),
        ]

    def __str__(self) -> str:
        return f"MQL-{self.visit_no:02}"

    @property
    def came_by(self) -> str:
        """The rule by which it came, for a reader."""
        return rule_name(self.rule)


class Touch(TenantModel):
    lead = TenantKey(Lead)
    hand_off = TenantKey(HandOff, null=True, blank=True)
    kind = models.CharField(max_length=8, choices=TouchKind.choices)
    disposition = models.CharField(max_length=12, blank=True, choices=Disposition.choices)
    reason = models.CharField(max_length=30, blank=True, choices=ReturnReason.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    actor_name = models.CharField(max_length=200)
    actor_id = models.BigIntegerField(null=True, blank=True)
    # The caller's own name for this touch: a retry finds it and writes nothing.
    external_id = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "external_id"], condition=~models.Q(external_id=""), name="touch_external_id")
        ]
        indexes = [models.Index(fields=["workspace_id", "lead", "at"], name="touch_of_lead")]

    def __str__(self) -> str:
        return f"{self.kind} {self.disposition}"
