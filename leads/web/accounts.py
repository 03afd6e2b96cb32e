"""Pages: accounts by tier and market class, their export, one account with its place in the matrix and the history of it."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import clock, paging
from kernel.problems import Refused
from leads.actions.blacklist import LONGEST_REASON, blacklist, lift_blacklist
from leads.actions.companies import put_market_class
from leads.actions.firmographics import say
from leads.actions.placements import Evidence, place
from leads.domain.export import cell
from leads.domain.firmographics import MENDS
from leads.enums import Firm, MarketClass
from leads.models import Company, Placement
from leads.queries import account_scores, awake, companies, firmographics, leads, tiers
from leads.web.lists import score_of
from leads.web.shown_tiers import grid, named, place_of
from tenants.web.identity import WorkspaceRequest, needs

MOST_EXPORTED = 100_000
SORTS = (
    ("created", gettext_lazy("Newest")), ("name", gettext_lazy("Name")), ("tier", gettext_lazy("Highest tier")),
    ("placed", gettext_lazy("Placed last")),
)  # fmt: skip
CLASSES = [(value or companies.UNKNOWN, label) for value, label in MarketClass.choices]
COLUMNS = (
    "Account id", "Name", "Domain", "Industry", "Size", "Country", "People", "Active in 30 days", "Score", "Market class", "Tier",
    "Direction", "Profitability", "Placed at", "Placed by", "Reason", "Evidence", "Created at", "Blacklisted at", "Blacklisted because",
    "Plan",
)  # fmt: skip


@needs("see")
def account_list(request: WorkspaceRequest) -> HttpResponse:
    """Filter, sort: the address is the state."""
    order = request.GET.get("sort", "created")
    order = order if order in companies.ORDERS else "created"
    problem = None
    try:
        asked = companies.asked(request.GET)
    except Refused as error:
        asked, problem = companies.Asked(), error
    found = companies.search(asked)
    page = paging.page(
        companies.with_people(found), order=companies.ORDERS[order], cursor=request.GET.get("cursor", ""), back="back" in request.GET
    )
    account_scores.put_scores(page.rows)
    standing = tiers.standing()
    context: dict[str, Any] = {
        "page": page, "rows": [] if problem else [named(company, standing.scheme) for company in page.rows], "asked": asked,
        "problem": problem, "count": found.count(), "order": order, "sorts": SORTS, "classes": CLASSES, "query": asked.query(),
        "least": awake.PEOPLE,
        "tiers": [*tiers.tier_names(), (companies.UNPLACED, _("Not placed"))], "scheme": standing.scheme,
        "cell": place_of(standing.scheme, asked.direction, asked.profit), "filtered": asked != companies.Asked(),
    }  # fmt: skip
    return render(request, "leads/accounts.html", context, status=400 if problem else 200)


@needs("see")
def account(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """A company, its people, highest score first, and where it stands."""
    return _page(request, find(company_id))


def find(company_id: UUID) -> Company:
    found = companies.company(company_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: WorkspaceRequest, company: Company, problem: Refused | None = None, firm_problem: Refused | None = None
) -> HttpResponse:  # fmt: skip
    page = leads.page(companies.leads_of(company.pk), "score", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    standing = tiers.standing()
    history = list(companies.placements(company.pk))
    sent = request.POST if problem else {}
    chosen = sent.get("to", "") or f"{company.direction}:{company.profit}"
    context: dict[str, Any] = {
        "company": company, "page": page,
        "rows": [{"lead": lead, "score": score_of(lead) if lead.snapshot.scored_at else None} for lead in page.rows],
        "shown": named(company, standing.scheme), "newest": history[0] if history else None, "scheme": standing.scheme,
        "history": [_told(one, standing.scheme) for one in history], "grid": grid(standing.scheme, chosen=chosen), "chosen": chosen,
        "classes": MarketClass.choices, "least": awake.PEOPLE, "problem": problem, "sent": sent,
        "firm": [_asked(each, request.POST if firm_problem else {}, firm_problem) for each in firmographics.told(company)],
        "firm_wrong": firm_problem is not None,
    }  # fmt: skip
    wrong = problem or firm_problem
    return render(request, "leads/account.html", context, status=wrong.status if wrong else 200)


def _asked(each: firmographics.Told, sent: Any, problem: Refused | None) -> dict[str, Any]:
    """A field of the company for its panel: what it has, who said it, what its input holds and what that showed first."""
    now = "" if each.value is None else each.value
    typed, shown = (sent.get(each.field, ""), sent.get(f"shown_{each.field}", now)) if problem else (now, now)
    wrong = _(MENDS[each.field]) if problem is not None and problem.field == each.field else ""
    hint = _(MENDS[Firm.SIZE]) if each.field == Firm.SIZE else ""
    return {"told": each, "typed": typed, "shown": shown, "problem": wrong, "mend": _(each.mend), "hint": hint}


def _told(one: Placement, scheme: Any) -> dict[str, Any]:
    """A placement in words; tiers and levels that the scheme no longer has are called by their keys."""
    return {
        "row": one,
        "tier": tiers.label(scheme.tier(one.tier), one.tier) if one.tier else "",
        "cell": place_of(scheme, one.direction, one.profit),
    }


@require_POST
@needs("edit_leads")
def place_one(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """Place it by hand, with the reason; what was said before stays in the history."""
    company = find(company_id)
    try:
        placed = place(company_id, evidence(request.POST), request.caller.actor)
    except Refused as error:
        return _page(request, company, error)
    scheme = tiers.standing().scheme
    told = _("Placed: %(tier)s.") % {"tier": tiers.label(scheme.tier(placed.tier))} if placed.tier else _("Taken out of the matrix.")
    messages.success(request, told)
    return redirect("leads:account", request.caller.workspace.slug, company_id)


def evidence(given: Any) -> Evidence:
    """Out of a form: `to` is direction:profit."""
    direction, _colon, profit = given.get("to", "")[:80].partition(":")
    return Evidence(direction, profit, given.get("reason", ""), given.get("link", ""))


@require_POST
@needs("edit_leads")
def class_one(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """Say which segment of the market it is."""
    find(company_id)
    put_market_class(company_id, request.POST.get("market_class", ""), request.caller.actor)
    messages.success(request, _("Saved."))
    return redirect("leads:account", request.caller.workspace.slug, company_id)


@require_POST
@needs("edit_leads")
def firm_one(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """Say how many people it has, its industry, country and plan; only what differs from what the page showed is said by this hand,
    also where something else stands by now."""
    company = find(company_id)
    shown = {field: request.POST.get(f"shown_{field}", str(getattr(company, field) or "")) for field in Firm.values}
    given = {field: request.POST[field].strip() for field in Firm.values if field in request.POST}
    try:
        say(company_id, {field: value for field, value in given.items() if value != shown[field].strip()}, request.caller.actor)
    except Refused as error:
        return _page(request, company, firm_problem=error)
    messages.success(request, _("Saved."))
    return redirect("leads:account", request.caller.workspace.slug, company_id)


@require_POST
@needs("edit_leads")
def blacklist_one(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """Its procurement wants nothing more of us: nobody of it is written to or handed to sales (F069)."""
    find(company_id)
    try:
        blacklist(company_id, request.POST.get("blacklist_reason", ""), request.caller.actor)
    except Refused as error:
        messages.error(request, _("Say why, in 1 to 500 characters.") if error.field == "reason" else error.detail)
    else:
        messages.success(request, _("On the blacklist: nobody of this company is written to or handed to sales."))
    return redirect("leads:account", request.caller.workspace.slug, company_id)


@require_POST
@needs("edit_leads")
def lift_one(request: WorkspaceRequest, company_id: UUID) -> HttpResponse:
    """Take it off the blacklist."""
    find(company_id)
    lift_blacklist(company_id, request.POST.get("lift_reason", "")[:LONGEST_REASON], request.caller.actor)
    messages.success(request, _("Off the blacklist: its people may be written to and handed to sales again."))
    return redirect("leads:account", request.caller.workspace.slug, company_id)


@needs("export")
def export(request: WorkspaceRequest) -> HttpResponse:
    """The filtered accounts as CSV, each with the placement that stands; no cell runs as a formula."""
    found = companies.with_people(companies.search(companies.asked(request.GET))).order_by("name", "id")
    out, scheme = io.StringIO(), tiers.standing().scheme
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    rows = list(found[:MOST_EXPORTED])
    newest = companies.newest_placements([company.pk for company in rows])
    account_scores.put_scores(rows)
    for company in rows:
        writer.writerow([cell(value) for value in _row(company, newest.get(company.pk), scheme)])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="accounts-{clock.now():%Y-%m-%d}.csv"'
    return answer


def _row(company: Company, placed: Placement | None, scheme: Any) -> list[Any]:
    shown = named(company, scheme)
    stands = placed if placed and company.tier else None
    return [
        company.pk, company.name, company.domain, company.industry, company.size or "", company.country, company.people or 0,  # type: ignore[attr-defined]
        company.active or 0, company.score.total,  # type: ignore[attr-defined]
        company.market_class, shown["tier"], shown["direction"], shown["profit"], stands.at.isoformat() if stands else "",
        stands.by if stands else "", stands.reason if stands else "", stands.link if stands else "", company.created_at.isoformat(),
        company.blacklisted_at.isoformat() if company.blacklisted_at else "", company.blacklist_reason, company.plan,
    ]  # fmt: skip
