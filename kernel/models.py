"""Four tables: Outbox (facts), Delivery (a fact to one handler), AuditEntry (who did what) and KeptAnswer (of the API)."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class DueWork(TenantModel):
    """A row that is due at an instant and is claimed by one worker at a time (see kernel.claim)."""

    due_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        abstract = True


class Outbox(TenantModel):
    """A fact, committed with the change that it announces."""

    kind = models.CharField(max_length=80)
    payload = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="outbox_by_time")]

    def __str__(self) -> str:
        return self.kind


class Delivery(DueWork):
    """One fact for one handler; waiting, done, or parked after too many failures."""

    outbox = TenantKey(Outbox)
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default="waiting")

    class Meta(DueWork.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "outbox", "handler"], name="delivery_once")]
        indexes = [
            models.Index(fields=["workspace_id", "id"], name="delivery_waiting", condition=models.Q(state="waiting")),
            # Hardly any: the page of work lists them.
            models.Index(fields=["workspace_id", "id"], name="delivery_parked", condition=models.Q(state="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ({self.state})"


class AuditEntry(TenantModel):
    """Append-only."""

    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    target_id = models.CharField(max_length=80)
    changes = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "at"], name="audit_by_time"),
            models.Index(fields=["workspace_id", "target_id", "at"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb}"


class KeptAnswer(TenantModel):
    """What was answered under an Idempotency-Key (see kernel.idempotency)."""

    route = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=100)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "route", "key"], name="answer_once")]
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="answer_by_time")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
