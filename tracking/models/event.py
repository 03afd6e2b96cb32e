"""Event: append-only, partitioned by month of occurred_at, no foreign keys out. Rows come through tracking.actions.record.

Its id is a UUIDv7 of occurred_at: ids sort in the order of happening, and a list of ids names the months to look in.
"""

from django.db import models

from kernel.tenancy import TenantModel


class Event(TenantModel):
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    message_id = models.CharField(max_length=200)
    site_id = models.UUIDField(null=True)
    visitor_id = models.UUIDField()
    session_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    door = models.CharField(max_length=6)
    url = models.CharField(max_length=2000, blank=True)
    path = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=2000, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200, blank=True)
    medium = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    is_bot = models.BooleanField(default=False)
    # What the digest resolved for later stations: ids given in the message, merged traits, device, utm terms, click ids.
    identity = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    properties = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "tracking_event"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
