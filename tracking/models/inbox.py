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
    """A message that did not become an event, and why: shown on Live events, never silently dropped."""

    message_id = models.CharField(max_length=200, blank=True)
    site_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, blank=True)
    pointer = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "at"], name="refusal_by_time")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.reason}"
