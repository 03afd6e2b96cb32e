"""Qualification: what is known of one letter of BANT, the buying phase or the maturity of one lead (F065, F067, F068, F010)."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import Confidence, Letter
from leads.models.lead import Lead


class Qualification(TenantModel):
    lead = TenantKey(Lead)
    letter = models.CharField(max_length=9, choices=Letter.choices)
    # One of leads.enums.ANSWERS of the letter; "" where it was taken back, and kept for what was heard of it alone.
    value = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # Who or what said it, and when; who wrote it down, and when.
    source = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(default=clock.now)
    confidence = models.PositiveSmallIntegerField(choices=Confidence.choices, default=Confidence.LIKELY)
    by = models.CharField(max_length=200)
    # Of the maturity: what messages said last, and until when; where somebody else's word stands, all that they said before it (with blanks
    # in between). Apps say it again and again; only another is news.
    heard = models.CharField(max_length=60, blank=True, default="", db_default="")
    heard_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    # When it is decided, first and last day; of the letter time alone.
    window_start = models.DateField(null=True, blank=True)
    window_end = models.DateField(null=True, blank=True)
    # Taken over from the lead that this merge made part of this one; goes back with it, unless somebody has answered anew.
    merge_id = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "lead", "letter"], name="qualification_once")]
        indexes = [
            models.Index(
                fields=["workspace_id", "window_end"], condition=models.Q(window_end__isnull=False), name="qualification_by_window"
            ),
            models.Index(fields=["workspace_id", "merge_id"], condition=models.Q(merge_id__isnull=False), name="qualification_of_merge"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.value}"
