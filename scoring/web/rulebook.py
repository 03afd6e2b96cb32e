"""Pages: the live rulebook in words, and any version of it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from leads.domain.trees import parse
from leads.enums import BuyingPhase, Maturity
from leads.queries.words import sentence
from scoring.domain import rulebook
from scoring.domain.event_rules import in_short
from scoring.domain.rule_shapes import Rules
from scoring.enums import Dimension
from scoring.models import Rulebook
from scoring.queries import limit_words, model_words, rulebooks, said
from scoring.queries.decay_words import of_decay
from scoring.web import agreement
from tenants.web.identity import WorkspaceRequest, needs

FIELDS = {
    "title": _("Job title"), "persona": _("Persona"), "industry": _("Industry"), "country": _("Country"), "language": _("Language"),
    "company": _("Company"), "company_size": _("People in the company"),
}  # fmt: skip


def in_words(rules: Rules) -> dict[str, Any]:
    """What a template needs to tell a rulebook: its behavioural rules grouped by dimension, strongest first."""
    groups = []
    for dimension in Dimension:
        pages = sorted((p for p in rules.pages if p.dimension == dimension), key=lambda p: -p.points * p.url_weight)
        events = sorted((e for e in rules.events if e.dimension == dimension), key=lambda e: -e.points)
        if pages or events:
            rows = [(page, round(page.points * page.url_weight, 2), of_decay(page.decay)) for page in pages]
            groups.append(
                {
                    "label": dimension.label,
                    "pages": rows,
                    "events": [(event, of_decay(event.decay), in_short(event.where)) for event in events],
                }
            )
    fit = [
        (rule, sentence(parse(rule.who)) if rule.who else FIELDS[rule.field]) for rule in sorted(rules.fit, key=lambda rule: -rule.points)
    ]
    limits, patterns = limit_words.of_limits(rules), limit_words.of_patterns(rules)
    return {
        "rules": rules, "groups": groups, "fit": fit, "remaining": 100 * rules.decay.factor, "limits": limits, "patterns": patterns,
        "models": model_words.of_models(rules),
        "contents": [(item, BuyingPhase(item.journey_stage).label, Maturity(item.maturity).label) for item in rules.contents],
    }  # fmt: skip


def _page(request: WorkspaceRequest, row: Rulebook, live_version: int) -> HttpResponse:
    known = {
        "book": row,
        "note": said.note(row.note),
        "live_version": live_version,
        "versions": rulebooks.versions()[:50],
        "draft": rulebooks.draft(),
        "coming": rulebooks.coming(),
        "switch": rulebooks.running_switch(),
        "refit": rulebooks.running_refit(),
        "agreement": agreement.shown(row),
        **in_words(rulebook.parse(row.rules)),
    }
    return render(request, "scoring/rulebook.html", known)


@needs("see")
def live(request: WorkspaceRequest) -> HttpResponse:
    """The rules in force."""
    version_now = rulebooks.live().version
    row = rulebooks.of_version(version_now)
    if row is None:
        raise Http404
    return _page(request, row, version_now)


@needs("see")
def version(request: WorkspaceRequest, version: int) -> HttpResponse:
    """One version, as it was published."""
    row = rulebooks.of_version(version)
    if row is None:
        raise Http404
    return _page(request, row, rulebooks.live().version)
