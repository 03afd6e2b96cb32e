"""Pages: operating goals with how far they are; the goal of a journey as a piece of its page (F005)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analytics.actions import goals as actions
from analytics.enums import GoalMetric
from analytics.models import OperatingGoal
from analytics.queries import goals, playbooks
from kernel.problems import Refused
from leads.queries import segments, stages
from tenants.web.identity import WorkspaceRequest, needs

FIELDS = ("stage", "metric", "target", "due_on", "segment", "journey")


def find(goal_id: UUID) -> OperatingGoal:
    found = goals.goal(goal_id)
    if found is None:
        raise Http404
    return found


@needs("see")
def goal_list(request: WorkspaceRequest) -> HttpResponse:
    """All that stand, what is due first comes first; the last that were removed."""
    names = stages.names()
    gone = [{"goal": one, "stage": names.get(one.stage, one.stage)} for one in goals.removed()]
    return render(request, "analytics/goals.html", {"goals": goals.shown(goals.goals()), "removed": gone})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def new(request: WorkspaceRequest) -> HttpResponse:
    """`?stage=`, `?journey=` choose for the start."""
    given = {name: request.GET.get(name, "") for name in FIELDS}
    return _form(request, None, given)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def edit(request: WorkspaceRequest, goal_id: UUID) -> HttpResponse:
    one = find(goal_id)
    given = {
        "stage": one.stage, "metric": one.metric, "target": f"{one.target:g}", "due_on": one.due_on.isoformat(),
        "segment": str(one.line_id or ""), "journey": str(one.journey_id or ""),
    }  # fmt: skip
    return _form(request, one, given)


def _form(request: WorkspaceRequest, one: OperatingGoal | None, given: dict[str, str]) -> HttpResponse:
    wrong = None
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in FIELDS}
        try:
            read = read_goal(given)
            saved = actions.change_goal(one, read, request.caller.actor) if one else actions.set_goal(**read, actor=request.caller.actor)
        except Refused as error:
            wrong = error
        else:
            messages.success(request, _("The goal is saved."))
            return redirect("analytics:playbook", request.caller.workspace.slug, saved.stage)
    context = {
        "goal": one, "given": given, "wrong": wrong, "stages": stages.names().items(), "metrics": GoalMetric.choices,
        "segments": [(str(found.line_id), found.name) for found in segments.segments()],
        "journeys": playbooks.journeys_in_use(),
    }  # fmt: skip
    return render(request, "analytics/goal_form.html", context, status=wrong.status if wrong else 200)


def read_goal(given: dict[str, str]) -> dict[str, Any]:
    """What was typed as the values of a goal. Refuses by the field."""
    return {
        "stage": given["stage"], "metric": given["metric"], "target": _read(float, given["target"], "target", _("Give a number.")),
        "due_on": _read(date.fromisoformat, given["due_on"], "due_on", _("Give a day.")),
        "line_id": _read(UUID, given["segment"], "segment", _("Choose from the list.")) if given["segment"] else None,
        "journey_id": _read(UUID, given["journey"], "journey", _("Choose from the list.")) if given["journey"] else None,
    }  # fmt: skip


def _read(how: Any, text: str, field: str, told: str) -> Any:
    try:
        return how(text)
    except ValueError as error:
        raise Refused(told, field=field) from error


@require_POST
@needs("edit_marketing")
def remove(request: WorkspaceRequest, goal_id: UUID) -> HttpResponse:
    actions.remove_goal(find(goal_id), request.caller.actor)
    messages.success(request, _("The goal is removed. You can restore it here."))
    return redirect("analytics:goals", request.caller.workspace.slug)


@require_POST
@needs("edit_marketing")
def restore(request: WorkspaceRequest, goal_id: UUID) -> HttpResponse:
    actions.restore_goal(find(goal_id), request.caller.actor)
    messages.success(request, _("The goal is back."))
    return redirect("analytics:goals", request.caller.workspace.slug)


@needs("see")
def behind(request: WorkspaceRequest) -> HttpResponse:
    """Goals that are behind or were missed lately, a piece of Home that comes after it; opened by itself, the page of all goals."""
    if not request.htmx:
        return redirect("analytics:goals", request.caller.workspace.slug)
    return render(request, "analytics/_goals_behind.html", {"goals": goals.alerts()})


@needs("see")
def of_journey(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """The goals that a journey serves, for its page."""
    if not playbooks.are_journeys([journey_id]):
        raise Http404
    context = {"goals": goals.shown(goals.goals(journey_id=journey_id)), "journey_id": journey_id}
    return render(request, "analytics/_goals_of_journey.html", context)
