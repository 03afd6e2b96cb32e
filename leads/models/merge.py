"""PersonMerge: what a merge moved and changed, so that it can be told and undone."""

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
