"""Pages: how each stage is run: its metrics as they are now, its segments, its outreach; a ready playbook to install (F004)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analytics.actions import playbooks as actions
from analytics.domain.playbooks import TEMPLATES
from analytics.enums import GoalMetric
from analytics.models import Playbook
from analytics.queries import goals, playbooks
from kernel.problems import Refused
from leads.enums import SegmentKind
from leads.queries import segments, stages
from leads.queries.words import sentence
from tenants.web.identity import WorkspaceRequest, needs


def name_of(stage: str) -> str:
    """The stage in the reader's language; 404 for none of ours."""
    if not playbooks.is_stage(stage):
        raise Http404
    return stages.names()[stage]


def find(stage: str) -> Playbook:
    found = playbooks.playbook(stage)
    if found is None:
        raise Http404
    return found


@needs("see")
def playbook_list(request: WorkspaceRequest) -> HttpResponse:
    """The stages in their order, each with its playbook and its goals."""
    known, by_stage = playbooks.playbooks(), dict[str, list[goals.Shown]]()
    for one in goals.shown(goals.goals()):
        by_stage.setdefault(one.goal.stage, []).append(one)
    rows = [
        {"stage": key, "name": name, "playbook": known.get(key), "ready": key in TEMPLATES, "goals": by_stage.get(key, [])}
        for key, name in stages.names().items()
    ]  # fmt: skip
    return render(request, "analytics/playbooks.html", {"rows": rows})


@needs("see")
def playbook_page(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """One stage: its segments, its journeys, what people do; goals and figures come after it."""
    name, found = name_of(stage), playbooks.playbook(stage)
    context: dict[str, Any] = {"stage": stage, "name": name, "playbook": found}
    if found:
        told = [
            {"segment": one, "words": sentence(segments.tree(one)) if one.kind == SegmentKind.TREE else ""}
            for one in playbooks.lines(found)
        ]
        context |= {"segments": told, "reached_by": playbooks.reached_by(found)}
    return render(request, "analytics/playbook.html", context)


@needs("see")
def playbook_goals(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """Part of the page of a stage, fetched by itself because it counts; opened by itself it is a page."""
    return _part(request, "analytics/_goals.html", {"stage": stage, "name": name_of(stage), "goals": goals.shown(goals.goals(stage))})


@needs("see")
def playbook_figures(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """The same of the figures of now, of the whole stage and by segment."""
    name, found = name_of(stage), find(stage)
    of = playbooks.lines(found)
    figures = playbooks.figures(stage, found.metrics, of)
    parts = [[(one.name, value) for one, value in zip(of, figure.of, strict=True)] for figure in figures]
    context = {"stage": stage, "name": name, "segments": of, "figures": figures, "rows": list(zip(figures, parts, strict=True))}
    return _part(request, "analytics/_playbook_figures.html", context)


def _part(request: WorkspaceRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, part if request.htmx else "analytics/playbook_part.html", {**context, "part": part})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def install(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """What the ready playbook would make here, with its figures now; then it is made."""
    name, wrong = name_of(stage), None
    if request.method == "POST":
        try:
            sent = request.POST.get("expected", "")
            expected = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else None
            actions.install_playbook(stage, request.caller.actor, expected)
            messages.success(request, _("The playbook is here. Its journeys are drafts until you launch them."))
            return redirect("analytics:playbook", request.caller.workspace.slug, stage)
        except Refused as error:
            wrong = error
    context = {"stage": stage, "name": name, "plan": playbooks.plan(stage), "wrong": wrong, "there": playbooks.playbook(stage)}
    return render(request, "analytics/playbook_install.html", context, status=wrong.status if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def edit(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """Metrics, segments, journeys and texts; also of a stage that has none yet."""
    name, had, wrong = name_of(stage), playbooks.playbook(stage), None
    given: dict[str, list[str]] = {
        key: list(getattr(had, key)) if had else [] for key in ("metrics", "segments", "journeys", "notes")
    }  # fmt: skip
    if request.method == "POST":
        given = {key: request.POST.getlist(key) for key in ("metrics", "segments", "journeys")}
        given["notes"] = request.POST.get("notes", "").splitlines()
        try:
            _save(request, stage, given)
            messages.success(request, _("The playbook is saved."))
            return redirect("analytics:playbook", request.caller.workspace.slug, stage)
        except Refused as error:
            wrong = error
    context = {
        "stage": stage, "name": name, "had": had, "wrong": wrong, "notes": "\n".join(given["notes"]),
        "metrics": [(key, label, key in given["metrics"]) for key, label in GoalMetric.choices],
        "segments": [(str(one.line_id), one.name, str(one.line_id) in given["segments"]) for one in segments.segments()],
        "journeys": [(key, title, key in given["journeys"]) for key, title in playbooks.journeys_in_use()],
    }  # fmt: skip
    return render(request, "analytics/playbook_edit.html", context, status=wrong.status if wrong else 200)


def _save(request: WorkspaceRequest, stage: str, given: dict[str, list[str]]) -> None:
    actions.save_playbook(
        stage, metrics=given["metrics"], lines=_ids(given["segments"], "segments"), journeys=_ids(given["journeys"], "journeys"),
        notes=given["notes"], actor=request.caller.actor,
    )  # fmt: skip


def _ids(texts: list[str], field: str) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise Refused("Choose from the list.", field=field) from error


@require_POST
@needs("edit_marketing")
def remove(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """Without a playbook again; what it is made of stays."""
    name_of(stage)
    find(stage)
    actions.remove_playbook(stage, request.caller.actor)
    messages.success(request, _("The playbook is removed. Its segments and journeys stay; install it again to have it back."))
    return redirect("analytics:playbook", request.caller.workspace.slug, stage)
