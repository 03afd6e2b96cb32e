"""Who is in a journey, and one lead's passage through it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journeys.actions.withdraw import try_again, withdraw
from journeys.domain.graph import parse
from journeys.enums import EnrolmentState
from journeys.models import Enrolment
from journeys.queries import enrolments, step_counts
from journeys.web import words
from journeys.web.journey import find
from kernel.paging import page
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def people(request: WorkspaceRequest, journey_id: UUID) -> HttpResponse:
    """`?state=` and `?node=` narrow the list."""
    journey = find(journey_id)
    state, node = request.GET.get("state", ""), request.GET.get("node", "")[:60]
    state = state if state in EnrolmentState.values else ""
    found = enrolments.of_journey(journey.pk, state, node)
    rows = page(found, order="-entered_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    for row in rows.rows:
        row.told = told(row)
    context = {"journey": journey, "page": rows, "state": state, "node": node, "states": EnrolmentState.choices}
    return render(request, "journeys/people.html", {**context, "totals": step_counts.totals([journey.pk])[journey.pk]})


def told(enrolment: Enrolment) -> str:
    """Where a passage stands, in words."""
    if enrolment.state != EnrolmentState.ACTIVE:
        return words.end_reason(enrolment.end_reason)
    node = parse(enrolment.version.graph).nodes.get(enrolment.node)
    if enrolment.waiting_for:
        return _("waits for %(what)s") % {"what": words.waited_for(enrolment.waiting_for)}
    return words.node_words(node) if node else enrolment.node


def find_passage(enrolment_id: UUID) -> Enrolment:
    found = enrolments.find(enrolment_id)
    if found is None:
        raise Http404
    return found


@needs("see")
def show(request: WorkspaceRequest, enrolment_id: UUID) -> HttpResponse:
    """Where it stands, why, until when, and every step so far."""
    enrolment = find_passage(enrolment_id)
    nodes = parse(enrolment.version.graph).nodes
    steps = []
    for run in enrolments.steps(enrolment_id):
        node = nodes.get(run.node)
        outcome = words.outcome(run.outcome, node) if node else run.outcome
        detail = " · ".join(f"{key}: {value}" for key, value in run.detail.items() if value not in ("", None))
        name, icon = words.node_name(run.node, node), words.icon_of(run.kind)
        steps.append({"run": run, "name": name, "icon": icon, "outcome": outcome, "detail": detail})
    context = {
        "enrolment": enrolment,
        "steps": steps,
        "told": told(enrolment),
        "where": words.node_name(enrolment.node, nodes.get(enrolment.node)),
        "person": enrolment.lead.person,
    }
    return render(request, "journeys/passage.html", context)


@require_POST
@needs("edit_marketing")
def take_out(request: WorkspaceRequest, enrolment_id: UUID) -> HttpResponse:
    find_passage(enrolment_id)
    withdraw(enrolment_id, request.caller.actor)
    messages.success(request, _("The lead is out of the journey."))
    return redirect("journeys:enrolment", request.caller.workspace.slug, enrolment_id)


@require_POST
@needs("edit_marketing")
def retry(request: WorkspaceRequest, enrolment_id: UUID) -> HttpResponse:
    find_passage(enrolment_id)
    try_again(enrolment_id, request.caller.actor)
    messages.success(request, _("The passage goes on from where it stood."))
    return redirect("journeys:enrolment", request.caller.workspace.slug, enrolment_id)
