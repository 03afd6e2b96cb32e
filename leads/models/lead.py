"""Lead: an episode of one person's interest, with its stage and owner. Its score stands beside it (leads.models.snapshot)."""

from django.db import models
from django.db.models import F
from django.utils.translation import get_language

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import Lane, Stage
from leads.models.person import Person
from leads.models.snapshot import Snapshot


class Lead(TenantModel):
    person = TenantKey(Person)
    number = models.PositiveIntegerField(default=1)
    stage = models.CharField(max_length=30, default=Stage.AWARENESS)
    visit_no = models.PositiveIntegerField(default=1)
    stage_entered_at = models.DateTimeField(default=clock.now)
    lane = models.CharField(max_length=8, choices=Lane.choices, default=Lane.NURTURE)
    entry_channel = models.CharField(max_length=20, blank=True)
    # Copy of "the person has a known_at", so that the list and its counts need no join.
    known = models.BooleanField(default=False)
    owner_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=20, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveIntegerField(default=0)
    cool_until = models.DateTimeField(null=True, blank=True)
    # The same, until somebody has looked whether the lead is over the threshold now that it may be handed over again.
    cools_at = models.DateTimeField(null=True, blank=True)
    history = models.BooleanField(default=False)
    flags = models.JSONField(default=list, blank=True)
    # No column: the row of the same id.
    snapshot: "models.ForeignObject[Snapshot, Snapshot]" = models.ForeignObject(
        Snapshot, models.DO_NOTHING, from_fields=["id"], to_fields=["id"], related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "person", "number"], name="lead_episode"),
            models.UniqueConstraint(fields=["workspace_id", "person"], condition=models.Q(closed_at=None), name="lead_open_once"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "stage", "known", "stage_entered_at"], name="lead_by_standing"),
            models.Index(F("workspace_id"), F("last_active_at").desc(nulls_last=True), F("id"), name="lead_by_activity"),
            models.Index(fields=["workspace_id", "created_at"], name="lead_by_creation"),
            models.Index(fields=["workspace_id", "stage_entered_at"], name="lead_by_move"),
            models.Index(fields=["workspace_id", "owner_id"], condition=models.Q(owner_id__isnull=False), name="lead_owned"),
            models.Index(fields=["workspace_id", "cools_at"], condition=models.Q(cools_at__isnull=False), name="lead_cooling"),
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class StageDefinition(TenantModel):
    """A stage as data: name, phase, place, definition, promised time (F051, F052)."""

    key = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=8)
    name = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    sla_hours = models.PositiveIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="stage_once")]
        ordering = ["position"]

    @property
    def label(self) -> str:
        """Its name in the language of the reader."""
        chinese = (get_language() or "").startswith("zh")
        return self.name_zh if chinese and self.name_zh else self.name

    def __str__(self) -> str:
        return self.label


class StageVisit(TenantModel):
    """One stay in a stage, numbered per lead and stage (`MQL-02`); append-only but for its end (F054)."""

    lead = TenantKey(Lead)
    stage = models.CharField(max_length=30)
    visit_no = models.PositiveIntegerField()
    from_stage = models.CharField(max_length=30, blank=True)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=clock.now)
    # Entered before the stage it came from (a deal won before its first contact): kept, counted, left out of durations.
    out_of_order = models.BooleanField(default=False)
    # Written because of that merge; when it is undone the visit stays as a record and counts nowhere any more.
    merge_id = models.UUIDField(null=True, blank=True)
    # One of a bulk move (leads.models.MoveBatch), undone with it in the same way.
    batch_id = models.UUIDField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        # A stay that was undone keeps its number in the record and leaves it free for the next one that stands.
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "lead", "stage", "visit_no"], condition=models.Q(undone_at=None), name="stage_visit_stands_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace_id", "stage", "entered_at"], name="stage_visit_by_stage"),
            models.Index(fields=["workspace_id", "lead", "entered_at"], name="stage_visit_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}-{self.visit_no:02}"
