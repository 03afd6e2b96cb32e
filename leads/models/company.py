"""Company: an organisation, found by its e-mail domain."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from leads.enums import MarketClass


class Company(TenantModel):
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253)
    industry = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    # Which of our (or the customer's) plans it has, as their messages say; these four are what stands of FirmWord.
    plan = models.CharField(max_length=120, blank=True, default="", db_default="")
    market_class = models.CharField(max_length=8, choices=MarketClass.choices, blank=True, default="", db_default="")
    # Where its newest placement stands in the matrix, and the tier of that cell as the scheme is now; "" while nobody has placed it.
    direction = models.CharField(max_length=30, blank=True, default="", db_default="")
    profit = models.CharField(max_length=30, blank=True, default="", db_default="")
    tier = models.CharField(max_length=30, blank=True, default="", db_default="")
    # The place of that tier from the highest down, for sorting.
    tier_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    # Since when its procurement wants nothing more of us, who wrote that down, and why; NULL: it does not stand on the blacklist (F069).
    blacklisted_at = models.DateTimeField(null=True, blank=True)
    blacklisted_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    blacklist_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "domain"], name="company_domain")]
        indexes = [
            models.Index(fields=["workspace_id", "direction", "profit"], name="company_by_cell"),
            models.Index(fields=["workspace_id", "tier_rank", "id"], name="company_by_tier"),
            models.Index(fields=["workspace_id", "name", "id"], name="company_by_name"),
            models.Index(fields=["workspace_id", "created_at", "id"], name="company_by_age"),
        ]

    def __str__(self) -> str:
        return self.name
