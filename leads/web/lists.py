"""Pages: the list of leads, its export, saved segments."""

import csv
import io
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import clock
from leads.actions.segments import archive_segment, save_segment
from leads.domain.export import cell
from leads.domain.filters import REGISTRY, BadFilter, Filters, Offered, parse, to_query
from leads.enums import Contactability
from leads.models import Lead, Segment, StageDefinition
from leads.queries import cells, leads, offers, segments, stage_clocks, stages, text_search, tiers
from leads.queries.filter_words import describe
from leads.web.shown_as import views
from tenants.queries import members
from tenants.queries.workspaces import local_now
from tenants.web.identity import WorkspaceRequest, needs

# On the page itself; the rest stand under "More filters".
FIRST = ("q", "known")
MOST_EXPORTED = 100_000
SORTS = (
    ("created", gettext_lazy("Newest")), ("score", gettext_lazy("Score")), ("activity", gettext_lazy("Last active")),
    ("stage", gettext_lazy("Latest move")), ("reach", gettext_lazy("Reachable first")),
)  # fmt: skip
COLUMNS = (
    "Lead id", "Name", "Email", "Phone", "Job title", "Company", "Industry", "Country", "Language", "Persona", "Stage", "Score", "Owner",
    "Source", "Channel", "Created at", "Last active", "Contactability", "Email reach", "Phone reach", "Account tier", "Market class",
    "Fit and engagement", "Score model",
)  # fmt: skip


def asked(request: WorkspaceRequest) -> tuple[Filters, str]:
    """The filter set of the address, known people by default, and the order."""
    filters = parse(request.GET.lists())
    if "known" not in filters:
        filters["known"] = ["yes"]
    order = request.GET.get("sort", "created")
    return filters, order if order in leads.ORDERS else "created"


def score_of(lead: Lead) -> float:
    return lead.snapshot.score(clock.now())


@needs("see")
def lead_list(request: WorkspaceRequest) -> HttpResponse:
    """Search, filter, sort: the address is the state."""
    try:
        filters, order = asked(request)
        now = local_now()
        found = leads.search(filters, order, now)
        page = leads.page(found, order, cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    except BadFilter as error:
        empty = {
            "problem": error.detail,
            "filters": {},
            "controls": _controls({}, offers.of_all(REGISTRY.values())),
            "first": _first({}),
            "sorts": SORTS,
            "order": "created",
        }
        return render(request, "leads/list.html", empty, status=400)
    read, defined, offered = cells.reader(), stages.stages(), offers.of_all(REGISTRY.values())
    names, clocks = members.names(), stage_clocks.clocks(page.rows, clock.now(), stages.hours(defined))
    rows = [
        {
            "lead": lead, "score": score_of(lead) if lead.snapshot.scored_at else None, "owner": names.get(lead.owner_id or 0, ""),
            "clock": clocks[lead.pk], "cell": read(lead, now),
        }
        for lead in page.rows
    ]  # fmt: skip
    counting = text_search.reads_every_text(" ".join(filters.get("q", [])))
    context: dict[str, Any] = {
        "page": page, "rows": rows, "filters": filters, "order": order, "sorts": SORTS, "counting": counting,
        **(_uncounted(filters, defined) if counting else _counted(filters, found, defined, now)),
        "controls": _controls(filters, offered), "first": _first(filters), "active": _active(filters, offered),
        "segments": [(segment, query_of(segment)) for segment in segments.segments()], "query": to_query(filters),
        "views": views(filters, "list"),
    }  # fmt: skip
    return render(request, "leads/list.html", context)


@needs("see")
def lead_counts(request: WorkspaceRequest) -> HttpResponse:
    """How many match, by stage: part of a list whose words nearly everybody has, fetched by itself; opened by itself it is a page."""
    try:
        filters, order = asked(request)
        now = local_now()
        counted = _counted(filters, leads.search(filters, now=now), stages.stages(), now)
    except BadFilter:
        # The list itself names the filter and the mend.
        return redirect(f"{reverse('leads:list', args=[request.caller.workspace.slug])}?{request.GET.urlencode()}")
    page = "leads/_counts.html" if request.htmx else "leads/counts.html"
    return render(request, page, {**counted, "query": to_query(filters), "order": order})


def query_of(segment: Segment) -> str:
    """The address of its leads: the filters it was saved from, else its members."""
    return to_query(segments.filters_of(segment))


def _counted(filters: Filters, found: "QuerySet[Lead]", defined: list[StageDefinition], now: datetime) -> dict[str, Any]:
    rest = {key: values for key, values in filters.items() if key != "stage"}
    held = stages.counts(leads.search(rest, now=now) if "stage" in filters else found)
    return {"count": _count(filters, held, found), "most": leads.MOST_COUNTED, "chips": _chips(filters, held, defined)}


def _uncounted(filters: Filters, defined: list[StageDefinition]) -> dict[str, Any]:
    """The stages to choose from while nobody has counted yet."""
    return {"chips": [{**chip, "count": None} for chip in _chips(filters, {}, defined)]}


def _count(filters: Filters, held: dict[str, int], found: "QuerySet[Lead]") -> int:
    """How many the list holds: the chips have counted them already, unless stages are excluded."""
    chosen = filters.get("stage", [])
    if any(stage.startswith("!") for stage in chosen):
        return leads.count(found)
    return sum(held.get(stage, 0) for stage in set(chosen)) if chosen else sum(held.values())


def _chips(filters: Filters, held: dict[str, int], defined: list[StageDefinition]) -> list[dict[str, Any]]:
    """Stages with how many leads of the rest of the filter stand in each: `held`."""
    chosen = filters.get("stage", [])
    chips = [{"key": each.key, "name": each.label, "count": held.get(each.key, 0), "active": each.key in chosen} for each in defined]
    return [{"key": None, "name": _("All"), "count": sum(held.values()), "active": not chosen}, *chips]


def _controls(filters: Filters, offered: Offered) -> list[dict[str, Any]]:
    """One control per registered filter, for the form; none where there is nothing to choose."""
    found = [_control(key, filters.get(key, []), offered) for key in REGISTRY if key not in (*FIRST, "stage")]
    return [control for control in found if control["choices"] != [] or control["values"]]


def _control(key: str, values: list[str], offered: Offered) -> dict[str, Any]:
    found = REGISTRY[key]
    choices = [(value, label, value in values) for value, label in offered[key]] if key in offered else None
    single = len(values) < 2 and not (choices and values and values[0] not in [value for value, *_ in choices])
    return {"key": key, "label": found.label, "hint": found.hint, "choices": choices, "values": values, "single": single}


def _first(filters: Filters) -> dict[str, Any]:
    return {"q": " ".join(filters.get("q", [])), "known": (filters.get("known") or ["yes"])[0]}


def _active(filters: Filters, offered: Offered) -> list[dict[str, str]]:
    """What is filtered, each with the address without it."""
    shown = {key: values for key, values in filters.items() if key not in FIRST}
    return [
        {"label": str(label), "value": value, "without": to_query({k: v for k, v in filters.items() if k != key})}
        for key, (label, value) in zip(shown, describe(shown, offered), strict=True)
    ]


@needs("export")
def export(request: WorkspaceRequest) -> HttpResponse:
    """The filtered list as CSV: UTF-8 with a mark, so that spreadsheets read 汉字; no cell runs as a formula."""
    try:
        filters, order = asked(request)
        found = leads.search(filters, order)
    except BadFilter as error:
        messages.error(request, error.detail)
        return redirect("leads:list", request.caller.workspace.slug)
    read, named, now = cells.reader(), cells.namer(), clock.now()
    out, names, tier_names = io.StringIO(), members.names(), dict(tiers.tier_names())
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for lead in found[:MOST_EXPORTED].iterator(chunk_size=2_000):
        writer.writerow([cell(value) for value in (*_row(lead, names, tier_names), read(lead, now), named(lead))])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="leads-{clock.now():%Y-%m-%d}.csv"'
    return answer


def _row(lead: Lead, names: dict[int, str], tier_names: dict[str, str]) -> list[Any]:
    person = lead.person
    account = person.company
    company = person.company_name or (account.name if account else "")
    tier, klass = (tier_names.get(account.tier, account.tier), account.market_class) if account else ("", "")
    return [
        lead.pk, person.name, person.email, person.phone, person.title, company, person.industry, person.country, person.language,
        person.persona, lead.stage, round(score_of(lead), 1), names.get(lead.owner_id or 0, ""), person.first_source, person.first_channel,
        lead.created_at.isoformat(), lead.last_active_at.isoformat() if lead.last_active_at else "",
        Contactability(person.contactability).name.lower(), person.email_reach, person.phone_reach,
        tier, klass,
    ]  # fmt: skip


@require_POST
@needs("edit_marketing")
def segment_save(request: WorkspaceRequest) -> HttpResponse:
    """Save the filter of the list under a name."""
    query = request.POST.get("query", "")[:4_000]
    segment = save_segment(
        name=request.POST.get("name", ""),
        description=request.POST.get("description", ""),
        filters=parse_qs(query),
        actor=request.caller.actor,
    )
    messages.success(request, _("“%(name)s” is saved, version %(version)s.") % {"name": segment.name, "version": segment.version})
    there = redirect("leads:list", request.caller.workspace.slug)
    there["Location"] += f"?{urlencode(parse_qs(query), doseq=True)}"
    return there


@require_POST
@needs("edit_marketing")
def segment_archive(request: WorkspaceRequest, segment_id: UUID) -> HttpResponse:
    segment = archive_segment(segment_id=segment_id, actor=request.caller.actor)
    messages.success(request, _("“%(name)s” is archived. You can restore it below.") % {"name": segment.name})
    return redirect("leads:segments", request.caller.workspace.slug)
