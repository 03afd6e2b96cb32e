"""PersonMerge: what a merge moved and changed, so that it can be told and undone. MergeBatch: many of them made in one go."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models.person import Person


class PersonMerge(TenantModel):
    winner = TenantKey(Person)
    loser = TenantKey(Person)
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=20)
    # "visitors", "identifiers": ids that moved; "before", "after": the winner's fields; "leads": both leads' columns before;
    # "handed": the lead that changed hands because the winner had none; "chosen": whose value of which field, "rules": by which version
    # of the rules of survivorship; and what the stations further on noted (leads.actions.merge_notes) under their own names.
    moved = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(default=clock.now, null=True)
    by = models.CharField(max_length=200, default="Leadway", db_default="Leadway")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, db_default="")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "winner"], name="merge_of_winner"),
            models.Index(fields=["workspace_id", "loser"], name="merge_of_loser"),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"


class MergeBatch(TenantModel):
    """Pairs that somebody merged in one go; undone in one go too."""

    # The confidence from which on pairs were merged, and the merges in the order of their making.
    least = models.PositiveSmallIntegerField()
    merges = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, db_default="")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "at"], name="merge_batch_by_time")]

    def __str__(self) -> str:
        return f"≥ {self.least}: {len(self.merges)}"
