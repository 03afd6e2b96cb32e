"""Membership: user × workspace × role. Its own second policy lets a person list their own workspaces."""

from typing import ClassVar

from django.db import models

from kernel import clock
from kernel.tenancy import TenantManager, TenantModel
from tenants.enums import Role
from tenants.models.user import User


class Membership(TenantModel):
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=Role.choices)
    joined_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[TenantManager] = TenantManager()
    all_workspaces: ClassVar[models.Manager["Membership"]] = models.Manager()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "user"], name="membership_once")]
        indexes = [models.Index(fields=["user"], name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Invitation(TenantModel):
    """An invitation by e-mail: a signed link, valid for some days, used once."""

    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    invited_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "email"], name="invitation_by_email")]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"
