"""Pages: who is held back from sales and why, the level of the gate; competitors of a lead (F167)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import paging
from kernel.problems import Refused
from leads.domain import contactability
from sales.actions.competitors import drop_competitor, name_competitor
from sales.actions.gate import put_gate
from sales.domain import gate as domain
from sales.queries import gate
from tenants.web.identity import WorkspaceRequest, needs

LEVELS: tuple[tuple[str, Promise], ...] = (
    ("off", gettext_lazy("Every lead")),
    ("weak", gettext_lazy("With an address or number that may work")),
    ("good", gettext_lazy("With a good business address or number")),
    ("proven", gettext_lazy("Reached there before: a click, an answer, a call")),
)


@needs("see")
def held(request: WorkspaceRequest) -> HttpResponse:
    """The oldest first; whoever may edit routing sets the level here."""
    if request.method == "POST":
        if not request.caller.can("edit_routing"):
            raise PermissionDenied(_("Your role does not allow this."))
        put_gate(request.POST.get("level", ""), actor=request.caller.actor)
        messages.success(request, _("Saved. Whoever passes now is in the queue."))
        return redirect("sales:held", request.caller.workspace.slug)
    page = paging.page(gate.held().order_by(), order="held_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    rows = [
        (one, contactability.read(one.row.lead.person.email_reach, one.row.lead.person.phone_reach)) for one in gate.explained(page.rows)
    ]
    return render(request, "sales/held.html", {"page": page, "rows": rows, "levels": LEVELS, "level": domain.NAMES[gate.level()]})


@require_POST
@needs("work_queue")
def competitor_name(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    try:
        row, _new = name_competitor(lead_id, request.POST.get("name", ""), request.POST.get("standing", ""), actor=request.caller.actor)
    except Refused as error:
        if error.status == 404:
            raise Http404 from error
        messages.error(request, error.detail)
    else:
        messages.success(request, _("%(name)s stands with this lead now.") % {"name": row.name})
    return redirect("dashboard:lead", request.caller.workspace.slug, lead_id)


@require_POST
@needs("work_queue")
def competitor_drop(request: WorkspaceRequest, mention_id: UUID) -> HttpResponse:
    try:
        lead_id = drop_competitor(mention_id, actor=request.caller.actor)
    except Refused as error:
        raise Http404 from error
    messages.success(request, _("The competitor is taken off this lead."))
    return redirect("dashboard:lead", request.caller.workspace.slug, lead_id)
