"""Editing the draft: a step, the rules, the whole definition as JSON."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journeys.actions import journeys as writing
from journeys.domain.graph import Node, parse
from journeys.models import Journey
from journeys.queries.faults import problems
from journeys.web import outline, words
from journeys.web.forms import NewStepForm, RulesForm, StepForm
from journeys.web.journey import find, pretty
from journeys.web.tree_fields import TreeField, kinds_and_groups, of_entry
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def _back(request: WorkspaceRequest, journey_id: UUID, anchor: str = "") -> HttpResponse:
    messages.success(request, _("The draft is saved. Who is inside stays on their version."))
    page = reverse("journeys:journey", args=[request.caller.workspace.slug, journey_id])
    return redirect(f"{page}?version=draft{anchor}")


@needs("edit_marketing")
def step(request: WorkspaceRequest, journey_id: UUID, key: str) -> HttpResponse:
    """One step of the draft."""
    journey = find(journey_id)
    graph = parse(journey.draft)
    if key not in graph.nodes:
        raise Http404
    form, node = StepForm(request.POST or None, graph=graph, key=key), graph.nodes[key]
    trees = form.trees if node.kind == "branch" else []
    if saves(request) and form.is_valid():
        made = _with_trees(form.as_node(), trees)
        if not any(tree.problem for tree in trees):
            writing.change_step(journey_id=journey_id, key=key, node=made, actor=request.caller.actor)
            return _back(request, journey_id, f"#step-{key}")
    wrong = [outline.told(problem) for problem in problems(graph) if problem.where == key]
    context = {"journey": journey, "key": key, "node": node, "form": form, "wrong": wrong, "kind": words.kind_label(node.kind)}
    refused = saves(request) and (form.errors or any(tree.problem for tree in trees))
    return render(request, "journeys/step.html", {**context, "trees": trees, **kinds_and_groups()}, status=400 if refused else 200)


def saves(request: WorkspaceRequest) -> bool:
    """Whether the form is to be kept; its other buttons only change what it shows."""
    return request.method == "POST" and request.POST.get("op", "save") == "save"


def _with_trees(node: Node, trees: Sequence[TreeField]) -> Node:
    """The branch with what its ways ask of the lead; `problem` of a tree that cannot be kept."""
    if not trees:
        return node
    asked = [tree.value() for tree in trees]
    cases = [{**case, **({"lead": tree} if tree else {})} for case, tree in zip(node.config.get("cases", ()), asked, strict=True)]
    return msgspec.structs.replace(node, config={**node.config, "cases": cases})


@require_POST
@needs("edit_marketing")
def add_step(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """A new step, then its settings."""
    form = NewStepForm(request.POST, graph=parse(find(journey_id).draft))
    if not form.is_valid():
        raise Refused(_("Choose what happens and after which step."), field="after")
    key = writing.add_step(journey_id=journey_id, **form.cleaned_data, actor=request.caller.actor)
    return redirect("journeys:step", request.caller.workspace.slug, journey_id, key)


@require_POST
@needs("edit_marketing")
def remove_step(request: WorkspaceRequest, journey_id: UUID, key: str) -> HttpResponse:
    find(journey_id)
    writing.remove_step(journey_id=journey_id, key=key, actor=request.caller.actor)
    return _back(request, journey_id)


@needs("edit_marketing")
def rules(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """Name, entry, re-entry, goal and exits of the draft."""
    journey = find(journey_id)
    graph = parse(journey.draft)
    form, only = RulesForm(request.POST or None, graph=graph, initial={"name": journey.name}), of_entry(request.POST, graph.entry.lead)
    if saves(request):
        lead = only.value()
        if form.is_valid() and not only.problem:
            writing.rename(journey_id=journey_id, name=form.cleaned_data["name"], actor=request.caller.actor)
            writing.change_rules(journey_id=journey_id, changes=form.changes(lead), actor=request.caller.actor)
            return _back(request, journey_id)
    refused = saves(request) and (form.errors or only.problem)
    context = {"journey": journey, "form": form, "only": only, **kinds_and_groups()}
    return render(request, "journeys/rules.html", context, status=400 if refused else 200)


@needs("edit_marketing")
def definition(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """The whole draft as JSON, for what the outline does not offer."""
    journey = find(journey_id)
    if request.method != "POST":
        return _definition(request, journey, pretty(journey))
    given = request.POST.get("definition", "")
    try:
        writing.change_draft(journey_id=journey_id, definition=given, actor=request.caller.actor)
    except Refused as error:
        return _definition(request, journey, given, error.detail)
    return _back(request, journey_id)


def _definition(request: WorkspaceRequest, journey: Journey, text: str, error: str = "") -> HttpResponse:
    context = {"journey": journey, "text": text, "error": error, "lines": min(max(text.count("\n") + 2, 20), 60)}
    return render(request, "journeys/definition.html", context, status=400 if error else 200)
