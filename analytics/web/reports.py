"""Pages: one view per question. The chart, the table and the CSV show the same rows."""

import csv
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from analytics.domain.periods import Period
from analytics.enums import LvrBasis
from analytics.queries import age, funnel, kept, lvr, sources
from analytics.queries.questions import basis_of, period_of, scheme_of
from analytics.queries.velocity import Pace
from analytics.web import charts, links
from kernel import clock
from kernel.problems import Refused
from leads.domain.export import cell
from leads.enums import Lane, SchemeName
from leads.queries import schemes
from leads.queries.stages import names as stage_names
from tenants.web.identity import WorkspaceRequest, needs

Answer = tuple[Sequence[Any], dict[str, Any]]
Question = Callable[[WorkspaceRequest, Period], Answer]


def report(name: str, choices: Callable[[], dict[str, Any]] = dict) -> Callable[[Question], Callable[..., HttpResponse]]:
    """A report page from a function that gives (rows, context): reads the period, renders, or exports `?export=csv`.
    `choices` are known to the page also where the question is refused."""

    def decorate(question: Question) -> Callable[..., HttpResponse]:
        @needs("see")
        @wraps(question)
        def view(request: WorkspaceRequest) -> HttpResponse:
            exports = "export" in request.GET and request.caller.can("export")
            period, error, (rows, context) = _answered(request, question, exports)
            if waits := _awaited(request, "working" in context):
                return waits
            if exports and not error:
                return as_csv(name, rows)
            told = {"as_of": clock.now(), **choices(), **context, "rows": rows, "period": period, "error": error, "name": name}
            return render(request, f"analytics/{name}.html", told, status=400 if error else 200)

        return view

    return decorate


def _answered(request: WorkspaceRequest, question: Question, waits: bool) -> tuple[Period, str, Answer]:
    """The period, what is wrong with what was asked, and the answer; unless it `waits`, one that takes long is left to a worker."""
    zone = request.caller.workspace.time_zone
    try:
        period = period_of(request.GET, zone)
        with nullcontext() if waits else kept.impatient():
            return period, "", question(request, period)
    except Refused as refused:
        return period_of({}, zone), refused.detail, ([], {})
    except kept.BeingMade:
        return period_of({}, zone), "", ([], {"working": True})


def _awaited(request: WorkspaceRequest, working: bool) -> HttpResponse | None:
    """What a page hears that asks whether its answer is there: nothing yet, or that it shall load itself anew. None: no page asks that."""
    if request.htmx.trigger != "working":
        return None
    return HttpResponse(status=204) if working else HttpResponse(headers={"HX-Refresh": "true"})


def as_csv(name: str, rows: Sequence[Any]) -> HttpResponse:
    """The rows as they stand; no cell starts a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
    writer = csv.writer(answer)
    for number, row in enumerate(asdict(row) for row in rows):
        if not number:
            writer.writerow(row)
        writer.writerow([cell(value) if isinstance(value, str) else value for value in row.values()])
    return answer


@report("funnel")
def funnel_page(request: WorkspaceRequest, period: Period) -> Answer:
    """Of the leads created in the period, how many people reached each stage?"""
    source = request.GET.get("source") or None
    scheme = scheme_of(request.GET)
    steps, as_of, holds = _funnel(period, "" if source == links.NO_SOURCE else source, scheme)
    slug, more = request.caller.workspace.slug, {"source": source} if source else {}
    asked = [{"known": "all", "reached": holds[step.stage], **more} for step in steps]
    urls = [links.created_in(slug, period, **each) for each in asked]
    by_lane = [[links.created_in(slug, period, lane=lane.value, **each) for lane in Lane] for each in asked]
    found = [links.source_filter(row.source) for row in sources.run(period)]
    shown = [(step, url, holds[step.stage][-1], *lanes) for step, url, lanes in zip(steps, urls, by_lane, strict=True)]
    chart = charts.of_funnel(steps, urls, [held[-1] for held in holds.values()]) | {"as_of": as_of}
    told = {"as_of": as_of, "is_kept": kept.is_large("stages")}
    context = {"chart": chart, "steps": shown, "source": source or "", "sources": found, **told}
    return steps, {**context, "scheme": scheme, "schemes": [*SchemeName.choices, (funnel.PHASES, _("Three phases"))]}


def _funnel(period: Period, source: str | None, scheme: str) -> tuple[list[funnel.Step], datetime, dict[str, list[str]]]:
    """The steps, of which instant they are, and step → the stages of the nine that it holds: it is reached with any of them, and bears
    the colour of the last."""
    if scheme == funnel.PHASES:
        steps, as_of = kept.rolled_up(period, source)
        phases = funnel.phases()
        return steps, as_of, {step.stage: [key for key, phase in phases.items() if phase == step.stage] for step in steps}
    stands = schemes.standing(scheme)
    steps, as_of = kept.reached(period, source, stands)
    return steps, as_of, {step.stage: list(stands.scheme.behind(step.stage)) for step in steps}


@report("velocity")
def velocity_page(request: WorkspaceRequest, period: Period) -> Answer:
    """How long does a lead stay in each stage, month by month?"""
    paces, as_of = kept.paced(period)
    slug, names = request.caller.workspace.slug, stage_names()
    chosen = [key for key in names if key in request.GET.getlist("stage")] or [
        key for key in ("engaged", "target", "mql", "sql") if key in names
    ]
    shown = [(pace, names.get(pace.stage, pace.stage), _stay_link(slug, pace)) for pace in paces if pace.stage in chosen]
    return paces, {
        "as_of": as_of,
        "is_kept": kept.is_large("velocity"),
        "chart": charts.of_velocity(paces, period, {key: names[key] for key in chosen}) | {"as_of": as_of},
        "paces": shown,
        "names": names,
        "chosen": chosen,
    }


def _stay_link(slug: str, pace: Pace) -> str:
    return links.leads(slug, known="all", stay=f"{pace.stage}:{pace.month}")


@report("lvr")
def lvr_page(request: WorkspaceRequest, period: Period) -> Answer:
    """By how much does the number of approved leads grow from month to month?"""
    basis = basis_of(request.GET)
    rates = lvr.run(period, basis)
    slug = request.caller.workspace.slug
    urls = [links.of_month(slug, row.month) if basis == LvrBasis.FIRST_CONTACT else _entered(slug, basis, row.month) for row in rates]
    context = {"chart": charts.of_lvr(rates, urls, LvrBasis(basis).label), "rates": list(zip(rates, urls, strict=True)), "basis": basis}
    return rates, {**context, "bases": LvrBasis.choices}


def _entered(slug: str, stage: str, month: str) -> str:
    return links.leads(slug, stay=f"{stage}:{month}")


@report("sources")
def sources_page(request: WorkspaceRequest, period: Period) -> Answer:
    """Which first sources bring leads, and which bring customers?"""
    rows = sources.run(period)
    slug = request.caller.workspace.slug
    all_of = [links.created_in(slug, period, source=links.source_filter(row.source)) for row in rows]
    won = [links.created_in(slug, period, source=links.source_filter(row.source), reached="customer") for row in rows]
    named = [row.source or _("(none)") for row in rows]
    return rows, {"chart": charts.of_sources(rows, named, all_of, won), "sources": list(zip(rows, named, all_of, won, strict=True))}


@report("fast-and-old")
def age_page(request: WorkspaceRequest, period: Period) -> Answer:
    """How many customers were fast, how many old and nurtured?"""
    found = age.run(period)
    slug = request.caller.workspace.slug
    urls = {kind: links.created_in(slug, period, won=kind) for kind in ("any", "fast", "old", "before_contact")}
    shown = {"chart": charts.of_age(found, urls), "lengths": charts.of_lengths(found), "limit": age.FAST_DAYS}
    return [found], {"age": found, "urls": urls, **shown}
