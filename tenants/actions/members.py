"""add_member, invite, revoke_invitation, accept_invitation, change_role, remove_member."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from tenants.enums import Role
from tenants.models import Invitation, Membership, User

INVITATION_DAYS = 7


def _role(role: str) -> str:
    if role not in Role.values:
        raise Refused(f"“{role}” is no role: use one of {', '.join(Role.values)}.", field="role")
    return role


def add_member(*, user: User, role: str, actor: Actor) -> Membership:
    """Make `user` a member; refuses a second membership."""
    member, made = Membership.objects.get_or_create(user=user, defaults={"role": _role(role)})
    if not made:
        raise Refused(f"{user.email} is a member already.", field="email", code="taken", status=409)
    audit.record(actor, "member.added", member, {"role": ["", role]})
    return member


def invite(*, email: str, role: str, actor: Actor) -> Invitation:
    """Invite by e-mail; the page shows the link, valid for seven days."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Give a whole e-mail address, such as lena@example.com.", field="email") from error
    if Membership.objects.filter(user__email=email).exists():
        raise Refused(f"{email} is a member already.", field="email", code="taken", status=409)
    expires_at = clock.now() + timedelta(days=INVITATION_DAYS)
    invitation = Invitation.objects.create(email=email, role=_role(role), invited_by=actor.name, expires_at=expires_at)
    audit.record(actor, "member.invited", invitation, {"email": ["", email]})
    return invitation


def revoke_invitation(*, invitation_id: UUID, actor: Actor) -> None:
    """Withdraw an invitation that was not accepted: its link ends in "ask for a new one"."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id, accepted_at=None)
    audit.record(actor, "invitation.revoked", invitation, {"email": [invitation.email, ""]})
    invitation.delete()


def accept_invitation(*, invitation_id: UUID, user: User) -> Membership:
    """Join by invitation; refuses one that was used, has expired, or was sent to another address."""
    invitation = Invitation.objects.select_for_update().filter(id=invitation_id, accepted_at=None).first()
    if invitation is None or invitation.expires_at < clock.now() or invitation.email != user.email.lower():
        raise Refused("This invitation has expired or is not for this account: ask for a new one.", status=410, code="expired")
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    return add_member(user=user, role=invitation.role, actor=Actor("user", str(user.pk), str(user)))


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.filter(role=Role.OWNER).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise Refused("A workspace needs an owner: make someone else owner first.", field="role", status=409, code="last_owner")


def change_role(*, member_id: UUID, role: str, actor: Actor) -> Membership:
    """Give another role; the last owner stays owner."""
    member = Membership.objects.select_for_update().get(pk=member_id)
    if _role(role) != Role.OWNER:
        _keep_an_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    audit.record(actor, "member.role_changed", member, {"role": [before, role]})
    return member


def remove_member(*, member_id: UUID, actor: Actor) -> None:
    """End a membership: the next request of that person finds no workspace."""
    member = Membership.objects.select_for_update().get(pk=member_id)
    _keep_an_owner(member)
    audit.record(actor, "member.removed", member, {"role": [member.role, ""]})
    member.delete()
