"""Predictor: one version of a predictive model (F046), from its definition to its model card. PredictorLead: one lead as it saw it.

A version never changes once it is done: to learn again makes the next one. `model` holds the coefficients as JSON, evaluated in plain
Python (scoring.domain.logistic); `card` how good it was on later leads; `refusals` why it gives no tag.
"""

from typing import Any

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead
from scoring.enums import Foreseen, Gate, Part, PredictorState, PredictorStep
from scoring.models.tag import Tag


class Predictor(TenantModel):
    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    tag_name = models.CharField(max_length=80)
    # The tag it gives, once it has passed its gate.
    tag = TenantKey(Tag, null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Foreseen.choices, default=Foreseen.CUSTOMER)
    within_days = models.PositiveIntegerField(default=90)
    # Of the outcome `column`: its name, the values that mean yes, and whether an empty one means no.
    column = models.CharField(max_length=80, blank=True)
    yes_values = models.JSONField(default=list)
    empty_is_no = models.BooleanField(default=False)
    split_at = models.DateTimeField()
    features = models.JSONField(default=list)
    # The rules whose categories of pages it counts, as they were when it began.
    rules = models.JSONField(default=dict)
    gate = models.CharField(max_length=8, choices=Gate.choices, default=Gate.AUC)
    gate_level = models.FloatField(default=0.65)
    threshold = models.FloatField(default=0.5)
    state = models.CharField(max_length=10, choices=PredictorState.choices, default=PredictorState.RUNNING)
    step = models.CharField(max_length=12, choices=PredictorStep.choices, default=PredictorStep.FEATURES)
    # [{step, begun_at, done_at, leads}], in order.
    steps = models.JSONField(default=list)
    # Leads first known in (seen_from, seen_until] are looked at; a look at new leads moves both on.
    seen_from = models.DateTimeField(null=True, blank=True)
    seen_until = models.DateTimeField()
    # When newcomers are to be looked at (scoring.actions.newcomers).
    look_at = models.DateTimeField(null=True, blank=True)
    after_id = models.UUIDField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # Feature → [known of leads with the outcome, late, undated] (scoring.domain.feature_leaks), added up batch by batch.
    late = models.JSONField(default=dict)
    model = models.JSONField(default=dict)
    card = models.JSONField(default=dict)
    # [{code, feature, …}]: why it gives no tag.
    refusals = models.JSONField(default=list)
    tagged = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "name", "version"], name="predictor_version"),
            models.UniqueConstraint(fields=["workspace_id"], condition=models.Q(state="running"), name="predictor_one_running"),
        ]
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="predictor_by_time")]

    @property
    def title(self) -> str:
        """Its name with its version, as its tags carry it."""
        return f"{self.name} v{self.version}"

    @property
    def acts(self) -> bool:
        """Whether its tags are on leads."""
        return self.tag_id is not None and self.undone_at is None

    def __str__(self) -> str:
        return self.title


class PredictorLead(TenantModel):
    """`facts` are its features as known at the instant `at`; `outcome` is None while nobody can know it."""

    predictor = TenantKey(Predictor)
    lead = TenantKey(Lead)
    at = models.DateTimeField()
    part = models.CharField(max_length=5, choices=Part.choices)
    outcome = models.BooleanField(null=True)
    facts = models.JSONField(default=dict)
    probability = models.FloatField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "predictor", "lead"], name="predictor_lead_once")]
        indexes = [
            models.Index(
                models.F("workspace_id"), models.F("predictor"), models.F("probability").desc(nulls_last=True), models.F("lead"),
                name="predictor_lead_by_chance",
            )
        ]  # fmt: skip

    # The reasons of `probability`, worked out when they are asked for (scoring.queries.predictors).
    reasons: Any = None

    def __str__(self) -> str:
        return f"{self.lead_id}"
