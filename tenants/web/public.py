"""Pages outside any workspace: the chooser, the invitation, language and theme."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel import tenancy
from kernel.problems import Refused
from tenants.actions.members import accept_invitation
from tenants.actions.users import choose_language, choose_theme
from tenants.models import User
from tenants.queries import members, workspaces
from tenants.web import invitations

LANGUAGE_COOKIE_SECONDS = 365 * 86_400


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The workspaces of this person; straight into the only one."""
    assert isinstance(request.user, User)
    places = workspaces.of_user(request.user)
    if len(places) == 1 and "all" not in request.GET:
        return redirect(f"/w/{places[0].slug}/")
    return render(request, "tenants/chooser.html", {"places": places})


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return redirect(there if safe else "/")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: kept on the user, and in a cookie for the pages before sign-in."""
    code = request.POST.get("language", "")
    answer = _back(request)
    if code in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            choose_language(user=request.user, language=code)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=LANGUAGE_COOKIE_SECONDS, samesite="Lax")
    return answer


@require_POST
@login_required
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    assert isinstance(request.user, User)
    choose_theme(user=request.user, theme=request.POST.get("theme", ""))
    return _back(request)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation's link. GET shows what it offers; POST joins (after sign-in or sign-up with the invited address)."""
    link = invitations.read(token)
    workspace = workspaces.by_id(link.workspace_id) if link else None
    if link is None or workspace is None:
        return render(request, "tenants/invitation_gone.html", status=410)
    with tenancy.scope(link.workspace_id):
        found = members.open_invitation(link.invitation_id)
    if found is None:
        return render(request, "tenants/invitation_gone.html", status=410)
    request.session["invitation"] = token
    if request.method == "POST" and isinstance(request.user, User):
        return _join(request, request.user, link.workspace_id, link.invitation_id, workspace.slug)
    if request.method == "POST":
        return redirect(f"{reverse('account_signup')}?{urlencode({'email': found.email})}")
    known = User.objects.filter(email=found.email).exists()
    return render(request, "tenants/invitation.html", {"invitation": found, "place": workspace, "known": known, "token": token})


def _join(request: HttpRequest, user: User, workspace_id: UUID, invitation_id: UUID, slug: str) -> HttpResponse:
    try:
        with tenancy.scope(workspace_id):
            accept_invitation(invitation_id=invitation_id, user=user)
    except Refused as error:
        return render(request, "400.html", {"detail": error.detail, "back": "/"}, status=error.status)
    request.session.pop("invitation", None)
    messages.success(request, _("Welcome! You are a member now."))
    return redirect(f"/w/{slug}/")


@require_POST
def other_account(request: HttpRequest, token: str) -> HttpResponse:
    """Sign out in order to accept an invitation with another account."""
    logout(request)
    return redirect("public:invitation", token)
