"""Pages: segments, the builder with its live count, one segment with its members, why a lead is in or out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel import paging
from kernel.problems import Refused
from leads.actions import lists
from leads.actions.segments import build_segment, checked, restore_segment
from leads.domain.tree_draft import Draft, changed, of_form, of_tree, to_tree, walk
from leads.domain.trees import KINDS, Judged, Leaf, Node, Not, parse
from leads.enums import SchemeName, SegmentKind
from leads.models import Segment
from leads.queries import entry_rules, leads, membership, schemes, segment_templates, segments, trees
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
    archived = [{"segment": one, "members": counts.get(one.line_id, 0)} for one in segments.archived()]
    return render(request, "leads/segments.html", {"rows": rows, "archived": archived})


def words_of(found: Segment) -> str:
    return sentence(segments.tree(found)) if found.kind == SegmentKind.TREE else ""


@needs("edit_marketing")
def build(request: WorkspaceRequest, segment_id: UUID | None = None) -> HttpResponse:
    """The builder. Its buttons come back here with the whole form; saving publishes the next version."""
    old = find(segment_id) if segment_id else None
    if old and old.kind == SegmentKind.LIST:
        raise Http404
    begun = segment_templates.one(request.GET.get("template", "")) if not old else None
    tree = segments.tree(old) if old else parse(begun.tree) if begun else None
    draft = of_tree(tree) if tree else NOTHING
    from_ = old or begun
    names = {"name": from_.name, "description": from_.description} if from_ else {"name": "", "description": ""}
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
    gallery = segment_templates.ready() if request.method == "GET" and not from_ else []
    context = {**names, "old": old, "gallery": gallery, "problem": problem and told(problem), **shown(draft, problem)}
    return render(request, "leads/segment_build.html", context, status=problem.status if problem else 200)


@require_POST
@needs("see")
def preview(request: WorkspaceRequest) -> HttpResponse:
    """How many leads the form names now, ten of them, and the whole in words. Writes nothing."""
    return render(request, "leads/_segment_matches.html", matches(request.POST))


@needs("see")
def template_count(request: WorkspaceRequest) -> HttpResponse:
    """How many leads a ready segment names now, as a piece of the gallery."""
    count = segment_templates.count(request.GET.get("template", ""))
    if count is None:
        raise Http404
    return render(request, "leads/_segment_template_count.html", {"count": count})


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
    names = schemes.names(SchemeName.NINE)
    turns = {} if found.kind == SegmentKind.LIST else membership.turnings(segments.tree(found), [row.lead_id for row in page.rows])
    context = {
        "segment": found, "words": words_of(found), "page": page, "members": membership.counts().get(found.line_id, 0),
        "rows": [{"row": row, "turns_at": turns.get(row.lead_id)} for row in page.rows], "versions": segments.versions(found.name),
        "is_list": found.kind == SegmentKind.LIST, "brings_to": [names[key] for key in entry_rules.stages_of(found.line_id)],
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
    """A list of who is in the segment now, as many as were shown."""
    found = find(segment_id)
    made = lists.freeze(segment=found, name=request.POST.get("name", ""), actor=request.caller.actor, expected=number(request))
    return _made(request, made, len(membership.members(made.line_id)))


def number(request: WorkspaceRequest) -> int | None:
    """The number that the page had shown; None when it showed none."""
    sent = request.POST.get("expected", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def _made(request: WorkspaceRequest, made: Segment, members: int) -> HttpResponse:
    told = ngettext(
        "The list “%(name)s” is made, with %(n)s lead. You can take it back here.",
        "The list “%(name)s” is made, with %(n)s leads. You can take it back here.",
        members,
    )
    messages.success(request, told % {"name": made.name, "n": members})
    return redirect("leads:segment", request.caller.workspace.slug, made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def new_list(request: WorkspaceRequest) -> HttpResponse:
    """A list of the people behind pasted addresses: first how many they are and which addresses are nobody's, then the list."""
    sent = {name: request.POST.get(name, "") for name in ("name", "addresses")}
    if request.method != "POST":
        return render(request, "leads/list_new.html", sent)
    expected, wrong, found = number(request), None, None
    try:
        if expected is not None:
            made = lists.import_list(name=sent["name"], text=sent["addresses"], actor=request.caller.actor, expected=expected)
            return _made(request, made.segment, made.found)
        found = lists.look_up(sent["addresses"])
    except Refused as error:
        wrong = error
        found = lists.look_up(sent["addresses"]) if error.field != "addresses" else None
    context = {**sent, "one_line": ",".join(sent["addresses"].splitlines()), "found": found, "wrong": wrong}
    return render(request, "leads/list_new.html", context, status=wrong.status if wrong else 200)


@require_POST
@needs("edit_marketing")
def restore(request: WorkspaceRequest, segment_id: UUID) -> HttpResponse:
    """Take a segment out of the archive."""
    segment = restore_segment(segment_id=find(segment_id).pk, actor=request.caller.actor)
    messages.success(request, _("“%(name)s” is back.") % {"name": segment.name})
    return redirect("leads:segment", request.caller.workspace.slug, segment.pk)


@require_POST
@needs("edit_marketing")
def remove(request: WorkspaceRequest, segment_id: UUID, lead_id: UUID) -> HttpResponse:
    """Take one lead off a list."""
    lists.remove(segment=find(segment_id), lead_ids=[lead_id], actor=request.caller.actor)
    messages.success(request, _("The lead is off the list."))
    return redirect("leads:segment", request.caller.workspace.slug, segment_id)
