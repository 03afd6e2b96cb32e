"""Pages: predictive models: the list, the form, the model card, and its CSV (F046)."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel import paging
from kernel.problems import Refused
from leads.domain.export import cell
from scoring.actions import predictive_tags, predictors
from scoring.domain import logistic
from scoring.enums import Foreseen, Gate, PredictorState, PredictorStep
from scoring.models import Predictor
from scoring.queries import features
from scoring.queries import predictors as questions
from scoring.web import predictor_charts, predictor_form, predictor_words
from scoring.web.refusals import spoken
from tenants.web.identity import WorkspaceRequest, needs

SHOWN, LIKELIEST = 16, 10
COLUMNS = ("feature", "kind", "level", "coefficient", "average", "mean", "spread")


def find(predictor_id: UUID) -> Predictor:
    found = questions.one(predictor_id)
    if found is None:
        raise Http404
    return found


@needs("see")
def every(request: WorkspaceRequest) -> HttpResponse:
    """Every version of every model, newest first."""
    page = paging.page(questions.all_of_them(), order="-created_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    return render(request, "scoring/predictors.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_scoring")
def new(request: WorkspaceRequest) -> HttpResponse:
    """The form of a new model, or of the next version of one (`like`)."""
    if request.method == "POST":
        try:
            made = predictors.begin_predictor(predictor_form.read(request.POST), request.caller.actor)
        except Refused as error:
            return _form(request, predictor_form.said(request.POST), spoken(error))
        return redirect("scoring:predictor", request.caller.workspace.slug, made.pk)
    return _form(request, _proposed(request.GET.get("like", "")))


def _proposed(like: str) -> dict[str, Any]:
    try:
        return predictor_form.like(find(UUID(like))) if like else predictor_form.blank()
    except ValueError as error:
        raise Http404 from error


def _form(request: WorkspaceRequest, form: dict[str, Any], wrong: Refused | None = None) -> HttpResponse:
    columns = features.attributes()
    known = {
        "form": form, "wrong": wrong, "groups": predictor_form.groups(form["features"], columns), "outcomes": Foreseen.choices,
        "gates": Gate.choices, "columns": columns, "running": questions.is_running(),
    }  # fmt: skip
    return render(request, "scoring/predictor_new.html", known, status=400 if wrong else 200)


@needs("see")
def one(request: WorkspaceRequest, predictor_id: UUID) -> HttpResponse:
    """Progress while it runs; then the model card."""
    found = find(predictor_id)
    if request.htmx:
        answer = render(request, "scoring/_predictor_progress.html", {"predictor": found})
        if found.state != PredictorState.RUNNING:
            answer["HX-Refresh"] = "true"
        return answer
    names = categories(found)
    known: dict[str, Any] = {
        "predictor": found, "steps": _steps(found), "later": questions.replacing(found),
        "features": [predictor_words.feature(name, names) for name in found.features],
        "refusals": [predictor_words.refusal(row, names) for row in found.refusals],
    }  # fmt: skip
    if found.card:
        known |= _card(found, names)
    return render(request, "scoring/predictor.html", known)


def categories(predictor: Predictor) -> dict[str, str]:
    """Names of the page categories that it counts → their labels."""
    return {row["name"]: row["label"] for row in predictor.rules.get("pages", [])}


def _steps(predictor: Predictor) -> list[dict[str, Any]]:
    words = dict(PredictorStep.choices)
    instants = ({name: parse_datetime(row[name] or "") for name in ("begun_at", "done_at")} for row in predictor.steps)
    return [{**row, **at, "label": words[row["step"]]} for row, at in zip(predictor.steps, instants, strict=True)]


def _card(found: Predictor, names: dict[str, str]) -> dict[str, Any]:
    rows = sorted(found.model["columns"], key=lambda row: -abs(row["coefficient"]))
    leads = list(questions.leads_of(found.pk).select_related("lead__person")[:LIKELIEST])
    told = [(row, predictor_words.reasons(row.reasons, names)) for row in questions.with_reasons(found, leads)]
    card = {name: parse_datetime(value) if name.endswith(("_from", "_until")) else value for name, value in found.card.items()}
    return {
        "card": card, "base": logistic.logistic(found.model["base"]), "learned": found.model["learned"], "leads": told,
        "coefficients": [_coefficient(row, names) for row in rows[:SHOWN]],
        "more": max(len(rows) - SHOWN, 0), "lift": predictor_charts.of_lift(found), "calibration": predictor_charts.of_calibration(found),
    }  # fmt: skip


def _coefficient(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {**row, "label": predictor_words.feature(row["feature"], names), "told": predictor_words.level(row)}


@require_POST
@needs("edit_scoring")
def cancel(request: WorkspaceRequest, predictor_id: UUID) -> HttpResponse:
    """Stop it where it is."""
    find(predictor_id)
    predictors.cancel_predictor(predictor_id, request.caller.actor)
    messages.success(request, _("The training is cancelled."))
    return redirect("scoring:predictor", request.caller.workspace.slug, predictor_id)


@require_POST
@needs("edit_scoring")
def look(request: WorkspaceRequest, predictor_id: UUID) -> HttpResponse:
    """Tag the leads that came since it last looked."""
    find(predictor_id)
    predictors.look_again(predictor_id, request.caller.actor)
    return redirect("scoring:predictor", request.caller.workspace.slug, predictor_id)


@require_POST
@needs("edit_scoring")
def undo(request: WorkspaceRequest, predictor_id: UUID) -> HttpResponse:
    """Take its tags off again."""
    find(predictor_id)
    predictive_tags.undo_predictor(predictor_id, request.caller.actor)
    messages.success(request, _("Its tags are off. What an earlier version had put is back."))
    return redirect("scoring:predictor", request.caller.workspace.slug, predictor_id)


@needs("export")
def export(request: WorkspaceRequest, predictor_id: UUID) -> HttpResponse:
    """Every coefficient as CSV; the first row is the intercept. Of a model that has learned nothing, its page, which says so."""
    found = find(predictor_id)
    if not found.model:
        messages.info(request, _("It has not learned anything yet: wait for the training."))
        return redirect("scoring:predictor", request.caller.workspace.slug, predictor_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerow(["(intercept)", "", "", repr(found.model["intercept"]), "", "", ""])
    for row in found.model["columns"]:
        writer.writerow([cell(row["feature"]), row["kind"], cell(row["level"]), *(repr(row[name]) for name in COLUMNS[3:])])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="model-{found.pk}-v{found.version}.csv"'
    return answer
