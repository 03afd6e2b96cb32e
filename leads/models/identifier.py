"""Identifier: a typed key → person, unique in its workspace, with its evidence. UnheardEvent: evidence that does not count yet."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import EvidenceSource, IdentifierKind
from leads.models.person import Person


class Identifier(TenantModel):
    """An edge of the graph of evidence: who, by what, first and last seen when, how often, and where it was first said (F015–F017)."""

    kind = models.CharField(max_length=8, choices=IdentifierKind.choices)
    value = models.CharField(max_length=254)
    person = TenantKey(Person)
    seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    # Where it was first said: an event (with its device), or a person, key or file that gave it.
    source = models.CharField(max_length=8, choices=EvidenceSource.choices, default=EvidenceSource.HAND, db_default=EvidenceSource.HAND)
    source_id = models.UUIDField(null=True, blank=True)
    visitor_id = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, null=True)
    # Events that said it, each counted once in whatever order they came, and the newest of them.
    times = models.PositiveIntegerField(default=0, db_default=0)
    last_event_id = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "kind", "value"], name="identifier_once")]
        indexes = [models.Index(fields=["workspace_id", "person"], name="identifier_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class UnheardEvent(TenantModel):
    """`id` is the event's: it was announced, and a bot's before it was heard. It is no evidence until a person did it after all."""

    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "at"], name="unheard_event_by_time")]

    def __str__(self) -> str:
        return str(self.pk)
