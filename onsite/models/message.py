"""OnsiteMessage (a pop-up) and its immutable published versions."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from onsite.enums import State


class OnsiteMessage(TenantModel):
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # What its authors work on (onsite.domain.shapes.Popup); empty when nothing differs from the live version.
    draft = models.JSONField(default=dict, blank=True)
    live_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "state"], name="onsite_message_by_state")]

    def __str__(self) -> str:
        return self.name


class OnsiteMessageVersion(TenantModel):
    message = TenantKey(OnsiteMessage)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "message", "number"], name="onsite_message_version")]

    def __str__(self) -> str:
        return f"v{self.number}"
