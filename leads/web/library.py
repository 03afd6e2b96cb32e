"""Pages: the life cycle, accounts, one account."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kernel import paging
from leads.domain.lifecycle import BACK, POSITION
from leads.enums import Phase
from leads.queries import companies, stages
from leads.web.lists import score_of
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def lifecycle(request: WorkspaceRequest) -> HttpResponse:
    """The nine stages by phase: what each means, how many leads stand in it, where it may go back to."""
    names = stages.names()
    cards: list[dict[str, Any]] = []
    for board in stages.board():
        back = sorted(BACK.get(board.stage.key, ()), key=POSITION.__getitem__)
        cards.append({"board": board, "name": names[board.stage.key], "back": [names.get(key, key) for key in back]})
    labels = dict(Phase.choices)
    by_phase = groupby(cards, key=lambda card: card["board"].stage.phase)
    phases: list[dict[str, Any]] = [{"key": key, "label": labels.get(key, key), "cards": list(group)} for key, group in by_phase]
    for phase in phases:
        phase["total"] = sum(card["board"].total for card in phase["cards"])
    return render(request, "leads/lifecycle.html", {"phases": phases})


@needs("see")
def account_list(request: WorkspaceRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:100]
    page = paging.page(companies.companies(text), order="-created_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    return render(request, "leads/accounts.html", {"page": page, "q": text})


@needs("see")
def account(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """A company and its people, highest score first."""
    company = companies.company(company_id)
    if company is None:
        raise Http404
    page = paging.page(companies.leads_of(company_id), order="-rank_key", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    rows = [{"lead": lead, "score": score_of(lead) if lead.scored_at else None} for lead in page.rows]
    return render(request, "leads/account.html", {"company": company, "page": page, "rows": rows})
