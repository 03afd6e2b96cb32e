"""The text of an invitation link: workspace and invitation, signed."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from kernel import ids
from tenants.models import Invitation

SALT = "tenants.invitation"


@dataclass(frozen=True)
class InvitationLink:
    workspace_id: UUID
    invitation_id: UUID


def path(invitation: Invitation) -> str:
    """The address of `invitation`'s page."""
    text = f"{ids.short(invitation.workspace_id)}.{ids.short(invitation.id)}"
    return reverse("public:invitation", args=[signing.Signer(salt=SALT).sign(text)])


def read(token: str) -> InvitationLink | None:
    """What a link names; None when it is not one of ours."""
    try:
        workspace, _, invitation = signing.Signer(salt=SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    workspace_id, invitation_id = ids.unshort(workspace), ids.unshort(invitation)
    return InvitationLink(workspace_id, invitation_id) if workspace_id and invitation_id else None
