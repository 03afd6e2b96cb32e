"""The pages that pop-ups and slots have alike: list and export, editor, review, publishing, pausing, preview."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import clock
from kernel.problems import Refused
from leads.domain.export import cell
from onsite.actions.items import publish_item, save_item, set_item_state
from onsite.domain import answers
from onsite.domain.shapes import Content, Popup, Rule, Rules, conditions_of
from onsite.enums import State
from onsite.models import Item
from onsite.queries import audiences, items
from onsite.web import forms, who
from onsite.web.desk import Desk
from tenants.web.identity import WorkspaceRequest, needs

SORTS = (
    ("created", gettext_lazy("Newest")), ("name", gettext_lazy("Name")), ("views", gettext_lazy("Views")),
    ("clicks", gettext_lazy("Clicks")), ("rate", gettext_lazy("Click rate")), ("closes", gettext_lazy("Closed")),
)  # fmt: skip
COLUMNS = ("Id", "Name", "State", "Live version", "Views", "Clicks", "Click rate", "Closed", "Created at")


def _asked(request: WorkspaceRequest) -> tuple[str, str]:
    """(state, order) of the address."""
    state, order = request.GET.get("state", ""), request.GET.get("sort", "")
    return state if state in State.values else "", order if order in items.ORDERS else "created"


@needs("see")
def show(request: WorkspaceRequest, desk: Desk[Any]) -> HttpResponse:
    """All of a kind with what came of each; the address is the state."""
    state, order = _asked(request)
    known = {
        "rows": items.rows(desk.kind, state, order, request.LANGUAGE_CODE or ""), "state": state, "order": order, "states": State.choices,
        "sorts": SORTS, "kind": desk.kind.name, "detail_cell": f"onsite/_detail_{desk.kind.name}.html",
    }  # fmt: skip
    return render(request, f"onsite/{desk.kind.name}s.html", known)


@needs("export")
def export(request: WorkspaceRequest, desk: Desk[Any]) -> HttpResponse:
    """The same list as CSV; no cell runs in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in items.rows(desk.kind, *_asked(request)):
        one, came = row.item, row.results
        rate = "" if came.rate is None else round(came.rate, 4)
        told = (one.pk, one.name, one.state, one.live_version, came.views, came.clicks, rate, came.closes, one.created_at.isoformat())
        writer.writerow([cell(value) for value in told])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{desk.kind.name}s-{clock.now():%Y-%m-%d}.csv"'
    return answer


@require_POST
@needs("manage_onsite")
def create(request: WorkspaceRequest, desk: Desk[Any]) -> HttpResponse:
    return redirect(desk.url(), request.caller.workspace.slug, desk.create(request).pk)


@needs("see")
def one(request: WorkspaceRequest, desk: Desk[Any], **ids: UUID) -> HttpResponse:
    """The editor; `?version=` shows an earlier one. The buttons of a condition tree come back here with the whole form."""
    if request.method == "POST":
        return _typed(request, desk, desk.found(ids))
    item, asked = desk.found(ids), request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else None
    versions = items.versions(item)
    if asked and not versions.filter(number=number or 0).exists():
        raise Http404
    written = desk.written(item, number)
    known = {"old": number, "problems": items.problems(written), **desk.editor(item, written, None)}
    return render(request, f"onsite/{desk.kind.name}.html", {**_about(desk, item), **known})


def _about(desk: Desk[Any], item: Item) -> dict[str, Any]:
    results = items.results().get(item.pk, items.Results())
    return {"item": item, "kind": desk.kind.name, "versions": items.versions(item)[:50], "results": results, **forms.offered()}


def _typed(request: WorkspaceRequest, desk: Desk[Any], item: Item, status: int = 200) -> HttpResponse:
    """The editor with what was typed; nothing is kept."""
    if not request.caller.can("manage_onsite"):
        raise PermissionDenied(_("Your role does not allow this."))
    known = {**_about(desk, item), **desk.editor(item, desk.read(request.POST), request.POST)}
    return render(request, f"onsite/{desk.kind.name}.html", known, status=status)


@require_POST
@needs("manage_onsite")
def save(request: WorkspaceRequest, desk: Desk[Any], **ids: UUID) -> HttpResponse:
    """Keep the draft; `then=review` goes on to the review."""
    item, slug = desk.found(ids), request.caller.workspace.slug
    if who.is_button(request.POST):
        return _typed(request, desk, item)
    try:
        problems = save_item(item=item, definition=desk.read(request.POST), actor=request.caller.actor, name=request.POST.get("name", ""))
    except Refused as error:
        if not error.field.startswith("who/"):
            raise
        return _typed(request, desk, item, error.status)
    if request.POST.get("then") == "review" and not problems:
        return redirect(desk.url("review"), slug, item.pk)
    if problems:
        toasts.warning(request, _("Draft saved. Not ready yet: %(problems)s") % {"problems": " ".join(problems[:3])})
    else:
        toasts.success(request, _("Draft saved. Nobody sees it before it is published."))
    return redirect(desk.url(), slug, item.pk)


@needs("see")
def review(request: WorkspaceRequest, desk: Desk[Any], **ids: UUID) -> HttpResponse:
    """How many leads it would reach, ten of them, and what is decided only at the visit."""
    item = desk.found(ids)
    written = desk.written(item)
    total, known, samples = audiences.reach(conditions_of(written))
    values = {"total": total, "known": known, "hidden": total - known, "samples": samples, "problems": items.problems(written)}
    return render(request, "onsite/review.html", {"item": item, "kind": desk.kind.name, **values})


@require_POST
@needs("manage_onsite")
def publish(request: WorkspaceRequest, desk: Desk[Any], **ids: UUID) -> HttpResponse:
    item = desk.found(ids)
    version = publish_item(item=item, definition=desk.written(item), actor=request.caller.actor)
    toasts.success(request, _("Version %(number)s is live. Pages show it within a minute.") % {"number": version.number})
    return redirect(desk.url(), request.caller.workspace.slug, item.pk)


@require_POST
@needs("manage_onsite")
def state(request: WorkspaceRequest, desk: Desk[Any], **ids: UUID) -> HttpResponse:
    """Pause, or go on."""
    item = desk.found(ids)
    set_item_state(item=item, state=request.POST.get("state", ""), actor=request.caller.actor)
    toasts.success(request, _("It is paused: nobody sees it any more.") if item.state == State.PAUSED else _("It is live again."))
    return redirect(desk.url(), request.caller.workspace.slug, item.pk)


@needs("see")
def preview(request: WorkspaceRequest, desk: Desk[Any], **ids: UUID) -> HttpResponse:
    """A page of ours on which the real module shows what stands in the editor. Changes nothing, also when the editor posts its text."""
    item, asked = desk.found(ids), request.POST if request.method == "POST" else request.GET
    language = "zh-Hans" if asked.get("language") == "zh" else "en"
    try:
        written = desk.read(asked) if request.method == "POST" else desk.written(item)
    except Refused as error:
        words = Content(error.field, error.detail)
        written = Popup(content=words) if desk.kind.shape is Popup else Rules((Rule(content=words),))
    messages, slots = desk.shown(item, written, asked)
    # The mark that nothing is recorded stands in a pop-up: over a slot it would hide what is looked at. The frame records nothing anyhow.
    decision = answers.body(messages, slots, language, preview=bool(messages))
    return render(request, "onsite/_frame.html", {"item": item, "kind": desk.kind.name, "decision": decision, "language": language})
