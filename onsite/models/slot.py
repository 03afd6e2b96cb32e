"""Slot: a place on a page, `<div data-lw-slot="key">`, with ordered rules, in the shape of onsite.domain.shapes.Rules."""

from django.db import models

from kernel.tenancy import TenantKey
from onsite.models.item import Item, ItemVersion


class Slot(Item):
    key = models.SlugField(max_length=60, db_index=False)

    class Meta(Item.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="slot_key")]


class SlotVersion(ItemVersion):
    slot = TenantKey(Slot)

    class Meta(ItemVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "slot", "number"], name="slot_version")]
