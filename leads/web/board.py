"""Pages: the board: a column per stage, the best leads first. The address is the filter of the list."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kernel import clock
from leads.domain import lifecycle
from leads.domain.filters import BadFilter, to_query
from leads.enums import Stage
from leads.models import Lead
from leads.queries import board, stage_clocks, stages
from leads.queries.filter_words import describe
from leads.web.lists import asked, score_of
from leads.web.people import BY_HAND
from leads.web.shown_as import views
from tenants.queries import members
from tenants.queries.workspaces import local_now
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """All columns, each with its first leads."""
    try:
        filters, _order = asked(request)
        columns = board.columns(filters, local_now())
    except BadFilter as error:
        return render(request, "leads/board.html", {"problem": error.detail, "views": views({}, "board")}, status=400)
    cards = _cards([lead for column in columns for lead in column.page.rows])
    context: dict[str, Any] = {
        "columns": [{"column": column, "cards": [cards[lead.pk] for lead in column.page.rows]} for column in columns],
        "query": to_query(filters), "about": describe({key: values for key, values in filters.items() if key != "known"}),
        "known": filters["known"][0], "views": views(filters, "board"), "ways": ways(),
        "reasons": [(reason.value, reason.label) for reason in BY_HAND], "total": sum(column.held.total for column in columns),
        "overdue": sum(column.held.overdue for column in columns),
    }  # fmt: skip
    return render(request, "leads/board.html", context)


@needs("see")
def column(request: WorkspaceRequest, stage: str) -> HttpResponse:
    """More of one column: a fragment for the board, a page by itself."""
    if stage not in Stage.values:
        raise Http404
    try:
        filters, _order = asked(request)
        page = board.column(filters, stage, request.GET.get("cursor", ""), "back" in request.GET, local_now())
    except BadFilter as error:
        return render(request, "leads/board_column.html", {"problem": error.detail, "stage": stage}, status=400)
    cards = _cards(page.rows)
    query = to_query({key: values for key, values in filters.items() if key != "stage"})
    context = {
        "page": page, "cards": [cards[lead.pk] for lead in page.rows], "stage": stage, "name": stages.names().get(stage, stage),
        "query": query, "next": page.next,
    }  # fmt: skip
    return render(request, "leads/_board_cards.html" if request.htmx else "leads/board_column.html", context)


def _cards(rows: Any) -> dict[Any, dict[str, Any]]:
    found: list[Lead] = list(rows)
    names, clocks = members.names(), stage_clocks.clocks(found, clock.now())
    return {
        lead.pk: {
            "lead": lead, "score": score_of(lead) if lead.snapshot.scored_at else None, "owner": names.get(lead.owner_id or 0, ""),
            "clock": clocks[lead.pk],
        }
        for lead in found
    }  # fmt: skip


def ways() -> dict[str, list[list[Any]]]:
    """stage → where a lead may go from there, nearest first: [key, name, whether it is a way back]."""
    names = stages.names()
    found = {}
    for stage, legal in lifecycle.LEGAL.items():
        ordered = sorted(legal, key=lambda to: (lifecycle.is_back(stage, to), abs(lifecycle.POSITION[to] - lifecycle.POSITION[stage])))
        found[stage] = [[to, names.get(to, to), lifecycle.is_back(stage, to)] for to in ordered]
    return found
