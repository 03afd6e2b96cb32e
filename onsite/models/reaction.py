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
