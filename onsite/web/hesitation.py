"""Who hesitated on which form: saved as a segment in one click, and hashed for ad platforms (F025)."""

import csv
import io
from uuid import UUID

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel import clock
from onsite.actions.audiences import export_hashed, save_hesitation
from onsite.domain.hashing import COLUMNS
from onsite.queries import choices, hesitation
from tenants.web.identity import WorkspaceRequest, needs

DAYS = (7, 30, 90)


def _days(text: str) -> int:
    return int(text) if text in map(str, DAYS) else 30


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    days = _days(request.GET.get("days", ""))
    known = {"rows": hesitation.forms(days), "days": days, "choices": DAYS, "segments": choices.segments()}
    return render(request, "onsite/hesitation.html", known)


@require_POST
@needs("edit_marketing")
def save(request: WorkspaceRequest) -> HttpResponse:
    days = _days(request.POST.get("days", ""))
    live = request.POST.get("keep") != "today"
    name = save_hesitation(form=request.POST.get("form", "")[:150], days=days, actor=request.caller.actor, live=live)
    kept = _("The list “%(name)s” is saved. Who hesitates later is not on it.")
    told = _("The segment “%(name)s” is saved. Who hesitates later belongs to it too.") if live else kept
    toasts.success(request, told % {"name": name})
    return redirect("onsite:hesitation", request.caller.workspace.slug)


@require_POST
@needs("export")
def export(request: WorkspaceRequest, segment_id: UUID) -> HttpResponse:
    """A POST, because it is written into the audit log."""
    rows = export_hashed(segment_id=segment_id, actor=request.caller.actor)
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audience-{clock.now():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("export")
def export_chosen(request: WorkspaceRequest) -> HttpResponse:
    """The same for the segment that a form names."""
    try:
        segment_id = UUID(request.POST.get("segment", ""))
    except ValueError:
        toasts.error(request, _("Choose a segment."))
        return redirect("onsite:hesitation", request.caller.workspace.slug)
    return export(request, segment_id=segment_id)
