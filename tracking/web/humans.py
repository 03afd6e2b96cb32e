"""A person or a bot: what somebody decides by hand about a visitor."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.web.identity import WorkspaceRequest, needs
from tracking.actions.redecide import redecide
from tracking.queries import visitors


@require_POST
@needs("edit_leads")
def judge(request: WorkspaceRequest, visitor_id: UUID) -> HttpResponse:
    """Judge again, with the person's word or by the evidence alone."""
    if visitors.visitor(visitor_id) is None:
        raise Http404
    redecide(visitor_id=visitor_id, actor=request.caller.actor, verdict=request.POST.get("verdict", ""))
    messages.success(request, _("Judged again. What is a person's scores now; what is a bot's does not."))
    return redirect("tracking:visitor", request.caller.workspace.slug, visitor_id)
