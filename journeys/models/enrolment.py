"""Enrolment: one lead's passage; where it stands and when it is due. StepRun: one row per visit of a node, append-only."""

from django.db import models

from journeys.enums import EnrolmentState
from journeys.models.journey import Journey, JourneyVersion
from kernel import clock
from kernel.models import DueWork
from kernel.tenancy import TenantKey, TenantModel
from leads.models import Lead


class Enrolment(DueWork):
    journey = TenantKey(Journey)
    version = TenantKey(JourneyVersion)
    lead = TenantKey(Lead)
    state = models.CharField(max_length=8, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    # Number of this passage for this lead and journey (re-entry); what made it enter, once.
    passage = models.PositiveIntegerField(default=1)
    entry_key = models.CharField(max_length=200)
    entered_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=120, blank=True)
    node = models.CharField(max_length=60)
    # Numbers the steps of this passage; with the node it is part of every effect key.
    visit = models.PositiveIntegerField(default=1)
    node_entered_at = models.DateTimeField(default=clock.now)
    # The end of the wait it is in; `due_at` may come earlier (woken) or later (resting after a failure).
    until = models.DateTimeField(null=True, blank=True)
    # What a wait_until waits for, and the message that the last send produced; `signal` is what wake() saw.
    waiting_for = models.CharField(max_length=210, blank=True)
    waiting_ref = models.CharField(max_length=64, blank=True)
    signal = models.CharField(max_length=210, blank=True)

    class Meta(DueWork.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "journey", "lead", "entry_key"], name="enrolment_entry_once"),
            models.UniqueConstraint(
                fields=["workspace_id", "journey", "lead"], condition=models.Q(state="active"), name="enrolment_active_once"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "due_at", "id"], condition=models.Q(state="active"), name="enrolment_due"),
            models.Index(fields=["workspace_id", "lead"], name="enrolment_of_lead"),
            models.Index(fields=["workspace_id", "journey", "state", "node"], name="enrolment_of_journey"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} in {self.journey_id}"


class StepRun(TenantModel):
    enrolment = TenantKey(Enrolment)
    journey = TenantKey(Journey)
    lead = TenantKey(Lead)
    node = models.CharField(max_length=60)
    visit = models.PositiveIntegerField()
    kind = models.CharField(max_length=14)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "enrolment", "node", "visit"], name="step_run_once")]
        indexes = [
            models.Index(fields=["workspace_id", "journey", "node"], name="step_run_of_node"),
            models.Index(fields=["workspace_id", "lead", "at"], name="step_run_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.outcome}"
