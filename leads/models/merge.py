"""PersonMerge: what a merge moved, so that it can be told and undone."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models.person import Person


class PersonMerge(TenantModel):
    winner = TenantKey(Person)
    loser = TenantKey(Person)
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=20)
    # Visitor ids, identifier ids, the fields that the winner took over.
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "winner"], name="merge_of_winner")]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"
