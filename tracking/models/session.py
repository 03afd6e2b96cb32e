"""Session: one visit; ends after 30 minutes of silence or when the campaign changes."""

from django.db import models

from kernel.tenancy import TenantKey, TenantModel
from tracking.models.visitor import Visitor


class Session(TenantModel):
    visitor = TenantKey(Visitor)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=200, blank=True)
    medium = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    entry_url = models.CharField(max_length=2000, blank=True)
    exit_url = models.CharField(max_length=2000, blank=True)
    pages = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    engaged_ms = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "visitor", "number"], name="session_once")]
        indexes = [
            models.Index(fields=["workspace_id", "visitor", "last_at"], name="session_of_visitor"),
            models.Index(fields=["workspace_id", "started_at"], name="session_by_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"
