"""Members of the current workspace."""

from uuid import UUID

from django.db.models import QuerySet

from kernel import clock
from tenants.models import Invitation, Membership, User

# As `names`, for who asks for more in the same statement: the user id as a text, and the name.
NAMED = """
SELECT m.user_id::text AS value, coalesce(nullif(u.name, ''), u.email) AS name FROM tenants_membership m
JOIN tenants_user u ON u.id = m.user_id WHERE m.workspace_id = %(workspace_id)s ORDER BY u.name, m.id
"""


def membership_of(user: User) -> Membership | None:
    """The membership of `user` here; None for an outsider."""
    return Membership.objects.filter(user=user, user__is_active=True).select_related("user").first()


def members() -> "QuerySet[Membership]":
    return Membership.objects.select_related("user").order_by("user__name", "id")


def names() -> dict[int, str]:
    """user id → name, of everyone here."""
    return {m.user_id: str(m.user) for m in members()}


def sdrs() -> list[int]:
    """User ids that may work the queue, in the order they joined."""
    found = Membership.objects.filter(role="sdr", user__is_active=True).order_by("joined_at", "id")
    return list(found.values_list("user_id", flat=True))


def open_invitations() -> "QuerySet[Invitation]":
    return Invitation.objects.filter(accepted_at=None).order_by("-created_at")


def open_invitation(invitation_id: UUID) -> Invitation | None:
    """An invitation that can still be accepted."""
    found: Invitation | None = open_invitations().filter(id=invitation_id, expires_at__gt=clock.now()).first()
    return found
