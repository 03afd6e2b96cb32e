"""Submission: what somebody sent, kept whatever becomes of it; Consent: what they allowed; Notice: a mail that they asked for."""

from django.db import models

from capture.enums import NoticeKind, NoticeState, SubmissionState
from capture.models.asset import Asset
from capture.models.form import Form, FormVersion
from capture.models.occasion import Occasion, Seat
from kernel import clock
from kernel.models import DueWork
from kernel.tenancy import TenantKey, TenantModel


class Submission(TenantModel):
    """`key` is the digest of what the browser's page called it and of the answers: the same one sent twice is one.

    `attribution` holds source, medium, campaign, term (the keyword), landing page and previous page (F022).
    """

    form = TenantKey(Form)
    version = TenantKey(FormVersion)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=SubmissionState.choices)
    at = models.DateTimeField(default=clock.now)
    values = models.JSONField(default=dict)
    email = models.CharField(max_length=254, blank=True)
    anonymous_id = models.CharField(max_length=200)
    # The person who was known at the time; else found by the address when it is read.
    person_id = models.UUIDField(null=True)
    url = models.CharField(max_length=2000, blank=True)
    referrer = models.CharField(max_length=2000, blank=True)
    attribution = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    user_agent = models.CharField(max_length=500, blank=True)
    spam_score = models.PositiveIntegerField(default=0)
    spam_reasons = models.JSONField(default=list)
    asset = TenantKey(Asset, null=True)
    occasion = TenantKey(Occasion, null=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "form", "key"], name="submission_once")]
        indexes = [
            models.Index(fields=["workspace_id", "form", "at"], name="submission_of_form"),
            models.Index(fields=["workspace_id", "at"], name="submission_by_time"),
            models.Index(fields=["workspace_id", "email"], name="submission_by_email"),
        ]

    def __str__(self) -> str:
        return self.email or str(self.pk)

    @property
    def called(self) -> str:
        """What pages call whoever sent it; "" for somebody who gave neither address nor name."""
        return self.email or str(self.values.get("name") or "")


class Consent(TenantModel):
    """For which purpose, by which channel, to which words, given or refused and when; withdrawal is noted, nothing is deleted."""

    submission = TenantKey(Submission)
    email = models.CharField(max_length=254, blank=True)
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    text = models.TextField()
    text_version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    given = models.BooleanField()
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "submission", "purpose", "channel"], name="consent_once")]
        indexes = [models.Index(fields=["workspace_id", "email", "at"], name="consent_by_email")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel}"


class Notice(DueWork):
    """A mail that the sender of a form asked for: at least once, for nobody else asked."""

    submission = TenantKey(Submission)
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    # The place that became free; its address is written to.
    seat = TenantKey(Seat, null=True)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Since when it is owed, where it was promised anew (capture.actions.waiting_list.promise_anew).
    promised_at = models.DateTimeField(null=True, blank=True)

    class Meta(DueWork.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "submission", "kind"], name="notice_once")]
        indexes = [models.Index(fields=["workspace_id", "due_at", "id"], name="notice_due", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return self.kind
