"""ImportJob: a CSV file, its mapping, its progress, and the reason of every row that was not taken."""

from django.db import models

from kernel import clock
from kernel.models import DueWork
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import ImportState


class ImportJob(DueWork):
    name = models.CharField(max_length=200)
    # The bytes as uploaded, kept until the run begins: another encoding may still be chosen.
    file = models.BinaryField(default=bytes)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, default=",")
    text = models.TextField(blank=True)
    header = models.JSONField(default=list)
    # One field name per column; "" leaves the column out, "attribute" keeps it under its own name.
    mapping = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.MAPPING)
    # Characters of `text` and records that are done: where a run goes on after a crash.
    offset = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(DueWork.Meta):
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="import_by_time")]

    def __str__(self) -> str:
        return self.name


class ImportRefusal(TenantModel):
    """One row that was not taken: number in the file, column, reason, and the row itself."""

    job = TenantKey(ImportJob)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    cells = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "job", "row"], name="import_refusal_once")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
