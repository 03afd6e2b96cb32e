"""TierScheme: the matrix of a workspace, by version. Placement: who put a company where in it, and why. AccountBatch: many in one go."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import AccountChange
from leads.models.company import Company


class TierScheme(TenantModel):
    version = models.PositiveIntegerField()
    # leads.domain.tiers.
    scheme = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "version"], name="tier_scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.version}"


class AccountBatch(TenantModel):
    """Companies that somebody placed or classed in one go; undone in one go too."""

    change = models.CharField(max_length=12, choices=AccountChange.choices)
    # {"direction", "profit", "reason", "link"} or {"market_class"}.
    aim = models.JSONField(default=dict)
    # company → what it had: [direction, profit] or a market class.
    before = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "at"], name="account_batch_by_time")]

    def __str__(self) -> str:
        return f"{self.change}: {len(self.before)}"


class Placement(TenantModel):
    """One placement, never changed: the newest of a company stands. Empty levels: taken out of the matrix."""

    company = TenantKey(Company)
    direction = models.CharField(max_length=30, blank=True)
    profit = models.CharField(max_length=30, blank=True)
    # As the scheme of that version said it then.
    tier = models.CharField(max_length=30, blank=True)
    scheme_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=2_000)
    link = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)
    batch = TenantKey(AccountBatch, null=True, blank=True)
    # The placement that put back what it had before that batch.
    undoes = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "company", "id"], name="placement_of_company"),
            models.Index(fields=["workspace_id", "batch"], name="placement_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.tier or '–'}"
