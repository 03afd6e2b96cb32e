"""Refit: fit of all leads is judged again under a newly published rulebook, batch by batch, in the order of their ids."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from scoring.models.rulebook import Rulebook


class Refit(TenantModel):
    rulebook = TenantKey(Rulebook)
    after_id = models.UUIDField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "rulebook"], name="refit_once")]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
