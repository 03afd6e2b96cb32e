"""Submissions: the list, one with its consents and spam points, the decision about what is held back, the export."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capture.actions.consents import withdraw_one
from capture.actions.decide import discard, release
from capture.domain import content as contents
from capture.domain.content import say
from capture.domain.fate import may_go
from capture.enums import FieldKind, SubmissionState
from capture.models import Submission
from capture.queries import forms, submissions
from capture.web.words import PLACES, SPAM
from kernel import clock, paging
from leads.domain.export import cell
from tenants.web.identity import WorkspaceRequest, needs

MOST_EXPORTED = 50_000


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _found(submission_id: UUID) -> Submission:
    found = submissions.submission(submission_id)
    if found is None:
        raise Http404
    return found


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    form, state = request.GET.get("form", ""), request.GET.get("state", "")
    chosen = submissions.submissions(_uuid(form), state if state in SubmissionState.values else "")
    page = paging.page(chosen.order_by(), order="-at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    context = {
        "page": page, "leads": submissions.leads_of(page.rows), "forms": forms.forms(), "chosen": form, "state": state,
        "states": SubmissionState.choices,
    }  # fmt: skip
    return render(request, "capture/submissions.html", context)


@needs("see")
def one(request: WorkspaceRequest, submission_id: UUID) -> HttpResponse:
    found = _found(submission_id)
    content, language = contents.read(found.version.content), request.LANGUAGE_CODE or "en"
    answers = [
        (say(field.label, language) or field.key, _said(found.values[field.key]))
        for field in content.fields
        if field.key in found.values and field.kind != FieldKind.CONSENT
    ]
    context = {
        "one": found, "answers": answers, "has_mail": submissions.has_mail(found), "consents": submissions.consents_of(found.pk),
        "reasons": [(SPAM.get(code, code), points) for code, points in found.spam_reasons],
        "lead_id": submissions.leads_of([found]).get(found.pk),
        "places": [(label, found.attribution[name]) for name, label in PLACES.items() if found.attribution.get(name)],
        "held": may_go(found.state, content),
    }  # fmt: skip
    return render(request, "capture/submission.html", context)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else str(value)


@require_POST
@needs("manage_forms")
def decide(request: WorkspaceRequest, submission_id: UUID) -> HttpResponse:
    """`verdict` release: it is no spam, and goes its way; discard: it is."""
    found = _found(submission_id)
    if request.POST.get("verdict") == "release":
        release(submission_id=found.pk, actor=request.caller.actor)
        toasts.success(request, _("It goes its way, as of the time at which it was sent."))
    else:
        discard(submission_id=found.pk, actor=request.caller.actor)
        toasts.success(request, _("Discarded. It stays here, and can be released later."))
    return redirect("capture:submission", request.caller.workspace.slug, found.pk)


@require_POST
@needs("manage_forms")
def withdraw(request: WorkspaceRequest, consent_id: UUID) -> HttpResponse:
    consent = submissions.consent(consent_id)
    if consent is None:
        raise Http404
    withdraw_one(consent=consent, actor=request.caller.actor)
    toasts.success(request, _("The consent is withdrawn. The record stays."))
    return redirect("capture:submission", request.caller.workspace.slug, consent.submission_id)


@needs("export")
def export(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    """Every submission of a form as CSV, newest first; no cell runs in a spreadsheet."""
    form = forms.form(form_id)
    if form is None:
        raise Http404
    rows = submissions.submissions(form_id)
    keys: dict[str, None] = {}
    for version in forms.versions(form):
        keys |= dict.fromkeys(field.key for field in contents.read(version.content).fields)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "at", "state", *keys, "language", "url", *PLACES, "spam_score"])
    for row in rows[:MOST_EXPORTED].iterator(chunk_size=2_000):
        told = [row.pk, row.at.isoformat(), row.state, *(_cell(row.values.get(key, "")) for key in keys), row.language, row.url]
        writer.writerow([cell(value) for value in (*told, *(row.attribution.get(name, "") for name in PLACES), row.spam_score)])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="submissions-{clock.now():%Y-%m-%d}.csv"'
    return answer


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
