"""InboxMessage: a raw message, committed before the answer. Its key deduplicates for as long as the row is kept (35 days)."""

from django.db import models

from kernel.tenancy import TenantModel


class InboxMessage(TenantModel):
    """In the database the primary key is (workspace_id, message_id); `seq` orders the digest. Rows come through tracking.actions.accept."""

    id = None  # type: ignore[assignment]
    message_id = models.CharField(max_length=200, primary_key=True)
    seq = models.BigIntegerField()
    site_id = models.UUIDField(null=True)
    door = models.CharField(max_length=6)
    kind = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    fingerprint = models.BigIntegerField()
    envelope = models.JSONField()
    body = models.JSONField()
    digested = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "tracking_inbox"

    def __str__(self) -> str:
        return self.message_id


class Refusal(TenantModel):
    """A message that did not become an event, and why: a dead letter, kept whole so that it can be replayed; never silently dropped.

    `stage` says who refused it: the door (it never stood in the inbox) or the digest (its row is there). `envelope` and `kind` are
    what its request said beside it.
    """

    message_id = models.CharField(max_length=200, blank=True)
    site_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, blank=True)
    pointer = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    stage = models.CharField(max_length=6, default="door", db_default="door")
    door = models.CharField(max_length=6, default="live", db_default="live")
    kind = models.CharField(max_length=8, blank=True, default="", db_default="")
    name = models.CharField(max_length=200, blank=True, default="", db_default="")
    envelope = models.TextField(blank=True, default="{}", db_default="{}")
    replays = models.PositiveIntegerField(default=0, db_default=0)
    # Set once a replay took it: no longer waiting for a mend.
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "at"], name="refusal_by_time"),
            models.Index(fields=["workspace_id", "message_id"], name="refusal_of_message"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.reason}"
