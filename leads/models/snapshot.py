"""Snapshot: the score of a lead, as lists and queues sort by it. One narrow row beside each lead, since each score writes it anew."""

from datetime import datetime

from django.db import models
from django.db.models import F

from kernel.tenancy import TenantModel
from leads.domain.snapshot import RATE, interest_at, score_at


class Snapshot(TenantModel):
    """`id` is the lead's, which has one from its first row on (leads.actions.rows). Only scoring writes it, through leads.actions.snapshot.

    Interest is kept as sign × exp(interest_log) at the fixed instant leads.domain.snapshot.REFERENCE; the order of rank_key never changes
    with time, so "the top 50 now" is one index scan.
    """

    fit = models.FloatField(default=0)
    interest_sign = models.SmallIntegerField(default=0)
    interest_log = models.FloatField(null=True, blank=True)
    interest_rate = models.FloatField(default=RATE)
    # What fades otherwise than that (leads.domain.fading), and when the row is looked at again for it; NULL for nearly all leads.
    fading = models.JSONField(null=True, blank=True)
    breaks_at = models.DateTimeField(null=True, blank=True)
    rank_key = models.FloatField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    falls_at = models.DateTimeField(null=True, blank=True)
    silent_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        # Every score writes into each of them anew (a row whose rank changes cannot stay where it is): no index that no question asks for.
        indexes = [
            models.Index(F("workspace_id"), F("rank_key").desc(nulls_last=True), F("id").desc(), name="snapshot_by_rank"),
            models.Index(fields=["workspace_id", "silent_at"], condition=models.Q(silent_at__isnull=False), name="snapshot_silent"),
            models.Index(fields=["workspace_id", "breaks_at"], condition=models.Q(breaks_at__isnull=False), name="snapshot_breaking"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def score(self, at: datetime) -> float:
        """The total at `at`, never under zero."""
        return score_at(self.fit, self.interest_sign, self.interest_log, self.interest_rate, self.fading, at)

    def interest(self, at: datetime) -> float:
        """What is left of behaviour at `at`."""
        return interest_at(self.interest_sign, self.interest_log, self.interest_rate, self.fading, at)
