"""Pages: tags, one tag, and putting one on a lead."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel import clock
from kernel.problems import Refused
from leads.domain.export import cell
from leads.queries import leads
from scoring.actions import tag_definitions, tag_merges
from scoring.actions import tags as actions
from scoring.domain.tag_settings import COLUMNS
from scoring.enums import Fading, TagKind
from scoring.models import Tag
from scoring.queries import predictors, rulebooks, said, tag_batches
from scoring.queries import tags as questions
from scoring.web.refusals import spoken
from tenants.queries import members
from tenants.web.identity import WorkspaceRequest, needs

MOST_BYTES = 1024 * 1024
EXAMPLE = {"time_decay": 0.7, "url_weight": 0.8, "behaviour_weight": 0.8, "weight": 0.448}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see")
def tags(request: WorkspaceRequest) -> HttpResponse:
    """Every tag with how many leads carry it; marketers define new ones here."""
    if request.method != "POST":
        return _list(request)
    if not request.caller.can("edit_scoring"):
        raise Refused(_("Your role does not allow this."), status=403, code="forbidden")
    post = request.POST
    try:
        made = actions.define_tag(
            post.get("name", ""), post.get("kind", ""), post.get("description", ""), request.caller.actor, post.dict()
        )
    except Refused as error:
        return _list(request, spoken(error))
    messages.success(request, _("The tag is defined."))
    return redirect("scoring:tag", request.caller.workspace.slug, made.pk)


def _list(request: WorkspaceRequest, wrong: Refused | None = None) -> HttpResponse:
    known = {
        "tags": questions.uses(), "kinds": TagKind.choices, "names": dict(TagKind.choices), "fadings": Fading.choices, "wrong": wrong,
        "post": request.POST, "columns": ", ".join(COLUMNS), "owners": _owners(),
    }  # fmt: skip
    return render(request, "scoring/tags.html", known, status=400 if wrong else 200)


def find(tag_id: UUID) -> Tag:
    tag = questions.tag(tag_id)
    if tag is None:
        raise Http404
    return tag


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see")
def one(request: WorkspaceRequest, tag_id: UUID) -> HttpResponse:
    """What a tag means, who carries the most of it now, what was done with it; marketers change it here."""
    tag, wrong = find(tag_id), None
    if request.method == "POST":
        if not request.caller.can("edit_scoring"):
            raise Refused(_("Your role does not allow this."), status=403, code="forbidden")
        try:
            tag_definitions.change_tag(tag, {**dict.fromkeys(COLUMNS[1:], ""), **request.POST.dict()}, request.caller.actor)
        except Refused as error:
            wrong = spoken(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("scoring:tag", request.caller.workspace.slug, tag_id)
    every = questions.dictionary()
    family = every.family(tag_id)
    known = {
        "tag": tag, "metric": said.metric(tag.metric), "model": predictors.standing(tag_id), "use": questions.use(tag_id, family),
        "carriers": questions.carriers(tag, family=family), "batches": tag_batches.of_tag(tag_id),
        "merged": [other for other in every.tags if other.merged_into_id == tag_id], "decay": rulebooks.live().rules.decay, "wrong": wrong,
        "others": [other for other in every.tags if other.stands_for_id is None and other.pk != tag_id and other.kind == tag.kind],
        "example": EXAMPLE, "kinds": TagKind.choices, "fadings": Fading.choices, "said": request.POST if wrong else _said(tag),
        "owners": _owners(),
    }  # fmt: skip
    return render(request, "scoring/tag.html", known, status=400 if wrong else 200)


def _owners() -> list[str]:
    """Whom the form proposes."""
    return sorted(set(members.names().values()))


def _said(tag: Tag) -> dict[str, object]:
    return {name: "" if (value := getattr(tag, name)) is None else value for name in COLUMNS}


@require_POST
@needs("edit_scoring")
def merge(request: WorkspaceRequest, tag_id: UUID) -> HttpResponse:
    """Read the tag as another one."""
    tag, into = find(tag_id), questions.by_name(request.POST.get("into", ""))
    if into is None:
        raise Refused(_("Choose the tag to merge into."), field="into")
    tag_merges.merge_tags(tag, into, request.caller.actor)
    messages.success(request, _("“%(tag)s” is part of “%(into)s” now. You can undo this here.") % {"tag": tag.name, "into": into.name})
    return redirect("scoring:tag", request.caller.workspace.slug, into.pk)


@require_POST
@needs("edit_scoring")
def unmerge(request: WorkspaceRequest, tag_id: UUID) -> HttpResponse:
    """Part the tag from the one it was merged into."""
    tag = tag_merges.unmerge_tag(find(tag_id), request.caller.actor)
    messages.success(request, _("“%(tag)s” stands for itself again.") % {"tag": tag.name})
    return redirect("scoring:tag", request.caller.workspace.slug, tag_id)


@needs("export")
def export(request: WorkspaceRequest) -> HttpResponse:
    """Every definition as CSV, as the import reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for tag in questions.standing():
        writer.writerow([cell(value) for value in _said(tag).values()])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tags-{clock.now():%Y-%m-%d}.csv"'
    return answer


@require_POST
@needs("edit_scoring")
def import_file(request: WorkspaceRequest) -> HttpResponse:
    """Definitions out of a CSV file."""
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > MOST_BYTES:
        raise Refused(_("Choose a CSV file of at most 1 MB."), field="file")
    done = tag_definitions.import_tags(file.read().decode("utf-8", "replace"), request.caller.actor)
    told = {"made": len(done.defined), "changed": len(done.changed)}
    messages.success(request, _("%(made)s tags defined, %(changed)s looked at again.") % told)
    for line, why in done.refused[:10]:
        messages.warning(request, _("Line %(line)s is left out: %(why)s") % {"line": line, "why": why})
    more = len(done.refused) - 10
    if more > 0:
        messages.warning(request, ngettext("%(n)s more line is left out.", "%(n)s more lines are left out.", more) % {"n": more})
    return redirect("scoring:tags", request.caller.workspace.slug)


@require_POST
@needs("edit_leads")
def put(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Put a defined tag on a lead."""
    if leads.lead(lead_id) is None:
        raise Http404
    actions.tag_lead(lead_id, request.POST.get("name", ""), request.caller.actor)
    messages.success(request, _("The lead is tagged."))
    return redirect("scoring:explain", request.caller.workspace.slug, lead_id)


@require_POST
@needs("edit_leads")
def take(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Take a tag off a lead."""
    if leads.lead(lead_id) is None:
        raise Http404
    actions.remove_tag(lead_id, request.POST.get("name", ""), request.caller.actor)
    messages.success(request, _("The tag is off."))
    return redirect("scoring:explain", request.caller.workspace.slug, lead_id)
