"""Pages: what sales said of the leads of each rule, the points that would follow, and the way of these into a draft (M12)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from analytics.actions.put_into_draft import put_into_draft
from analytics.domain import weights
from analytics.domain.periods import Period
from analytics.domain.words import DISQUALIFYING, NO_REASON, Said
from analytics.enums import Word
from analytics.queries import draft_points, kept
from analytics.queries.crossings import RuleRow
from analytics.queries.questions import period_of
from analytics.queries.score_behind import words_of
from analytics.web import links
from analytics.web.reports import Answer, report
from sales.enums import ReturnReason
from tenants.web.identity import WorkspaceRequest, needs

LIMITS = {
    "most": round(100 * weights.MOST), "drift": round(100 * weights.DRIFT), "least_cases": weights.LEAST_CASES,
    "least_each": weights.LEAST_EACH, "prior": round(weights.PRIOR),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row of the CSV: one rule, or all ("all"); shares from 0 to 1. `reasons`: of those returned and disqualified."""

    rule: str
    label: str
    points: float | None
    suggested: float | None
    leads: int
    accepted: int
    returned: int
    disqualified: int
    open: int
    left: int
    precision: float | None
    low: float | None
    high: float | None
    reasons: str


@report("rules")
def rules_page(request: WorkspaceRequest, period: Period) -> Answer:
    """What did sales say of the leads that each rule helped over the threshold?"""
    found, as_of = kept.heard(period)
    slug = request.caller.workspace.slug
    shown = [{"row": row, **_numbers(slug, period, row.said)} for row in found.rules if row.said.leads]
    idle = [row.label for row in found.rules if not row.said.leads]
    known: dict[str, Any] = {
        "as_of": as_of,
        "is_kept": kept.is_large(),
        "found": found,
        "all": _numbers(slug, period, found.all),
        "rules": shown,
        "idle": idle,
        "limits": LIMITS,
    }
    changes = [row for row in found.rules if row.suggestion and row.suggestion.changed]
    whys = [row.suggestion.why for row in found.rules if row.suggestion and row.said.leads]
    known |= {"changes": changes, "few": whys.count("few"), "lucky": whys.count("luck"), "reasons": _heads()}
    return [_line("all", "", None, None, found.all), *map(_of_row, found.rules)], known


def _heads() -> list[dict[str, Any]]:
    """Each reason of a return, and whether it is one for good."""
    named = [*ReturnReason.choices, (NO_REASON, _("No reason given"))]
    return [{"label": label, "for_good": reason in DISQUALIFYING} for reason, label in named]


def _of_row(row: RuleRow) -> Line:
    return _line(row.rule, row.label, row.points, row.suggestion.suggested if row.suggestion else row.points, row.said)


def _line(rule: str, label: str, points: float | None, suggested: float | None, said: Said) -> Line:
    accepted, returned, disqualified, still_open, left = (said.words.get(word, 0) for word in Word.values)
    low, high = said.interval or (None, None)
    reasons = "; ".join(f"{reason} {n}" for reason, n in sorted(said.reasons.items()))
    counts = (accepted, returned, disqualified, still_open, left)
    return Line(rule, label, points, suggested, said.leads, *counts, said.precision, low, high, reasons)


def _numbers(slug: str, period: Period, said: Said) -> dict[str, Any]:
    """Each number with the address of its leads: by word of sales, and by reason of a return."""
    cells = [{"label": label, "n": said.words.get(word, 0), "url": _link(slug, period, said, word)} for word, label in Word.choices]
    reasons = [
        {"n": said.reasons.get(reason, 0), "url": _link(slug, period, said, _word_of(reason), reason)}
        for reason in (*ReturnReason.values, NO_REASON)
    ]
    return {"said": said, "cells": cells, "reasons": reasons, "url": _link(slug, period, said)}


def _word_of(reason: str) -> str:
    return str(Word.DISQUALIFIED if reason in DISQUALIFYING else Word.RETURNED)


def _link(slug: str, period: Period, said: Said, word: str = "", reason: str = "") -> str:
    parts = [words_of(period), said.rule, word, reason]
    return links.leads(slug, crossed=";".join(parts).rstrip(";"), known="all")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_scoring")
def draft_page(request: WorkspaceRequest) -> HttpResponse:
    """What the suggested points would change in the draft; POST puts those that were chosen into it."""
    given = request.POST if request.method == "POST" else request.GET
    period = period_of(given, request.caller.workspace.time_zone)
    if request.method == "POST":
        number, made = put_into_draft(period, given.getlist("rule"), given.get("seen", ""), actor=request.caller.actor)
        told = ngettext("%(n)d rule of draft %(number)d has new points.", "%(n)d rules of draft %(number)d have new points.", len(made))
        messages.success(request, told % {"n": len(made), "number": number})
        return redirect("scoring:draft", request.caller.workspace.slug)
    found, as_of = kept.heard(period)
    back = urlencode({"since": period.first, "until": period.last})
    known = {"plan": draft_points.plan(found), "period": period, "back": back, "as_of": as_of, "is_kept": kept.is_large()}
    return render(request, "analytics/rules_draft.html", known)
