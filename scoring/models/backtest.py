"""Backtest: a draft replayed over the workspace's own leads, in batches. BacktestLead: one lead under the draft and under the live one.

Kept apart from everything that acts: no ledger, no snapshot, no stage is touched. With `shadow` on, the rows of leads to which something
happens are replayed anew, so that draft and live can be compared on what happens from now on. ShadowLead: a lead that waits for that.
"""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from scoring.enums import BacktestState, Outcome


class Backtest(TenantModel):
    version = models.PositiveIntegerField()
    live_version = models.PositiveIntegerField()
    # Both as they were when the test began, and the digest of the tested rules: an approval of other rules counts for nothing.
    rules = models.JSONField()
    live_rules = models.JSONField()
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.SQL)
    since = models.DateTimeField()
    until = models.DateTimeField()
    patience_days = models.PositiveIntegerField(default=30)
    capacity = models.PositiveIntegerField(default=20)
    sdrs = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=BacktestState.choices, default=BacktestState.RUNNING)
    # How far the test has come, then how far the first look of its shadow.
    after_id = models.UUIDField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # Rule → [leads with the outcome, late, undated] (scoring.domain.leaks), added up batch by batch.
    leaks = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Shadow: on since then; the next look is at `shadow_at`. None: off.
    shadow_from = models.DateTimeField(null=True, blank=True)
    shadow_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], condition=models.Q(state="running"), name="backtest_one_running"),
            models.UniqueConstraint(fields=["workspace_id"], condition=models.Q(shadow_at__isnull=False), name="backtest_one_shadow"),
        ]
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="backtest_by_time")]

    def __str__(self) -> str:
        return f"v{self.version}: {self.done}/{self.total}"


class BacktestLead(TenantModel):
    backtest = TenantKey(Backtest)
    lead = TenantKey(Lead)
    draft_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    draft_peak = models.FloatField(default=0)
    live_peak = models.FloatField(default=0)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "backtest", "lead"], name="backtest_lead_once")]

    def __str__(self) -> str:
        return f"{self.lead_id}"


class ShadowLead(TenantModel):
    """Something happened to the lead since the last look, as often as it stands here: whoever writes it never waits for who looks."""

    backtest = TenantKey(Backtest)
    lead = TenantKey(Lead)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "backtest", "id"], name="shadow_lead_next")]

    def __str__(self) -> str:
        return f"{self.lead_id}"


class RulebookApproval(TenantModel):
    """One side's yes to exactly these rules (F084)."""

    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    side = models.CharField(max_length=10)
    user_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "version", "side"], name="rulebook_approval_once")]

    def __str__(self) -> str:
        return f"{self.side}: {self.name}"
