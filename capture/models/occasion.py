"""Occasion: a webinar or a meeting to which people register (F162); Seat: one of them, up to what they attended; Invitation: who was asked
to come (F088).

Called occasion, because an event is what tracking records.
"""

from django.db import models

from capture.domain import public_ids
from capture.enums import OccasionKind, SeatState
from capture.models.form import Form
from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class Occasion(TenantModel):
    """`capacity` None: as many as come. `place` is an address or, online, the link that registered people get."""

    name = models.CharField(max_length=160)
    description = models.TextField(blank=True, max_length=2000)
    kind = models.CharField(max_length=8, choices=OccasionKind.choices)
    code = models.CharField(max_length=8, default=public_ids.fresh_code)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=500, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    form = TenantKey(Form)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "code"], name="occasion_code")]
        indexes = [models.Index(fields=["workspace_id", "starts_at"], name="occasion_by_time")]

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        return public_ids.join(self.workspace_id, self.code)


class Seat(TenantModel):
    """One address has one seat; who comes without registration gets one when they come."""

    occasion = TenantKey(Occasion)
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    anonymous_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=SeatState.choices, default=SeatState.REGISTERED)
    registered_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    # When they came from the waiting list to a place.
    moved_up_at = models.DateTimeField(null=True, blank=True)
    # The state in which they gave it back; "" for who did not.
    before = models.CharField(max_length=10, blank=True, db_default="")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "occasion", "email"], name="seat_once")]

    def __str__(self) -> str:
        return self.name or self.email


class Invitation(TenantModel):
    """A lead is invited once, whichever journey says so; `effect_key` is the step that did, `message_id` the mail that asked them."""

    occasion = TenantKey(Occasion)
    lead_id = models.UUIDField()
    effect_key = models.CharField(max_length=200)
    message_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "occasion", "lead_id"], name="invitation_once")]
        indexes = [models.Index(fields=["workspace_id", "lead_id"], name="invitation_of_lead")]

    def __str__(self) -> str:
        return str(self.lead_id)
