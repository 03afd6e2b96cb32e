"""LedgerEntry: every point, with its factors and its reason. Never updated: a correction is a new entry that reverses."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from scoring.models.rulebook import Rulebook


class LedgerEntry(TenantModel):
    lead = TenantKey(Lead)
    rulebook = TenantKey(Rulebook, null=True, blank=True)
    dimension = models.CharField(max_length=10)
    rule = models.CharField(max_length=80)
    # Points at occurred_at, with the factors in. Behavioural entries fade by the workspace's decay; explicit ones do not (A11.3); an entry
    # with a kernel fades by that (scoring.domain.kernels).
    points = models.FloatField()
    decays = models.BooleanField()
    kernel = models.CharField(max_length=40, blank=True, default="", db_default="")
    url_weight = models.FloatField(default=1)
    behaviour_weight = models.FloatField(default=1)
    event_id = models.UUIDField(null=True, blank=True)
    # How likely a person did it, in percent, as it was known when the entry was written; none where no device did it. What is decided
    # later takes the entry back by another (scoring.actions.disown).
    human = models.SmallIntegerField(null=True, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300)
    # The entry that this one takes back, or that it carries over from a merged lead.
    reverses_id = models.UUIDField(null=True, blank=True)
    carried_from = models.UUIDField(null=True, blank=True)
    # What happened, once: a retry writes nothing.
    effect_key = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "lead", "effect_key"], name="ledger_once")]
        indexes = [
            # Every sum over the ledger asks of each entry whether one takes it back (scoring.queries.standing); few do.
            models.Index(
                fields=["workspace_id", "lead", "reverses_id"], name="ledger_reverses", condition=models.Q(reverses_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points:+g} {self.rule}"
