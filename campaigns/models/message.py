"""Message: one row per person per send, queued with the state that caused it; its effect key makes it the only one."""

from django.db import models

from campaigns.enums import MessageState
from campaigns.models.template import TemplateVersion
from kernel import clock
from kernel.models import DueWork
from kernel.tenancy import TenantKey
from leads.models import Lead, Person


class Message(DueWork):
    lead = TenantKey(Lead)
    person = TenantKey(Person)
    version = TenantKey(TemplateVersion)
    # step:<enrolment>:<node>:<visit> or broadcast:<id>:<lead>
    effect_key = models.CharField(max_length=200)
    origin = models.CharField(max_length=20, default="journey")
    origin_id = models.UUIDField(null=True, blank=True)
    # A resend (F094): not sent when that message has been opened by then.
    resend_of = models.UUIDField(null=True, blank=True)
    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=500, blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    reason = models.CharField(max_length=300, blank=True)
    # Message-ID of the last hand-over, and until when a server that says "later" is asked again.
    mail_id = models.CharField(max_length=120, blank=True)
    try_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    # First human open and click: bots are events too, but never here.
    opened_at = models.DateTimeField(null=True, blank=True)
    clicked_at = models.DateTimeField(null=True, blank=True)
    # When the server said that there is no such mailbox.
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta(DueWork.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "effect_key"], name="message_once")]
        indexes = [
            models.Index(fields=["workspace_id", "due_at", "id"], condition=models.Q(state__in=["queued", "sending"]), name="message_due"),
            models.Index(fields=["workspace_id", "lead", "created_at"], name="message_of_lead"),
            # Whoever takes a file back, or is erased, is looked for here.
            models.Index(fields=["workspace_id", "person"], name="message_of_person"),
            models.Index(fields=["workspace_id", "state", "created_at"], name="message_by_state"),
            models.Index(fields=["workspace_id", "created_at"], name="message_by_time"),
            models.Index(fields=["workspace_id", "version"], name="message_of_version"),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"
