"""Person: a human, or an anonymous profile until known; one record for ever."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import Contactability
from leads.models.company import Company


class Person(TenantModel):
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    persona = models.CharField(max_length=40, blank=True)
    company = TenantKey(Company, null=True, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    # Whether they can be reached (leads.domain.contactability), kept by leads.actions.reach; `contactability` is the better of the two.
    email_reach = models.CharField(max_length=12, blank=True, default="", db_default="")
    phone_reach = models.CharField(max_length=12, blank=True, default="", db_default="")
    contactability = models.PositiveSmallIntegerField(choices=Contactability.choices, default=0, db_default=0)
    attributes = models.JSONField(default=dict, blank=True)
    # First touch is written once and never changed; last touch follows (F015). Keys: channel, source, medium, campaign, term, content,
    # referrer, landing, at.
    first_touch = models.JSONField(default=dict)
    last_touch = models.JSONField(default=dict)
    first_source = models.CharField(max_length=200, blank=True)
    first_channel = models.CharField(max_length=20, blank=True)
    search_intent = models.CharField(max_length=200, blank=True)
    landing_page = models.CharField(max_length=2000, blank=True)
    known_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    last_active_at = models.DateTimeField(null=True, blank=True)
    merged_into = TenantKey("leads.Person", null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "email"], name="person_by_email"),
            # Who shares a number that proved to be answered (leads.actions.reach).
            models.Index(fields=["workspace_id", "phone"], condition=~models.Q(phone=""), name="person_by_phone"),
            models.Index(fields=["workspace_id", "company"], name="person_of_company"),
            models.Index(fields=["workspace_id", "first_source"], name="person_by_source"),
            models.Index(fields=["workspace_id", "contactability", "created_at"], name="person_in_order_of_reach"),
            # Whoever was merged into somebody.
            models.Index(fields=["workspace_id", "merged_into"], condition=models.Q(merged_into__isnull=False), name="person_merged_into"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or "…"
