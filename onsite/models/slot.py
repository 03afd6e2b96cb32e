"""Slot: a place on a page, `<div data-lw-slot="key">`, with ordered rules; its versions are immutable."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from onsite.enums import State


class Slot(TenantModel):
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # What its authors work on (onsite.domain.shapes.Rules); empty when nothing differs from the live version.
    draft = models.JSONField(default=dict, blank=True)
    live_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="slot_key")]

    def __str__(self) -> str:
        return self.name


class SlotVersion(TenantModel):
    slot = TenantKey(Slot)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "slot", "number"], name="slot_version")]

    def __str__(self) -> str:
        return f"v{self.number}"
