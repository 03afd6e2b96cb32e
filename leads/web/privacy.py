"""Pages: what is kept of a person, as a file; and their erasure."""

from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel import personal
from kernel.problems import Refused
from leads.actions.erase import erase_person, record_export
from leads.models import Lead
from leads.queries import dossier, leads
from tenants.web.identity import WorkspaceRequest, needs


def _lead(lead_id: UUID) -> Lead:
    found = leads.lead(lead_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD"])
@needs("export")
def export(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """One JSON file with every row that is theirs."""
    lead = _lead(lead_id)
    document = dossier.export(lead.person_id)
    if document is None:
        raise Http404
    record_export(person_id=lead.person_id, actor=request.caller.actor)
    answer = HttpResponse(msgspec.json.encode(document), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="person-{lead.person_id}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_privacy")
def erase(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """What erasing means, and the word to type; what would go is counted beside it."""
    lead = _lead(lead_id)
    if not dossier.is_there(lead.person_id):
        raise Http404
    error = None
    if request.method == "POST":
        try:
            given = request.POST.get("confirm", "")
            erase_person(person_id=lead.person_id, actor=request.caller.actor, confirm=given, wants_silence="silence" in request.POST)
        except Refused as refused:
            error = refused
        else:
            messages.success(request, _("Erased. Counts in reports stay; nothing tells who it was."))
            return redirect("leads:list", request.caller.workspace.slug)
    values = {"lead": lead, "asked": dossier.confirmation(lead.person_id), "error": error}
    return render(request, "leads/erase.html", values, status=error.status if error else 200)


@require_http_methods(["GET", "HEAD"])
@needs("manage_privacy")
def counts(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Part of the page above, fetched by itself because it reads every text of others; opened by itself it is a page."""
    lead = _lead(lead_id)
    about = dossier.subject(lead.person_id)
    if about is None:
        raise Http404
    own, others = (sorted(personal.count(about, shared).items()) for shared in (False, True))
    page = "leads/_erase_counts.html" if request.htmx else "leads/erase_counts.html"
    return render(request, page, {"lead": lead, "counts": own, "others": others})
