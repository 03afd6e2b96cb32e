"""Forms: the list with each one's funnel, a new one from a template, and the page of one: funnel, drop-off, how to put it on a site."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capture.actions.forms import archive_form, create_form
from capture.domain import starters, trial
from capture.domain.content import TAG, say
from capture.models import Form
from capture.queries import forms, submissions
from capture.web.words import EMBED, FRAME, STARTERS
from kernel import clock
from tenants.web.identity import WorkspaceRequest, needs

PERIODS = {"7": 7, "30": 30, "90": 90, "all": 0}


def found(form_id: UUID) -> Form:
    form = forms.form(form_id)
    if form is None:
        raise Http404
    return form


def _days(request: WorkspaceRequest) -> str:
    return request.GET.get("days", "30") if request.GET.get("days", "30") in PERIODS else "30"


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    days, archived = _days(request), request.GET.get("show") == "archived"
    since = (clock.now() - timedelta(days=PERIODS[days])).date() if PERIODS[days] else None
    funnels = forms.funnels(since=since)
    rows = [(form, funnels.get(form.id, forms.Funnel())) for form in forms.forms(archived=archived)]
    context = {"rows": rows, "starters": STARTERS.items(), "days": days, "periods": PERIODS, "archived": archived}
    return render(request, "capture/forms.html", context)


@require_POST
@needs("manage_forms")
def create(request: WorkspaceRequest) -> HttpResponse:
    content = starters.content(request.POST.get("starter", "")) or starters.ALL[0].content
    name = request.POST.get("name", "").strip() or say(content.title, request.LANGUAGE_CODE or "en")
    form = create_form(name=name, content=content, actor=request.caller.actor)
    return redirect("capture:edit_form", request.caller.workspace.slug, form.id)


@needs("see")
def one(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    form, days = found(form_id), _days(request)
    since = (clock.now() - timedelta(days=PERIODS[days])).date() if PERIODS[days] else None
    funnel = forms.funnels(form_id, since).get(form_id, forms.Funnel())
    labels = {field.key: say(field.label, request.LANGUAGE_CODE or "en") for field in forms.live_content(form).fields}
    where = {"id": form.public_id, "base": settings.BASE_URL, "name": form.name}
    rows = list(submissions.submissions(form_id)[:10])
    context = {
        "form": form, "funnel": funnel, "days": days, "periods": PERIODS, "steps": _steps(funnel),
        "left": [(labels.get(key, key), count, share(count, funnel.started)) for key, count in funnel.left[:12]],
        "address": f"{settings.BASE_URL}/f/{form.public_id}", "embed": EMBED % where, "frame": FRAME % where,
        "rows": rows, "leads": submissions.leads_of(rows), "surveyed": _surveyed(form, since, request.LANGUAGE_CODE or "en"),
        "trial": _trial(form, request.LANGUAGE_CODE or "en"),
    }  # fmt: skip
    return render(request, "capture/form.html", context)


def _trial(form: Form, language: str) -> dict[str, Any] | None:
    """The two wordings of the live version with what came of each, and what can be said; None where there is one."""
    arms = forms.trial_of(form)
    if arms is None:
        return None
    content = forms.live_content(form)
    words = [trial.worded(content, arm.wording) for arm in arms]
    return {
        "arms": [(arm, say(one.title, language), say(one.button, language)) for arm, one in zip(arms, words, strict=True)],
        "confidence": trial.confidence(*arms), "better": trial.better(*arms), "least": trial.LEAST,
    }  # fmt: skip


def _surveyed(form: Form, since: date | None, language: str) -> list[tuple[str, list[tuple[str, str, int, float | None]]]]:
    """Each question whose answers are tags: (label, [(answer, tag, how often, share)])."""
    asked = [field for field in forms.live_content(form).fields if field.maps == TAG]
    counted = submissions.chosen(form.pk, [field.key for field in asked], since) if asked else {}
    found = []
    for field in asked:
        told = [
            (say(option.label, language) or option.value, option.value, counted.get((field.key, option.value), 0))
            for option in field.options
        ]
        whole = sum(times for _, _, times in told)
        found.append((say(field.label, language), [(label, tag, times, share(times, whole)) for label, tag, times in told]))
    return found


def _steps(funnel: forms.Funnel) -> list[tuple[str, int, float | None]]:
    """(name, how many, share of those who saw it)."""
    steps = [(_("Viewed"), funnel.viewed), (_("Started"), funnel.started), (_("Submitted"), funnel.submitted)]
    steps += [(_("Confirmed"), funnel.confirmed)] if funnel.confirmed else []
    return [(name, count, share(count, funnel.viewed)) for name, count in steps]


def share(part: int, whole: int) -> float | None:
    return min(part / whole, 1.0) if whole else None


@require_POST
@needs("manage_forms")
def archive(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    form = found(form_id)
    archive_form(form=form, actor=request.caller.actor)
    toasts.success(request, _("“%(name)s” is archived: its address answers no more.") % {"name": form.name})
    return redirect("capture:forms", request.caller.workspace.slug)
