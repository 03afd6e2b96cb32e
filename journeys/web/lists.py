"""The list of journeys, and a new one from a template."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journeys.actions.journeys import create_journey
from journeys.enums import JourneyState
from journeys.queries import step_counts
from journeys.web.forms import NewJourneyForm
from tenants.web.identity import WorkspaceRequest, needs

ORDER = [JourneyState.LIVE, JourneyState.PAUSED, JourneyState.DRAFT, JourneyState.ARCHIVED]


@needs("see")
def show(request: WorkspaceRequest, form: NewJourneyForm | None = None, status: int = 200) -> HttpResponse:
    journeys = sorted(step_counts.journeys(), key=lambda journey: (ORDER.index(JourneyState(journey.state)), journey.name.casefold()))
    totals = step_counts.totals(journey.pk for journey in journeys)
    rows = [(journey, totals[journey.pk]) for journey in journeys]
    return render(request, "journeys/list.html", {"rows": rows, "form": form or NewJourneyForm()}, status=status)


@require_POST
@needs("edit_marketing")
def create(request: WorkspaceRequest) -> HttpResponse:
    form = NewJourneyForm(request.POST)
    if not form.is_valid():
        return show(request, form=form, status=400)
    made = create_journey(kind=form.cleaned_data["kind"], name=form.cleaned_data["name"], actor=request.caller.actor)
    messages.success(request, _("“%(name)s” is a draft: nobody enters before you launch it.") % {"name": made.name})
    return redirect("journeys:journey", request.caller.workspace.slug, made.pk)
