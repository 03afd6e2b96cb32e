"""URL or key → workspace → scope(); never from a stored preference. An outsider gets the 404 of a workspace that is not there."""

from collections.abc import Callable
from contextlib import nullcontext

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import reswap, trigger_client_event

from kernel import tenancy
from kernel.audit import Actor
from kernel.idempotency import once
from kernel.problems import Refused, plain_problem
from kernel.reading import know, reading
from tenants.domain.keys import parse
from tenants.domain.permissions import CAPABILITIES, SECRET_KEY
from tenants.models import User, Workspace
from tenants.queries import api_keys, members, workspaces
from tenants.web.identity import Caller

Answer = Callable[[HttpRequest], HttpResponse]


class WorkspaceMiddleware:
    """Pages under /w/<slug>/ and the API under /api/v1/ run in one scope, which is one transaction."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _speak(request)
        _without_nul(request)
        if request.path.startswith("/w/"):
            return self.page(request)
        if request.path.startswith("/api/v1/"):
            return self.api(request)
        return self.get_response(request)

    def page(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect(f"/accounts/login/?next={request.path}")
        workspace = workspaces.by_slug(request.path.split("/")[2])
        if workspace is None:
            return self.get_response(request)
        looks = request.method in ("GET", "HEAD")
        with tenancy.scope(workspace.id), reading() if looks else nullcontext():
            return undo_when_refused(self.as_member(request, workspace))

    def as_member(self, request: HttpRequest, workspace: Workspace) -> HttpResponse:
        caller = member_caller(request.user, workspace)
        if caller is not None:
            request.caller = caller  # type: ignore[attr-defined]
            timezone.activate(workspace.time_zone)
            know(workspaces.zone, workspace.time_zone)
        try:
            if caller is not None and request.path.startswith("/api/"):
                return once(request, caller.actor, self.get_response)
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def api(self, request: HttpRequest) -> HttpResponse:
        token = request.headers.get("authorization", "")
        if token.startswith("Bearer "):
            return self.by_key(request, token[7:].strip())
        slug = request.headers.get("x-workspace", "")
        workspace = workspaces.by_slug(slug) if slug and isinstance(request.user, User) else None
        if workspace is None:
            return self.get_response(request)
        with tenancy.scope(workspace.id):
            return undo_when_refused(self.as_member(request, workspace))

    def by_key(self, request: HttpRequest, text: str) -> HttpResponse:
        key = parse(text)
        workspace = workspaces.by_id(key.workspace_id) if key and key.kind == "secret" else None
        if key is None or workspace is None:
            return unknown_key(request)
        with tenancy.scope(workspace.id):
            found = api_keys.find_here(key)
            if found is None:
                return unknown_key(request)
            actor = Actor("key", str(found.pk), found.name)
            request.caller = Caller(workspace, actor, "", SECRET_KEY)  # type: ignore[attr-defined]
            return undo_when_refused(once(request, actor, self.get_response))

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]) -> HttpResponse | None:
        """A page of a workspace in which this person does not work is a page that does not exist."""
        if request.path.startswith("/w/") and not hasattr(request, "caller"):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that did not catch a refusal itself: undo, and say the reason where the person came from."""
        if isinstance(error, Refused) and not request.path.startswith("/api/"):
            return say_refusal(request, error)
        return None


def undo_when_refused(answer: HttpResponse) -> HttpResponse:
    """An answer that says no leaves nothing behind: the request's transaction is rolled back."""
    if answer.status_code >= 400:
        transaction.set_rollback(True)
    return answer


def say_refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """Nothing is kept; a form's page shows the reason as a toast, anything else gets a page that says it."""
    if tenancy.in_scope():
        transaction.set_rollback(True)
    back = request.headers.get("referer", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if "hx-request" in request.headers:
        answer = HttpResponse(status=error.status)
        return trigger_client_event(reswap(answer, "none"), "toast", {"text": error.detail, "level": "error"})
    if request.method == "POST" and here:
        messages.error(request, error.detail)
        return redirect(back)
    return render(request, "400.html", {"detail": error.detail, "back": back if here else ""}, status=error.status)


def _speak(request: HttpRequest) -> None:
    user = request.user
    if isinstance(user, User) and user.language:
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language  # type: ignore[attr-defined]


def member_caller(user: object, workspace: Workspace) -> Caller | None:
    """The caller that `user` is in `workspace` (whose scope is open); None for an outsider."""
    member = members.membership_of(user) if isinstance(user, User) else None
    if member is None:
        return None
    return Caller(workspace, Actor("user", str(member.user_id), str(member.user)), member.role, CAPABILITIES[member.role])


def _without_nul(request: HttpRequest) -> None:
    """No database takes the character in a question, and no person types it: it becomes the sign for what cannot be shown."""
    if "%00" in request.META.get("QUERY_STRING", ""):
        request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "%EF%BF%BD")
        request.__dict__.pop("GET", None)  # had somebody read it before


def unknown_key(request: HttpRequest) -> HttpResponse:
    answer = plain_problem(request, 401, "This key is unknown or revoked. Use a secret key (sk_…) of the workspace.", "unknown_key")
    answer["WWW-Authenticate"] = "Bearer"
    return answer
