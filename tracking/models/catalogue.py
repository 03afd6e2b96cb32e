"""EventName: one kind of event that one site sends; EventDay: how often on one day. Kept by the digest, in one statement per batch."""

from django.db import models

from kernel.tenancy import TenantKey, TenantModel


class EventName(TenantModel):
    """Name "" stands for all names beyond the cap. What has no site counts under the nil id."""

    site_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    total = models.PositiveBigIntegerField(default=0)
    blocked_total = models.PositiveBigIntegerField(default=0)
    description = models.CharField(max_length=500, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    # Stands out on the timelines and is told to whoever owns the lead (F165).
    key_moment = models.BooleanField(default=False, db_default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "site_id", "kind", "name"], name="event_name_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class EventDay(TenantModel):
    entry = TenantKey(EventName)
    day = models.DateField()
    events = models.PositiveBigIntegerField(default=0)
    blocked = models.PositiveBigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "entry", "day"], name="event_day_once")]
        indexes = [models.Index(fields=["workspace_id", "day"], name="event_day_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.events}"
