"""ConsentRule: whether messages of a purpose need a consent that was given. Without one, only a refusal or a withdrawal counts."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel


class ConsentRule(TenantModel):
    purpose = models.CharField(max_length=40)
    required = models.BooleanField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "purpose"], name="consent_rule_once")]

    def __str__(self) -> str:
        return self.purpose
