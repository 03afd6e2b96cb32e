"""Pages: the queue of people who may be one, the preview of a merge, its undoing; a new job."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import paging
from kernel.problems import Refused
from leads.actions.duplicates import dismiss, look_through_all, merge_pair
from leads.actions.episodes import change_job
from leads.actions.unmerge import undo_merge
from leads.enums import DuplicateState
from leads.models import Duplicate
from leads.queries import duplicates, leads, merges
from leads.web.people import find, text
from tenants.web.identity import WorkspaceRequest, needs

SORTS = (("confidence", gettext_lazy("Surest first")), ("newest", gettext_lazy("Newest first")))
SURE = ((0, gettext_lazy("All")), (60, gettext_lazy("60 and more")), (80, gettext_lazy("80 and more")), (90, gettext_lazy("90 and more")))


def find_pair(pair_id: UUID) -> Duplicate:
    pair = duplicates.pair(pair_id)
    if pair is None:
        raise Http404
    return pair


@needs("see")
def queue(request: WorkspaceRequest) -> HttpResponse:
    """Filter, sort: the address is the state."""
    given = request.GET
    state = given.get("state", DuplicateState.OPEN)
    state = state if state in DuplicateState.values else DuplicateState.OPEN
    sort, kind = given.get("sort", "confidence"), given.get("kind", "")
    least = int(given["sure"]) if given.get("sure", "").isdecimal() and len(given["sure"]) < 4 else 0
    order = duplicates.ORDERS.get(sort, "-confidence")
    page = paging.page(duplicates.search(state, least, kind), order=order, cursor=given.get("cursor", ""), back="back" in given)
    counts = duplicates.counts()
    tabs = [
        {"label": label, "url": f"?state={value}", "active": value == state, "count": counts[value]}
        for value, label in DuplicateState.choices
    ]
    people = {person for pair in page.rows for person in (pair.one_id, pair.other_id)}
    context = {
        "rows": [{"pair": pair, "words": duplicates.words(pair)} for pair in page.rows], "page": page, "tabs": tabs, "state": state,
        "sorts": SORTS, "sort": sort, "sure": SURE, "least": least, "kinds": duplicates.WORDS.items(), "kind": kind,
        "rules": duplicates.rules(), "leads": leads.of_people(people),
    }  # fmt: skip
    return render(request, "leads/duplicates.html", context)


@needs("see")
def preview(request: WorkspaceRequest, pair_id: UUID) -> HttpResponse:
    """Field by field, before anything is merged."""
    pair = find_pair(pair_id)
    seen = duplicates.preview(pair, request.GET.get("keep", "")) if pair.state == DuplicateState.OPEN else None
    return render(request, "leads/duplicate.html", {"pair": pair, "words": duplicates.words(pair), "preview": seen})


@needs("edit_leads")
@require_POST
def merge(request: WorkspaceRequest, pair_id: UUID) -> HttpResponse:
    find_pair(pair_id)
    fields = {name.removeprefix("field-"): value for name, value in request.POST.items() if name.startswith("field-")}
    known = {name: str(value) for name, value in fields.items() if name in duplicates.FIELDS}
    done = merge_pair(pair_id, request.caller.actor, keep=request.POST.get("keep", ""), fields=known)
    messages.success(request, _("Merged. It can be undone on this page and on the lead's."))
    lead = leads.of_people([done.winner_id]).get(done.winner_id)
    slug = request.caller.workspace.slug
    return redirect("dashboard:lead", slug, lead.pk) if lead else redirect("leads:duplicates", slug)


@needs("edit_leads")
@require_POST
def refuse(request: WorkspaceRequest, pair_id: UUID) -> HttpResponse:
    find_pair(pair_id)
    dismiss(pair_id, request.caller.actor)
    messages.success(request, _("Kept apart. The pair comes back only with new evidence."))
    return redirect("leads:duplicates", request.caller.workspace.slug)


@needs("edit_leads")
@require_POST
def look(request: WorkspaceRequest) -> HttpResponse:
    number = look_through_all(request.caller.actor)
    messages.success(request, _("Looking through %(number)s people.") % {"number": number})
    return redirect("leads:duplicates", request.caller.workspace.slug)


@needs("edit_leads")
@require_POST
def undo(request: WorkspaceRequest, merge_id: UUID) -> HttpResponse:
    if merges.merge(merge_id) is None:
        raise Http404
    done = undo_merge(merge_id, request.caller.actor)
    messages.success(request, _("Undone: there are two people again."))
    lead = leads.of_people([done.loser_id]).get(done.loser_id)
    slug = request.caller.workspace.slug
    return redirect("dashboard:lead", slug, lead.pk) if lead else redirect("leads:duplicates", slug)


class JobForm(forms.Form):
    """Where somebody works now; what is wrong is said by the action."""

    company = text(gettext_lazy("New company"), 200)
    email = text(gettext_lazy("E-mail there"), 254)
    title = text(gettext_lazy("Job title"), 200)


@needs("edit_leads")
def new_job(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """The person changed jobs: a new episode begins, the old one is closed."""
    lead = find(lead_id)
    form = JobForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            new = change_job(lead_id, request.caller.actor, **given)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        else:
            messages.success(request, _("A new lead begins for the new job."))
            return redirect("dashboard:lead", request.caller.workspace.slug, new.pk)
    return render(request, "leads/job.html", {"form": form, "lead": lead}, status=400 if form.errors else 200)
