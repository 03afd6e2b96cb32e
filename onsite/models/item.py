"""What pop-ups and slots have alike: a draft, a state, and immutable published versions of which one may be live."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from onsite.enums import State


class Item(TenantModel):
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # What its authors work on, in the shape of onsite.domain.shapes; empty when nothing differs from the live version.
    draft = models.JSONField(default=dict, blank=True)
    live_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class ItemVersion(TenantModel):
    """Its foreign key to the item bears the name of the kind: `message`, `slot`."""

    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"v{self.number}"
