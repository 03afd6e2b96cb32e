"""Pages: merge every pair from a confidence on, after a look at which; and back in one go."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from leads.actions.merge_many import LEAST, merge_surest, undo_batch
from leads.models import MergeBatch
from leads.queries import duplicates
from tenants.web.identity import WorkspaceRequest, needs

STEPS = (80, 85, 90, 95, 99)


def whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise


@require_http_methods(["GET", "HEAD"])
@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """How many, and which, before anything is merged."""
    least = min(max(whole(request.GET.get("sure", ""), 90), LEAST), 100)
    pairs = duplicates.surest(least)
    context = {
        "least": least, "steps": STEPS, "count": len(pairs), "total": duplicates.search(least=least).count(),
        "rows": [{"pair": pair, "words": duplicates.words(pair)} for pair in pairs], "batches": duplicates.batches(),
    }  # fmt: skip
    return render(request, "leads/merge_many.html", context)


@require_POST
@needs("edit_leads")
def merge(request: WorkspaceRequest) -> HttpResponse:
    """Merge what was shown."""
    given = request.POST
    least, expected = whole(given.get("sure", ""), -1), whole(given.get("count", ""), -1)
    batch = merge_surest(actor=request.caller.actor, least=least, expected=expected)
    number = len(batch.merges)
    said = ngettext(
        "%(number)s pair merged. It can be undone on this page.", "%(number)s pairs merged. They can be undone on this page.", number
    )
    messages.success(request, said % {"number": number})
    return redirect("leads:merge_many", request.caller.workspace.slug)


@require_POST
@needs("edit_leads")
def undo(request: WorkspaceRequest, batch_id: UUID) -> HttpResponse:
    """All of it back."""
    if not MergeBatch.objects.filter(pk=batch_id).exists():
        raise Http404
    number = undo_batch(batch_id, actor=request.caller.actor)
    messages.success(request, _("Undone: %(number)s people stand for themselves again.") % {"number": number})
    return redirect("leads:merge_many", request.caller.workspace.slug)
