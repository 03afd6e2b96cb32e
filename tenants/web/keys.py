"""API keys: issue (the text is shown once), revoke."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kernel.problems import Refused
from tenants.actions.api_keys import issue_key, revoke_key
from tenants.models import ApiKey
from tenants.queries import api_keys
from tenants.web.forms import KeyForm
from tenants.web.identity import WorkspaceRequest, needs


def _page(request: WorkspaceRequest, form: KeyForm, status: int = 200, **more: object) -> HttpResponse:
    return render(request, "tenants/keys.html", {"keys": api_keys.keys(), "form": form, **more}, status=status)


@needs("manage_keys")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, KeyForm())


@never_cache
@require_POST
@needs("manage_keys")
def issue(request: WorkspaceRequest) -> HttpResponse:
    """Answers the page itself, not a redirect: the text exists in this answer and nowhere else."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        key, text = issue_key(kind=form.cleaned_data["kind"], name=form.cleaned_data["name"], actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    return _page(request, KeyForm(), issued=key, text=text)


@require_POST
@needs("manage_keys")
def revoke(request: WorkspaceRequest, key_id: UUID) -> HttpResponse:
    try:
        key = revoke_key(key_id=key_id, actor=request.caller.actor)
    except ApiKey.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("“%(name)s” is revoked.") % {"name": key.name})
    return redirect("tenants:keys", request.caller.workspace.slug)
