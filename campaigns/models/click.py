"""Click: a request for a link of a message, or (with no address) for its picture, that nobody has judged yet. Judged a few seconds later,
when a scanner has shown itself."""

from django.db import models

from campaigns.models.message import Message
from kernel.models import DueWork
from kernel.tenancy import TenantKey


class Click(DueWork):
    message = TenantKey(Message)
    url = models.CharField(max_length=2000, blank=True)
    user_agent = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    # It came from a host's network; the address itself is not kept.
    hosted = models.BooleanField(default=False, db_default=False)
    judged = models.BooleanField(default=False)

    class Meta(DueWork.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "due_at", "id"], condition=models.Q(judged=False), name="click_due"),
            models.Index(fields=["workspace_id", "message", "at"], name="click_of_message"),
        ]

    def __str__(self) -> str:
        return self.url
