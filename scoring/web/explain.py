"""Page: why a lead has the score it has, at any instant."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import clock
from leads.queries import leads
from scoring.domain import instants
from scoring.domain.stage_policy import needs_review
from scoring.enums import Dimension
from scoring.queries import decay_words, limit_words, model_words, percentile, predictors, rulebooks, said, scores, tags
from scoring.queries import explain as questions
from scoring.queries.explain import Explanation
from scoring.web import predictor_words
from scoring.web.predictors import categories
from tenants.web.identity import WorkspaceRequest, needs

SHOWN = 100


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall, in percent of its width."""

    label: str
    dimension: str
    points: float
    entries: int
    start: float
    width: float
    fades: str

    @property
    def down(self) -> bool:
        return self.points < 0


def bars(found: Explanation) -> list[Bar]:
    """Each part begins where the one before ended; the last one ends at the score."""
    names = dict(Dimension.choices)
    steps = [
        (limit_words.of_rule(part.rule, part.label, found.rules), str(names.get(part.dimension, part.dimension)), part.points, part.entries,
         decay_words.of_ways(part.decays) if part.dimension != Dimension.MATCH else "")
        for part in found.parts
    ]  # fmt: skip
    if found.floor:
        steps.append((_("A score is never below zero"), "", found.floor, 0, ""))
    ends, at = [0.0], 0.0
    for _label, _dimension, points, _entries, _fades in steps:
        at += points
        ends.append(at)
    low, high = min(ends), max(*ends, found.threshold if found.judged else 0.0)
    span = (high - low) or 1.0
    return [
        Bar(*step[:4], start=(min(a, b) - low) / span * 100, width=max(abs(b - a) / span * 100, 0.4), fades=step[4])
        for step, a, b in zip(steps, ends[:-1], ends[1:], strict=True)
    ]


def _asked(text: str) -> tuple[datetime | None, str]:
    """The instant in the address, in the workspace's zone, and what is wrong with it."""
    if not text:
        return None, ""
    found = instants.parse(text, timezone.get_current_timezone())
    return found, "" if found else _("This is no instant: give one such as 2026-11-02T09:00.")


@needs("see")
def explain(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """The waterfall whose parts add up to the score, the ledger behind it, the way it went, and what is missing to the threshold."""
    lead = leads.lead(lead_id)
    if lead is None:
        raise Http404
    asked, wrong = _asked(request.GET.get("at", ""))
    at = asked or clock.now()
    found = questions.explain(lead_id, at)
    if found is None:
        raise Http404
    book = rulebooks.live()
    points = scores.trend(lead_id, at, rate=book.rate)
    entries = questions.ledger(lead_id, at, SHOWN + 1, rate=book.rate)
    known: dict[str, Any] = {
        "lead": lead,
        "why": found,
        "scored_by": model_words.why(found.model),
        "bars": bars(found),
        "asked": asked,
        "wrong": wrong,
        "at_local": f"{timezone.localtime(at):%Y-%m-%dT%H:%M}",
        "chart": _chart(points, found),
        "lines": [replace(line, reason=said.reason(line.reason)) for line in entries[:SHOWN]],
        "more": len(entries) > SHOWN,
        "tags": [_spoken(tag) for tag in tags.of_lead(lead_id, at)],
        "said": _said(lead_id) if asked is None else [],
        "within": percentile.within(lead) if asked is None else [],
        "review": needs_review(lead.returns, book.rules),
        "cooling": lead.cool_until if lead.cool_until and lead.cool_until > at else None,
    }
    return render(request, "scoring/explain.html", known, status=400 if wrong else 200)


def _spoken(tag: tags.TagWeight) -> tags.TagWeight:
    return replace(tag, earnings=[replace(one, metric=said.metric(one.metric)) for one in tag.earnings])


def _said(lead_id: UUID) -> list[dict[str, Any]]:
    """What predictive models say of the lead, with the strongest reasons."""
    return [
        {"predictor": each.predictor, "probability": each.probability, "base": each.base,
         "reasons": predictor_words.reasons(each.reasons, categories(each.predictor), 6)}
        for each in predictors.said_of(lead_id)
    ]  # fmt: skip


def _chart(points: list[scores.Point], found: Explanation) -> dict[str, Any]:
    return {
        "categories": [f"{timezone.localtime(point.at):%m-%d}" for point in points],
        "category_label": _("Day"),
        "unit": _("points"),
        "as_of": found.at,
        "series": [
            {"name": _("Score"), "data": [round(point.score, 1) for point in points]},
            *([{"name": _("Threshold"), "data": [found.threshold] * len(points), "dashed": True}] if found.judged else []),
        ],
    }
