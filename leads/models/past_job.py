"""PastJob: where a person worked until a job change, and the lead (episode) of that time; the job of now stands on the person (F009)."""

from django.db import models

from kernel.tenancy import TenantKey, TenantModel
from leads.models.company import Company
from leads.models.lead import Lead
from leads.models.person import Person


class PastJob(TenantModel):
    person = TenantKey(Person)
    lead = TenantKey(Lead, null=True, blank=True)
    # The lead that began with the new job.
    next_lead = TenantKey(Lead, null=True, blank=True)
    company = TenantKey(Company, null=True, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    # As far as we saw it: since the change before, or since we know them.
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "person", "ended_at"], name="past_job_of_person"),
            # Whoever takes a file back deletes leads, each of which is looked for here.
            models.Index(fields=["workspace_id", "lead"], name="past_job_of_lead"),
            models.Index(fields=["workspace_id", "next_lead"], name="past_job_before_lead"),
        ]

    def __str__(self) -> str:
        return self.company_name
