"""Pages: segments, the builder with its live count, one segment with its members, why a lead is in or out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel import paging
from kernel.problems import Refused
from leads.actions import lists
from leads.actions.segments import build_segment, checked
from leads.domain.tree_draft import Draft, changed, of_form, of_tree, to_tree, walk
from leads.domain.trees import KINDS, Judged, Leaf, Node, Not
from leads.enums import SegmentKind
from leads.models import Segment
from leads.queries import leads, membership, segments, trees
from leads.queries.leaves.names import option_label
from leads.queries.tree_form import shown, told
from leads.queries.words import sentence
from tenants.web.identity import WorkspaceRequest, needs

NOTHING = Draft("all")


def find(segment_id: UUID) -> Segment:
    """The newest version of the line that this version is of."""
    found = segments.segment(segment_id)
    newest = segments.of_line(found.line_id) if found else None
    if newest is None:
        raise Http404
    return newest


@needs("see")
def segment_list(request: WorkspaceRequest) -> HttpResponse:
    counts = membership.counts()
    rows = [{"segment": one, "members": counts.get(one.line_id, 0), "words": words_of(one)} for one in segments.segments()]
    return render(request, "leads/segments.html", {"rows": rows})


def words_of(found: Segment) -> str:
    return sentence(segments.tree(found)) if found.kind == SegmentKind.TREE else ""


@needs("edit_marketing")
def build(request: WorkspaceRequest, segment_id: UUID | None = None) -> HttpResponse:
    """The builder. Its buttons come back here with the whole form; saving publishes the next version."""
    old = find(segment_id) if segment_id else None
    if old and old.kind == SegmentKind.LIST:
        raise Http404
    draft = of_tree(segments.tree(old)) if old else NOTHING
    names = {"name": old.name, "description": old.description} if old else {"name": "", "description": ""}
    problem: Refused | None = None
    if request.method == "POST":
        names = {name: request.POST.get(name, "") for name in names}
        draft, button = of_form(request.POST), request.POST.get("op", "")
        if button == "save":
            try:
                saved = build_segment(**names, tree=to_tree(draft), actor=request.caller.actor)
            except Refused as error:
                problem = error
            else:
                messages.success(request, _("“%(name)s” is saved, version %(version)s.") % {"name": saved.name, "version": saved.version})
                return redirect("leads:segment", request.caller.workspace.slug, saved.pk)
        else:
            place = button.partition(":")[2]
            draft = changed(draft, button, request.POST.get(f"{place}.new", ""))
    context = {**names, "old": old, "problem": problem and told(problem), **shown(draft, problem)}
    return render(request, "leads/segment_build.html", context, status=problem.status if problem else 200)


@require_POST
@needs("see")
def preview(request: WorkspaceRequest) -> HttpResponse:
    """How many leads the form names now, ten of them, and the whole in words. Writes nothing."""
    return render(request, "leads/_segment_matches.html", matches(request.POST))


def matches(form: QueryDict) -> dict[str, Any]:
    draft = of_form(form)
    try:
        node = checked(to_tree(draft))
    except Refused as error:
        place = next((each for each in walk(draft) if error.field.startswith(each.path) and not each.is_group), None)
        return {"problem": told(error), "where": KINDS[place.how].label if place and place.how in KINDS else error.field}
    found = {row.pk: row for row in leads.search({}).filter(id__in=trees.sample(node))}
    return {"count": trees.count(node), "words": sentence(node), "samples": list(found.values()), "everybody": trees.everybody(node)}


@needs("see")
def segment(request: WorkspaceRequest, segment_id: UUID) -> HttpResponse:
    """One segment: its conditions in words, who is in it and since when, its versions."""
    found = find(segment_id)
    page = paging.page(
        membership.standings(found.line_id), order="-since", cursor=request.GET.get("cursor", ""), back="back" in request.GET
    )  # fmt: skip
    turns = {} if found.kind == SegmentKind.LIST else membership.turnings(segments.tree(found), [row.lead_id for row in page.rows])
    context = {
        "segment": found, "words": words_of(found), "page": page, "members": membership.counts().get(found.line_id, 0),
        "rows": [{"row": row, "turns_at": turns.get(row.lead_id)} for row in page.rows], "versions": segments.versions(found.name),
        "is_list": found.kind == SegmentKind.LIST,
    }  # fmt: skip
    return render(request, "leads/segment.html", context)


@needs("see")
def why(request: WorkspaceRequest, segment_id: UUID, lead_id: UUID) -> HttpResponse:
    """Why this lead is in the segment or not: each condition with its evidence, and when that changes by itself."""
    found, lead = find(segment_id), leads.lead(lead_id)
    told = membership.why(found.line_id, lead_id) if lead else None
    if told is None:
        raise Http404
    return render(
        request,
        "leads/segment_why.html",
        {"segment": found, "lead": lead, "why": told, "node": judged(told.judged) if told.judged else None},
    )


def judged(found: Judged) -> dict[str, Any]:
    """A node of the answer, for the template."""
    node: Node = found.node
    said = node.kind.words(node.given) if isinstance(node, Leaf) else option_label("not" if isinstance(node, Not) else node.how)
    return {"said": said, "verdict": found.verdict, "parts": [judged(part) for part in found.parts]}


@require_POST
@needs("edit_marketing")
def freeze(request: WorkspaceRequest, segment_id: UUID) -> HttpResponse:
    """A list of who is in the segment now."""
    made = lists.freeze(segment=find(segment_id), name=request.POST.get("name", ""), actor=request.caller.actor)
    messages.success(request, _("The list “%(name)s” is made.") % {"name": made.name})
    return redirect("leads:segment", request.caller.workspace.slug, made.pk)


@require_POST
@needs("edit_marketing")
def new_list(request: WorkspaceRequest) -> HttpResponse:
    """A list of the people behind pasted addresses."""
    made = lists.import_list(name=request.POST.get("name", ""), text=request.POST.get("addresses", ""), actor=request.caller.actor)
    messages.success(
        request,
        _("%(found)s leads are on the list; %(missing)s addresses are nobody's here.")
        % {"found": made.found, "missing": len(made.missing)},
    )
    return redirect("leads:segment", request.caller.workspace.slug, made.segment.pk)


@require_POST
@needs("edit_marketing")
def remove(request: WorkspaceRequest, segment_id: UUID, lead_id: UUID) -> HttpResponse:
    """Take one lead off a list."""
    lists.remove(segment=find(segment_id), lead_ids=[lead_id], actor=request.caller.actor)
    return redirect("leads:segment", request.caller.workspace.slug, segment_id)
