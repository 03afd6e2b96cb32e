"""OnsiteMessage (a pop-up) and its versions, in the shape of onsite.domain.shapes.Popup."""

from django.db import models

from kernel.tenancy import TenantKey
from onsite.models.item import Item, ItemVersion


class OnsiteMessage(Item):
    class Meta(Item.Meta):
        indexes = [models.Index(fields=["workspace_id", "state"], name="onsite_message_by_state")]


class OnsiteMessageVersion(ItemVersion):
    message = TenantKey(OnsiteMessage)

    class Meta(ItemVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "message", "number"], name="onsite_message_version")]
