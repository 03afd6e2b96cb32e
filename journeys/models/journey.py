"""Journey, and JourneyVersion: an immutable published definition to which running enrolments stay pinned."""

from django.db import models

from journeys.enums import JourneyKind, JourneyState
from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class Journey(TenantModel):
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=14, choices=JourneyKind.choices, default=JourneyKind.CUSTOM)
    state = models.CharField(max_length=8, choices=JourneyState.choices, default=JourneyState.DRAFT)
    # The draft; its shape is journeys.domain.graph.Graph.
    draft = models.JSONField(default=dict)
    live_version = models.PositiveIntegerField(null=True, blank=True)
    # Since when it lets leads in: it was launched or resumed then.
    live_since = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    # Entry by segment: when it is looked for next, and how far this round has come (it goes by lead id, some hundred at a time).
    segment_due_at = models.DateTimeField(null=True, blank=True)
    segment_after = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "state"], name="journey_by_state")]

    def __str__(self) -> str:
        return self.name


class JourneyVersion(TenantModel):
    journey = TenantKey(Journey)
    number = models.PositiveIntegerField()
    graph = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "journey", "number"], name="journey_version")]

    def __str__(self) -> str:
        return f"v{self.number}"
