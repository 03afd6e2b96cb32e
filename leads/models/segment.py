"""Segment: a condition tree with a name, or a list; versioned by publishing a new row. Its members, and when they came and went."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from kernel import clock, ids
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import SegmentKind
from leads.models.lead import Lead


class Segment(TenantModel):
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    # What all versions of one name share; members belong to it.
    line_id = models.UUIDField(default=ids.new, db_default=RandomUUID(), editable=False)
    kind = models.CharField(max_length=4, choices=SegmentKind.choices, default=SegmentKind.TREE, db_default=SegmentKind.TREE)
    # As it was saved from the list of leads: {"stage": ["mql"], …} (leads.domain.filters). Empty when it was built as a tree.
    filters = models.JSONField(default=dict)
    # leads.domain.trees. Empty for a list, and for what was saved before trees: then the filters say it.
    tree = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Since when every lead has been asked by this version, and how far the asking has come.
    filled_at = models.DateTimeField(null=True, blank=True)
    fill_after = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name", "version"], name="segment_version")]
        indexes = [models.Index(fields=["workspace_id", "line_id", "version"], name="segment_of_line")]

    def __str__(self) -> str:
        return self.name


class SegmentStanding(TenantModel):
    """Where a lead stands with a segment: kept for members, and for others whose answer changes with time alone (`due_at`)."""

    line_id = models.UUIDField()
    lead = TenantKey(Lead)
    inside = models.BooleanField()
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "line_id", "lead"], name="segment_standing_once")]
        indexes = [
            models.Index(fields=["workspace_id", "due_at"], condition=models.Q(due_at__isnull=False), name="segment_standing_due"),
            models.Index(fields=["workspace_id", "lead"], name="segment_standing_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {'in' if self.inside else 'out'}"


class SegmentStay(TenantModel):
    """One stay of a lead in a segment; append-only but for its end."""

    line_id = models.UUIDField()
    lead = TenantKey(Lead)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "line_id", "lead"], condition=models.Q(left_at=None), name="segment_stay_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace_id", "lead", "entered_at"], name="segment_stay_of_lead"),
            models.Index(fields=["workspace_id", "line_id", "entered_at"], name="segment_stay_by_entry"),
            models.Index(fields=["workspace_id", "line_id", "left_at"], name="segment_stay_by_exit"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.entered_at:%Y-%m-%d}"


class SegmentTouch(TenantModel):
    """Something happened to this lead: its segments have to be asked again. Written with the change, taken out by the drain."""

    lead_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "id"], name="segment_touch_in_order")]

    def __str__(self) -> str:
        return str(self.lead_id)
