"""ImportJob: a CSV file, its mapping, its progress, what it did to whom, and the reason of every row that was not taken."""

from django.db import models

from kernel import clock
from kernel.models import DueWork
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import ImportState
from leads.models.person import Person


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
    # Values about companies in rows that were taken which say no value; kept as they are.
    unread = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Company → the market class before and after this file said another.
    classes = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # What it did is noted (ImportMark), so that it can be taken back; files from before that cannot.
    undoable = models.BooleanField(default=False, db_default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    # People who are gone again, who have their earlier values again, and who stay as they are.
    removed = models.PositiveIntegerField(default=0, db_default=0)
    restored = models.PositiveIntegerField(default=0, db_default=0)
    kept = models.PositiveIntegerField(default=0, db_default=0)

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


class ImportMark(TenantModel):
    """What a file did to one person; written with it, so that it can be taken back."""

    job = TenantKey(ImportJob)
    person = TenantKey(Person)
    lead_id = models.UUIDField()
    # Nobody was there before; no episode was open before.
    made = models.BooleanField()
    opened = models.BooleanField()
    # Where the open lead stood before: [stage, visit number]; NULL when there was none.
    stood = models.JSONField(null=True, blank=True)
    # Field → value, attributes one by one (leads.queries.import_marks.FLAT); and the identifiers that the file gave: [[kind, value], …].
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    keys = models.JSONField(default=list)
    # Once it was taken back: restored, same, or why it stays. Marks of people who are gone go with them.
    outcome = models.CharField(max_length=20, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "job", "person"], name="import_mark_once")]
        indexes = [models.Index(fields=["workspace_id", "person"], name="import_mark_of_person")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.person_id}"
