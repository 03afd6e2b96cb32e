"""OperatingGoal: what a stage, or a segment in it, is to reach until when. Playbook: how a stage is run (F004, F005)."""

from django.db import models

from analytics.enums import GoalMetric
from kernel import clock
from kernel.tenancy import TenantModel


class OperatingGoal(TenantModel):
    """Its value is measured when somebody looks, and once more when its last day is over: that one stays. `line_id` the segment that it is
    about, NULL for the whole stage."""

    stage = models.CharField(max_length=30)
    line_id = models.UUIDField(null=True, blank=True)
    metric = models.CharField(max_length=12, choices=GoalMetric.choices)
    target = models.FloatField()
    # The whole day counts, in the workspace's zone.
    due_on = models.DateField()
    began_at = models.DateTimeField(default=clock.now)
    # The journey that serves it.
    journey_id = models.UUIDField(null=True, blank=True)
    # What it had reached when its last day was over, NULL where there was nothing to measure, and when that was written down.
    result = models.FloatField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "stage", "due_on"], name="goal_of_stage"),
            models.Index(fields=["workspace_id", "journey_id"], condition=models.Q(journey_id__isnull=False), name="goal_of_journey"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.metric} {self.target:g}"


class Playbook(TenantModel):
    """{metrics, segments, outreach} of one stage, as the workspace has it: metrics by name, lines of segments, ids of journeys, texts."""

    stage = models.CharField(max_length=30)
    metrics = models.JSONField(default=list)
    segments = models.JSONField(default=list)
    journeys = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "stage"], name="playbook_once")]

    def __str__(self) -> str:
        return self.stage
