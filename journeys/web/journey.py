"""One journey: its outline with counts, its launch, its life."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from journeys.actions import publish as publishing
from journeys.actions.undo_launch import undo_launch
from journeys.domain.graph import Graph, parse, plain
from journeys.models import Journey, JourneyVersion
from journeys.queries import launches, step_counts, versions
from journeys.queries.faults import problems
from journeys.queries.preview import Preview, preview
from journeys.web import outline, words
from journeys.web.forms import NewStepForm
from kernel import clock
from kernel.problems import Refused
from leads.domain import filters
from leads.domain.filters import BadFilter
from leads.domain.shown import number
from leads.queries import stages
from tenants.web.identity import WorkspaceRequest, needs


def find(journey_id: UUID) -> Journey:
    journey = step_counts.journeys().filter(pk=journey_id).first()
    if journey is None:
        raise Http404
    return journey


def _shown(journey: Journey, known: dict[int, JourneyVersion], asked: str) -> tuple[Graph, int | None]:
    """The graph that the page shows and its version number; None is the draft."""
    if asked.isdecimal():
        if len(asked) > 9 or int(asked) not in known:
            raise Http404
        return parse(known[int(asked)].graph), int(asked)
    if asked == "draft" or journey.live_version not in known:
        return parse(journey.draft), None
    return parse(known[journey.live_version].graph), journey.live_version


@needs("see")
def show(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """`?version=` is a number or draft; without it the live version."""
    journey = find(journey_id)
    known = {version.number: version for version in versions.of_journey(journey.pk)}
    graph, number = _shown(journey, known, request.GET.get("version", ""))
    found = problems(graph)
    context = {
        "journey": journey,
        "number": number,
        "versions": list(known.values()),
        "changed": _changed(journey, known),
        "steps": outline.steps(graph, step_counts.of_journey(journey.pk), found),
        "totals": step_counts.totals([journey.pk])[journey.pk],
        "general": [outline.told(problem) for problem in found if problem.where not in graph.nodes],
        "problems": len(found),
        "new_step": NewStepForm(graph=graph, initial={"kind": "send_message"}),
        "segment_url": _segment_query(graph),
        "may_undo": _may_undo(journey, known),
        **rules(graph),
    }
    return render(request, "journeys/journey.html", context)


def rules(graph: Graph) -> dict[str, Any]:
    """Entry, goal and exits in words."""
    names = stages.names()
    return {
        "entry": words.entry_words(graph.entry, names),
        "reentry": words.reentry_words(graph),
        "goal": words.ends_words(graph.goal, names),
        "exits": words.ends_words(graph.exits, names),
    }


def _segment_query(graph: Graph) -> str:
    return filters.to_query(graph.entry.segment.filters) if graph.entry.segment else ""


def _changed(journey: Journey, known: dict[int, JourneyVersion]) -> bool:
    """Whether the draft differs from what is live."""
    live = known.get(journey.live_version or 0)
    return live is None or plain(parse(live.graph)) != plain(parse(journey.draft))


def _may_undo(journey: Journey, known: dict[int, JourneyVersion]) -> bool:
    live = known.get(journey.live_version or 0)
    return live is not None and launches.offers_undo(journey, live, clock.now())


@needs("launch")
def launch(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """GET shows who would enter now and what is wrong; POST publishes, unless quite another number would enter by then."""
    journey, wrong = find(journey_id), None
    if request.method == "POST":
        try:
            return _publish(request, journey)
        except Refused as error:
            if error.code != "changed":
                raise
            wrong = error
    graph = parse(journey.draft)
    found = [(problem.where if problem.where in graph.nodes else "", outline.told(problem)) for problem in problems(graph)]
    counts = Preview()
    if not found:
        try:
            counts = preview(graph.entry)
        except BadFilter as error:
            found = [("", error.detail)]
    context = {"journey": journey, "problems": found, "preview": counts, "totals": step_counts.totals([journey.pk])[journey.pk]}
    context |= {"wrong": wrong, "segment_url": _segment_query(graph), **rules(graph)}
    return render(request, "journeys/launch.html", context, status=wrong.status if wrong else 200)


def _publish(request: WorkspaceRequest, journey: Journey) -> HttpResponse:
    shown = request.POST.get("expected", "")
    version = publishing.publish(journey.pk, request.caller.actor, number(shown) if shown else None)
    messages.success(request, _("Version %(n)d is live.") % {"n": version.number})
    return redirect("journeys:journey", request.caller.workspace.slug, journey.pk)


@require_POST
@needs("launch")
def undo(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """Take out again whom the launch let in, and pause."""
    find(journey_id)
    gone = undo_launch(journey_id, request.caller.actor)
    told = ngettext("Paused; %(n)d lead left the journey again.", "Paused; %(n)d leads left the journey again.", gone)
    messages.success(request, told % {"n": gone})
    return redirect("journeys:journey", request.caller.workspace.slug, journey_id)


LIVES = {"pause": publishing.pause, "resume": publishing.resume, "archive": publishing.archive}


@require_POST
@needs("launch")
def life(request: WorkspaceRequest, journey_id: UUID, verb: str) -> HttpResponse:
    """Pause, resume, archive."""
    find(journey_id)
    journey = LIVES[verb](journey_id, request.caller.actor)
    messages.success(request, _("“%(name)s” is %(state)s now.") % {"name": journey.name, "state": journey.get_state_display().lower()})
    return redirect("journeys:journey", request.caller.workspace.slug, journey_id)


def pretty(journey: Journey) -> str:
    """The draft as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(journey.draft), indent=2).decode()
