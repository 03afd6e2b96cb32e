"""Pages: the account tier matrix with its companies, and the scheme that makes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.problems import Refused
from leads.actions.tier_schemes import publish_scheme, read
from leads.domain import tiers as domain
from leads.queries import companies, tiers
from leads.queries.companies import Asked
from leads.web.account_batches import shown_batches
from leads.web.shown_tiers import grid, named, place_of
from leads.web.tier_draft import Draft, of_form, of_scheme, to_plain
from tenants.web.identity import WorkspaceRequest, needs

BESIDE = 12


@require_http_methods(["GET", "HEAD"])
@needs("see")
def matrix(request: WorkspaceRequest) -> HttpResponse:
    """How many companies stand in each cell; beside it the companies of the cell of the address, else the tiers."""
    standing, counts = tiers.standing(), tiers.counts()
    scheme = standing.scheme
    direction, profit = request.GET.get("direction", ""), request.GET.get("profit", "")
    cell = Asked(direction=direction, profit=profit) if scheme.tier_of(direction, profit) else None
    found = companies.with_people(companies.search(cell)).order_by("name", "id")[:BESIDE] if cell else []
    placed = sum(count for at, count in counts.items() if at != ("", ""))
    held: dict[str, int] = {}
    for at, count in counts.items():
        held[scheme.tier_of(*at)] = held.get(scheme.tier_of(*at), 0) + count
    context: dict[str, Any] = {
        "grid": grid(scheme, counts, f"{direction}:{profit}"), "placed": placed, "unplaced": counts.get(("", ""), 0), "cell": cell,
        "where": place_of(scheme, direction, profit), "query": cell.query() if cell else "", "version": standing.version,
        "companies": [named(company, scheme) for company in found], "here": counts.get((direction, profit), 0),
        "tiers": [
            {"key": tier.key, "name": tiers.label(tier), "rank": rank, "count": held.get(tier.key, 0),
             "share": held.get(tier.key, 0) / placed if placed else 0}
            for rank, tier in enumerate(scheme.tiers, 1)
        ],
        "batches": shown_batches(),
    }  # fmt: skip
    return render(request, "leads/account_matrix.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def scheme(request: WorkspaceRequest) -> HttpResponse:
    """The axes, levels and tiers; what a change would do to companies is said before it holds."""
    standing = tiers.standing()
    draft, problem, changing = of_scheme(standing.scheme), None, None
    if request.method == "POST":
        draft = of_form(request.POST)
        try:
            changing = _save(request, draft)
        except Refused as error:
            problem = error
        if problem is None and changing is None:
            messages.success(request, _("The matrix is saved."))
            return redirect("leads:account_matrix", request.caller.workspace.slug)
    context = {
        "draft": draft, "problem": problem, "changing": changing, "versions": tiers.versions(), "version": standing.version,
        "counts": tiers.counts(), "longest": domain.LONGEST,
    }  # fmt: skip
    return render(request, "leads/tier_scheme.html", context, status=problem.status if problem else 200)


def _save(request: WorkspaceRequest, draft: Draft) -> int | None:
    """None when it is published; else how many companies would change their tier, to be said yes to."""
    new = read(to_plain(draft))
    changing = tiers.would_change(new)
    button, said = request.POST.get("op", "save"), request.POST.get("expected", "")
    if button == "show" or (changing and said != str(changing)):
        return changing
    publish_scheme(new, request.caller.actor, changing)
    return None
