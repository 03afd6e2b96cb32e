"""Reaction: a view, click or close of a message or slot; its id is that of the event that told it, so a repeat writes nothing."""

from django.db import models

from kernel.tenancy import TenantModel


class Reaction(TenantModel):
    visitor_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    # An OnsiteMessage or a Slot.
    item_id = models.UUIDField()
    version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "visitor_id", "item_id"], name="reaction_of_visitor"),
            models.Index(fields=["workspace_id", "item_id", "kind"], name="reaction_to_item"),
        ]

    def __str__(self) -> str:
        return self.kind


class Hesitation(TenantModel):
    """Somebody stayed on a form without sending it (F024); its id is that of the event. Kept here so that audiences scan no events."""

    visitor_id = models.UUIDField()
    form = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "form", "at"], name="hesitation_on_form"),
            models.Index(fields=["workspace_id", "at"], name="hesitation_by_time"),
        ]

    def __str__(self) -> str:
        return self.form
