"""Pages: many leads moved to a stage in one go, with their number first and why some cannot, and the way back."""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from leads.actions.move_batches import LONGEST_NOTE, Target, checked, move_many, undo_moves
from leads.domain.bulk_moves import Plan
from leads.domain.filters import SHOWING, BadFilter, Filters, parse, to_query
from leads.enums import MoveReason
from leads.queries import move_batches as questions
from leads.queries import stages
from leads.queries.filter_words import describe
from leads.web.many import TYPED_FROM, expected_of
from leads.web.people import BY_HAND
from tenants.web.identity import WorkspaceRequest, needs

# The words of this page's own; the rest of its address is the filter of the list.
OWN = ("to", "reason", "note", "through", "expected", "digest", "typed", "query", "csrfmiddlewaretoken")
WHY: dict[str, str | Promise] = {
    "closed": gettext_lazy("Their episode is over."),
    "no_way": gettext_lazy("No way leads from there to this stage."),
    "back_reason": gettext_lazy("It is a way back, and this reason explains none: choose another."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_leads")
def many(request: WorkspaceRequest) -> HttpResponse:
    """How many leads would move and how many cannot; then the move. The address is the filter of the list, `to` and `reason`."""
    given = request.POST if request.method == "POST" else request.GET
    sent = parse_qs(given.get("query", "")[:4_000]) if "query" in given else dict(request.GET.lists())
    filters: Filters = {}
    target = Target(given.get("to", "")[:40], given.get("reason") or MoveReason.MANUAL, given.get("note", ""), "through" in given)
    planned, wrong = None, None
    try:
        filters = _filters(sent)
        planned = _planned(filters, target)
        if request.method == "POST" and planned:
            return _run(request, filters, target)
    except Refused as error:
        wrong = error
    names = stages.names()
    context: dict[str, Any] = {
        "about": [] if wrong and not filters else describe(filters), "query": to_query(filters), "filters": filters, "to": target.to,
        "stages": names, "reasons": [(r.value, r.label) for r in BY_HAND], "reason": target.reason, "sent": given, "wrong": wrong,
        "digest": questions.digest(filters, planned) if planned else "",
        "planned": planned, "left": _left(planned, names), "typed": planned is not None and planned.moving >= TYPED_FROM,
        "to_name": names.get(target.to, target.to), "batches": shown_batches(names), "longest": LONGEST_NOTE,
    }  # fmt: skip
    return render(request, "leads/leads_many.html", context, status=wrong.status if wrong else 200)


def _filters(sent: Filters) -> Filters:
    try:
        return parse((key, values) for key, values in sent.items() if key not in OWN and key not in SHOWING)
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error


def _planned(filters: Filters, target: Target) -> Plan | None:
    """None while there is nothing to ask: without a filter all leads of the workspace would move."""
    if not filters or not target.to:
        return None
    checked(target, note=False)
    return questions.preview(filters, target.to, target.reason)


def _left(planned: Plan | None, names: dict[str, str]) -> list[dict[str, Any]]:
    left = planned.left if planned else ()
    return [{"stage": one.stage, "name": names.get(one.stage, one.stage), "count": one.count, "why": WHY[one.why]} for one in left]


def _run(request: WorkspaceRequest, filters: Filters, target: Target) -> HttpResponse:
    expected = expected_of(request.POST, _("Type the number of leads that will move: %(n)s."))
    batch = move_many(filters, target, expected, request.caller.actor, request.POST.get("digest", ""))
    moved = len(batch.before)
    told = ngettext("%(n)s lead has moved. You can undo it here.", "%(n)s leads have moved. You can undo it here.", moved)
    messages.success(request, told % {"n": moved})
    return redirect("leads:many", request.caller.workspace.slug)


def shown_batches(names: dict[str, str]) -> list[dict[str, Any]]:
    """The last moves of many leads, in words."""
    return [{"row": one, "count": len(one.before), "to": names.get(one.to, one.to)} for one in questions.batches()]


@require_POST
@needs("edit_leads")
def undo(request: WorkspaceRequest, move_batch_id: UUID) -> HttpResponse:
    """Put the leads of a move back where they stood."""
    if questions.batch(move_batch_id) is None:
        raise Http404
    back = undo_moves(move_batch_id, request.caller.actor).back or 0
    told = ngettext("%(n)s lead stands again where it stood.", "%(n)s leads stand again where they stood.", back)
    messages.success(request, told % {"n": back})
    return redirect("leads:many", request.caller.workspace.slug)
