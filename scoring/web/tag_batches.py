"""Pages: a tag for many leads, with their number first, and the way back."""

from urllib.parse import parse_qs
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from leads.domain.filters import SHOWING, Filters, to_query
from leads.queries.filter_words import describe
from scoring.actions import tag_batches as actions
from scoring.enums import BatchVerb
from scoring.queries import tag_batches as questions
from scoring.queries import tags
from scoring.web.refusals import spoken
from tenants.web.identity import WorkspaceRequest, needs

# The words of this page's own; the rest of its address is the filter.
OWN = ("which", "verb", "expected", "digest", "csrfmiddlewaretoken")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_leads")
def bulk(request: WorkspaceRequest) -> HttpResponse:
    """How many leads would change; then the change. The address is the filter of the list, the tag and what to do with it."""
    given = request.POST if request.method == "POST" else request.GET
    filters: Filters = dict(given.lists())
    if request.method == "POST":
        filters = parse_qs(given.get("query", "")[:4_000])
    filters = {key: values for key, values in filters.items() if key not in OWN and key not in SHOWING}
    tag = next((one for one in tags.standing() if str(one.pk) == given.get("which")), None)
    verb = given.get("verb") or BatchVerb.ADD.value
    found, wrong = None, None
    if tag is not None:
        try:
            if request.method == "POST":
                return _run(request, filters)
            found = questions.preview(tag, verb, filters)
        except Refused as error:
            wrong = spoken(error)
            found = questions.preview(tag, verb, filters) if error.code == "changed" else None
    known = {
        "tag": tag, "verb": verb, "verbs": BatchVerb.choices, "found": found, "wrong": wrong, "query": to_query(filters),
        "tags": tags.standing(), "about": [] if wrong else describe(filters), "filters": filters,
    }  # fmt: skip
    return render(request, "scoring/tag_bulk.html", known, status=400 if wrong else 200)


def _run(request: WorkspaceRequest, filters: Filters) -> HttpResponse:
    tag, expected = tags.tag(UUID(request.POST["which"])), request.POST.get("expected", "")
    if tag is None:
        raise Http404
    number = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 10 else -1
    verb, shown = request.POST.get("verb", ""), request.POST.get("digest", "")
    batch = actions.run_batch(tag, verb, filters, number, request.caller.actor, shown)
    told = ngettext("%(n)s lead has changed. You can undo it here.", "%(n)s leads have changed. You can undo it here.", batch.changed)
    messages.success(request, told % {"n": batch.changed})
    return redirect("scoring:tag", request.caller.workspace.slug, tag.pk)


@require_POST
@needs("edit_leads")
def undo(request: WorkspaceRequest, tag_batch_id: UUID) -> HttpResponse:
    """Give the leads of a batch back what they had."""
    batch = questions.batch(tag_batch_id)
    if batch is None:
        raise Http404
    actions.undo_batch(batch, request.caller.actor)
    messages.success(request, _("It is undone: each lead has what it had."))
    return redirect("scoring:tag", request.caller.workspace.slug, batch.tag_id)
