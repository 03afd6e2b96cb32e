"""Members: who works here, invitations, roles."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.problems import Refused
from tenants.actions.members import change_role, invite, remove_member, revoke_invitation
from tenants.domain.permissions import CAPABILITIES
from tenants.enums import Role
from tenants.models import Invitation, Membership
from tenants.queries import members as queries
from tenants.web import invitations
from tenants.web.forms import InvitationForm
from tenants.web.identity import WorkspaceRequest, needs


def _page(request: WorkspaceRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    may = request.caller.can("manage_members")
    pending = [(one, request.build_absolute_uri(invitations.path(one))) for one in queries.open_invitations()] if may else []
    context = {"members": queries.members(), "pending": pending, "form": form, "roles": Role.choices, "table": _table()}
    return render(request, "tenants/members.html", context, status=status)


def _table() -> list[tuple[str, list[bool]]]:
    """What each role may do, as rows of ticks."""
    labels = {
        "see": _("See everything"), "edit_leads": _("Edit leads"), "work_queue": _("Work the queue"),
        "import_leads": _("Import and export leads"),
        "edit_marketing": _("Edit journeys and templates"), "launch": _("Launch journeys"), "edit_scoring": _("Edit scoring"),
        "manage_sites": _("Manage sites"), "manage_forms": _("Manage forms"),
        "edit_routing": _("Edit routing"), "manage_members": _("Manage members"),
        "manage_keys": _("Manage API keys"), "manage_privacy": _("Decide on privacy, erase people"),
        "manage_workspace": _("Change the workspace"),
    }  # fmt: skip
    return [(label, [key in CAPABILITIES[role] for role in Role.values]) for key, label in labels.items()]


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, InvitationForm())


@require_POST
@needs("manage_members")
def send_invitation(request: WorkspaceRequest) -> HttpResponse:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        invitation = invite(email=form.cleaned_data["email"], role=form.cleaned_data["role"], actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    messages.success(request, _("Invitation for %(email)s made: send them the link below.") % {"email": invitation.email})
    return redirect("tenants:members", request.caller.workspace.slug)


@require_POST
@needs("manage_members")
def set_role(request: WorkspaceRequest, member_id: UUID) -> HttpResponse:
    try:
        member = change_role(member_id=member_id, role=request.POST.get("role", ""), actor=request.caller.actor)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("%(name)s is %(role)s now.") % {"name": member.user, "role": member.get_role_display()})
    return redirect("tenants:members", request.caller.workspace.slug)


@require_POST
@needs("manage_members")
def remove(request: WorkspaceRequest, member_id: UUID) -> HttpResponse:
    try:
        remove_member(member_id=member_id, actor=request.caller.actor)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Removed. Their next request finds no workspace."))
    return redirect("tenants:members", request.caller.workspace.slug)


@require_POST
@needs("manage_members")
def revoke(request: WorkspaceRequest, invitation_id: UUID) -> HttpResponse:
    try:
        revoke_invitation(invitation_id=invitation_id, actor=request.caller.actor)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Invitation withdrawn: its link no longer works."))
    return redirect("tenants:members", request.caller.workspace.slug)
