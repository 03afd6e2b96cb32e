"""Page: the dormant pool, how much of it was worked, and the way into a journey with the number first (F002)."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kernel.problems import Refused
from leads.domain.filters import BadFilter
from leads.domain.shown import number
from leads.queries import leads
from sales.actions import dormant as actions
from sales.queries import dormant
from tenants.web.identity import WorkspaceRequest, needs

# From so many on the number is typed before anything is done.
TYPED_FROM = 100


@needs("see")
def pool(request: WorkspaceRequest) -> HttpResponse:
    """Who lies there; with a journey chosen, how many would enter it, and the button."""
    given = request.POST if request.method == "POST" else request.GET
    days, wrong = _days(given)
    journey = _journey(given)
    if request.method == "POST":
        if not request.caller.can("edit_marketing"):
            raise PermissionDenied(_("Your role does not allow this."))
        try:
            return _wake(request, days, journey)
        except Refused as error:
            wrong = error
    plan = actions.plan(days, journey) if journey and request.caller.can("edit_marketing") else None
    page = leads.page(dormant.shown(days), "score", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    context = {
        "page": page, "days": days, "wrong": wrong, "journeys": dormant.journeys(), "journey": journey,
        "plan": plan, "entering": len(plan.entering) if plan else 0, "typed": plan is not None and len(plan.entering) >= TYPED_FROM,
        "batch": _batch(request.GET.get("batch", "")),
    }  # fmt: skip
    return render(request, "sales/dormant.html", context, status=wrong.status if wrong else 200)


@needs("see")
def figures(request: WorkspaceRequest) -> HttpResponse:
    """How many lie there and how much was worked: part of the page, fetched by itself because it counts; opened by itself it is one."""
    days, _wrong = _days(request.GET)
    page = "sales/_dormant_figures.html" if request.htmx else "sales/dormant_figures.html"
    return render(request, page, {"pool": dormant.pool(days), "days": days})


def _days(given: Mapping[str, str]) -> tuple[int, Refused | None]:
    try:
        return dormant.days_of(given.get("days", "").strip() or str(dormant.DAYS)), None
    except BadFilter as error:
        return dormant.DAYS, Refused(_("Give a number of days from 1 to 3,650."), field=error.field)


def _journey(given: Mapping[str, str]) -> UUID | None:
    """The live journey that was chosen; what is none is none."""
    return next((key for key, _name in dormant.journeys() if str(key) == given.get("journey", "")), None)


def _batch(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _wake(request: WorkspaceRequest, days: int, journey: UUID | None) -> HttpResponse:
    if journey is None:
        raise Refused(_("Choose a live journey."), field="journey")
    expected = number(request.POST.get("expected", ""))
    if expected >= TYPED_FROM and number(request.POST.get("typed", "")) != expected:
        raise Refused(_("Type %(n)d to go on.") % {"n": expected}, field="typed")
    batch, entered = actions.wake_pool(days, journey, expected, request.caller.actor)
    told = ngettext("%(n)d lead entered the journey.", "%(n)d leads entered the journey.", entered) % {"n": entered}
    messages.success(request, told)
    there = redirect("sales:dormant", request.caller.workspace.slug)
    there["Location"] += f"?days={days}&batch={batch}"
    return there


@require_POST
@needs("edit_marketing")
def undo(request: WorkspaceRequest, batch_id: UUID) -> HttpResponse:
    """Take them out of the journey again."""
    try:
        gone = actions.let_go(batch_id, request.caller.actor)
    except Refused as error:
        raise Http404 from error
    messages.success(request, ngettext("%(n)d lead left the journey again.", "%(n)d leads left the journey again.", gone) % {"n": gone})
    return redirect("sales:dormant", request.caller.workspace.slug)
