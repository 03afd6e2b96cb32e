"""Duplicate: two known people who may be one. DuplicateCheck: somebody who changed, so that their likenesses are sought anew."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import DuplicateState
from leads.models.merge import PersonMerge
from leads.models.person import Person


class Duplicate(TenantModel):
    """A pair, the smaller id first; open ones are derived and may go as they came, decided ones stay."""

    one = TenantKey(Person)
    other = TenantKey(Person)
    # 0 to 100, and why: [{"kind", "one", "other", "points"}], the strongest first.
    confidence = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    merge = TenantKey(PersonMerge, null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "one", "other"], name="duplicate_pair")]
        indexes = [
            models.Index(fields=["workspace_id", "state", "confidence"], name="duplicate_by_confidence"),
            models.Index(fields=["workspace_id", "state", "found_at"], name="duplicate_by_time"),
            models.Index(fields=["workspace_id", "other"], name="duplicate_of_other"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≈ {self.other_id} ({self.confidence})"


class DuplicateCheck(TenantModel):
    """`id` is the person's. One transaction takes rows, looks, and is done with them: no lease."""

    due_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "due_at", "id"], name="duplicate_check_due")]

    def __str__(self) -> str:
        return str(self.pk)
