"""Webinars and meetings: the list with registered → attended, a new one, one with its people, who came."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from capture.actions.occasions import archive_occasion, change_occasion, plan_occasion
from capture.actions.seats import mark_attended
from capture.domain.attendance import Unreadable, read
from capture.enums import Purpose, SeatState
from capture.models import Occasion
from capture.queries import forms, invitations, occasions
from capture.web.forms import share
from capture.web.inputs import OccasionForm, of_occasion
from kernel import clock, paging
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs

LARGEST_LIST = 2 * 1024 * 1024


def _choices() -> list[tuple[str, str]]:
    """Published forms whose purpose is registration."""
    live = forms.forms().filter(live_version__isnull=False)
    return [(str(form.pk), form.name) for form in live if forms.live_content(form).purpose == Purpose.REGISTRATION]


def _found(occasion_id: UUID) -> Occasion:
    found = occasions.occasion(occasion_id)
    if found is None:
        raise Http404
    return found


def _page(request: WorkspaceRequest, form: OccasionForm, status: int = 200) -> HttpResponse:
    turnouts, archived = occasions.turnouts(), request.GET.get("show") == "archived"
    rows = [(one, turnouts.get(one.pk, occasions.Turnout())) for one in occasions.occasions(archived=archived)]
    context = {"rows": rows, "form": form, "archived": archived, "now": clock.now(), "has_form": bool(form.fields["form"].choices)}  # type: ignore[attr-defined]
    return render(request, "capture/occasions.html", context, status=status)


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, OccasionForm(choices=_choices()))


@require_POST
@needs("manage_forms")
def plan(request: WorkspaceRequest) -> HttpResponse:
    form = OccasionForm(request.POST, choices=_choices())
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        occasion = plan_occasion(plan=form.plan(), actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    return redirect("capture:occasion", request.caller.workspace.slug, occasion.pk)


def _one(request: WorkspaceRequest, occasion: Occasion, form: OccasionForm, status: int = 200) -> HttpResponse:
    turnout = occasions.turnouts().get(occasion.pk, occasions.Turnout())
    state = request.GET.get("state", "") if request.GET.get("state", "") in SeatState.values else ""
    # Who waits longest stands first: they are the next to move up.
    order = "registered_at" if state == SeatState.WAITLISTED else "-registered_at"
    shown = occasions.seats(occasion, state).order_by()
    seats = paging.page(shown, order=order, cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    came = turnout.attended - turnout.walk_ins
    steps = [(_("Registered"), turnout.registered, 1.0), (_("Attended"), came, share(came, turnout.registered))]
    context = {
        "occasion": occasion, "form": form, "turnout": turnout, "page": seats, "steps": steps if turnout.registered else [],
        "address": f"{settings.BASE_URL}/e/{occasion.public_id}", "tabs": _tabs(occasion, turnout, state), "state": state,
        "invited": invitations.turnout(occasion),
    }  # fmt: skip
    return render(request, "capture/occasion.html", context, status=status)


def _tabs(occasion: Occasion, turnout: occasions.Turnout, at: str) -> list[dict[str, Any]]:
    counts = {
        SeatState.REGISTERED: turnout.registered + turnout.walk_ins - turnout.attended, SeatState.WAITLISTED: turnout.waitlisted,
        SeatState.ATTENDED: turnout.attended, SeatState.GIVEN_BACK: turnout.given_back,
    }  # fmt: skip
    found = [{"label": _("All"), "url": "?", "active": not at, "count": sum(counts.values())}]
    return found + [
        {"label": state.label, "url": f"?state={state.value}", "active": at == state.value, "count": count}
        for state, count in counts.items()
    ]


@needs("see")
def one(request: WorkspaceRequest, occasion_id: UUID) -> HttpResponse:
    occasion = _found(occasion_id)
    return _one(request, occasion, OccasionForm(choices=_choices(), initial=of_occasion(occasion)))


@require_POST
@needs("manage_forms")
def change(request: WorkspaceRequest, occasion_id: UUID) -> HttpResponse:
    occasion, form = _found(occasion_id), OccasionForm(request.POST, choices=_choices())
    if not form.is_valid():
        return _one(request, occasion, form, 400)
    waited = occasions.waiting(occasion).count()
    try:
        change_occasion(occasion=occasion, plan=form.plan(), actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _one(request, occasion, form, 400)
    toasts.success(request, " ".join(filter(None, (_("Saved."), moved_words(waited - occasions.waiting(occasion).count())))))
    return redirect("capture:occasion", request.caller.workspace.slug, occasion.pk)


def moved_words(count: int) -> str:
    """Who came from the waiting list to a place; "" for nobody."""
    told = ngettext(
        "%(count)s person has moved up from the waiting list and is written to in two minutes.",
        "%(count)s people have moved up from the waiting list and are written to in two minutes.", count,
    )  # fmt: skip
    return told % {"count": count} if count else ""


@require_POST
@needs("manage_forms")
def attendance(request: WorkspaceRequest, occasion_id: UUID) -> HttpResponse:
    """A CSV of who came: e-mail, and as far as known name and minutes."""
    occasion, file = _found(occasion_id), request.FILES.get("file")
    if file is None or not file.size:
        raise Refused(_("Choose the CSV of attendees."), field="file")
    if file.size > LARGEST_LIST:
        raise Refused(_("The list is over 2 MB: split it."), field="file", status=413)
    try:
        came = read(file.read())
    except Unreadable as error:
        raise Refused(str(error), field="file") from error
    marked = mark_attended(occasion=occasion, came=came, actor=request.caller.actor)
    text = ngettext("%(count)s person came.", "%(count)s people came.", marked.attended) % {"count": marked.attended}
    if marked.refused:
        lines = "; ".join(f"{number + 1}: {why}" for number, why in marked.refused[:5])
        text += " " + _("Not taken: %(count)s (line %(lines)s)") % {"count": len(marked.refused), "lines": lines}
    toasts.success(request, text)
    return redirect("capture:occasion", request.caller.workspace.slug, occasion.pk)


@require_POST
@needs("manage_forms")
def archive(request: WorkspaceRequest, occasion_id: UUID) -> HttpResponse:
    occasion = _found(occasion_id)
    archive_occasion(occasion=occasion, actor=request.caller.actor)
    toasts.success(request, _("“%(name)s” is archived: its address answers no more.") % {"name": occasion.name})
    return redirect("capture:occasions", request.caller.workspace.slug)
