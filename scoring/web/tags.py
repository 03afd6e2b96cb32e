"""Pages: tags, and putting one on a lead."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from leads.queries import leads
from scoring.actions import tags as actions
from scoring.enums import TagKind
from scoring.queries import tags as questions
from tenants.web.identity import WorkspaceRequest, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see")
def tags(request: WorkspaceRequest) -> HttpResponse:
    """Every tag with how many leads carry it; marketers define new ones here."""
    if request.method != "POST":
        return _list(request)
    if not request.caller.can("edit_scoring"):
        raise Refused(_("Your role does not allow this."), status=403, code="forbidden")
    post = request.POST
    try:
        actions.define_tag(post.get("name", ""), post.get("kind", ""), post.get("description", ""), request.caller.actor)
    except Refused as error:
        return _list(request, error)
    messages.success(request, _("The tag is defined."))
    return redirect("scoring:tags", request.caller.workspace.slug)


def _list(request: WorkspaceRequest, wrong: Refused | None = None) -> HttpResponse:
    known = {"tags": questions.uses(), "kinds": TagKind.choices, "names": dict(TagKind.choices), "wrong": wrong, "post": request.POST}
    return render(request, "scoring/tags.html", known, status=400 if wrong else 200)


@require_POST
@needs("edit_leads")
def put(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Put a defined tag on a lead."""
    if leads.lead(lead_id) is None:
        raise Http404
    actions.tag_lead(lead_id, request.POST.get("name", ""), request.caller.actor)
    messages.success(request, _("The lead is tagged."))
    return redirect("scoring:explain", request.caller.workspace.slug, lead_id)


@require_POST
@needs("edit_leads")
def take(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Take a tag off a lead."""
    if leads.lead(lead_id) is None:
        raise Http404
    actions.remove_tag(lead_id, request.POST.get("name", ""), request.caller.actor)
    messages.success(request, _("The tag is off."))
    return redirect("scoring:explain", request.caller.workspace.slug, lead_id)
