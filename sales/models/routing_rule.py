"""RoutingRule: which leads go straight to sales and which through the pool (F058–F060); SdrTask: a human step of a journey."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from sales.enums import RouteLane


class RoutingRule(TenantModel):
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    # {"events": ["contact_request_submitted"], "channels": ["paid_search"]}: any of the events, or a conversion from the channels;
    # with "lead", a tree of leads.domain.trees, only of the leads that it names.
    condition = models.JSONField(default=dict)
    lane = models.CharField(max_length=12, choices=RouteLane.choices)
    # Empty: whoever claims first; else these people in turn. `turn` counts what was given out, so that turns survive a restart.
    assignee_ids = models.JSONField(default=list, blank=True)
    turn = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "position"], name="routing_rule_position")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class SdrTask(TenantModel):
    """A call or note that a journey asks a person to make."""

    lead = TenantKey(Lead)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    effect_key = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "effect_key"], name="sdr_task_once")]
        indexes = [
            models.Index(fields=["workspace_id", "due_at"], condition=models.Q(done_at=None), name="sdr_task_due"),
            models.Index(fields=["workspace_id", "lead"], name="sdr_task_of_lead"),
        ]

    def __str__(self) -> str:
        return self.title
