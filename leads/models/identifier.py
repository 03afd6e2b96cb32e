"""Identifier: a typed key → person; unique in its workspace."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from leads.enums import IdentifierKind
from leads.models.person import Person


class Identifier(TenantModel):
    kind = models.CharField(max_length=8, choices=IdentifierKind.choices)
    value = models.CharField(max_length=254)
    person = TenantKey(Person)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "kind", "value"], name="identifier_once")]
        indexes = [models.Index(fields=["workspace_id", "person"], name="identifier_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
