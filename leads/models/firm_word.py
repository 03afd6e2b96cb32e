"""FirmWord: the last word of one source on one field of a company: what it said, who and when; the company has the one that stands."""

from django.db import models

from kernel.tenancy import TenantKey, TenantModel
from leads.domain.firmographics import LONGEST
from leads.enums import Firm, WordSource
from leads.models.company import Company


class FirmWord(TenantModel):
    company = TenantKey(Company)
    field = models.CharField(max_length=8, choices=Firm.choices)
    source = models.CharField(max_length=6, choices=WordSource.choices)
    # As it is kept ("" where a hand emptied it), as it was said, by whom, and when.
    value = models.CharField(max_length=LONGEST, blank=True)
    said = models.CharField(max_length=LONGEST, blank=True)
    by = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    # What this source said since and nobody could read.
    refused = models.CharField(max_length=LONGEST, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    # The file that said it, and what was here before it, the latest first: [{"stood": the value of the company, "kept": the word,
    # "job": its file}, …]; the last one has no word.
    job_id = models.UUIDField(null=True, blank=True)
    had = models.JSONField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "company", "field", "source"], name="firm_word_once")]
        indexes = [
            models.Index(fields=["workspace_id", "job_id"], condition=models.Q(job_id__isnull=False), name="firm_word_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
