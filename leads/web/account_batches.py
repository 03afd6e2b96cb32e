"""Pages: many accounts placed or classed in one go, with their number first, and the way back."""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from leads.actions.companies import Found, class_many, class_preview
from leads.actions.placements import place_many, preview, undo_batch
from leads.enums import AccountChange, MarketClass
from leads.queries import companies, tiers
from leads.queries.companies import Asked
from leads.web.accounts import CLASSES, evidence
from leads.web.many import TYPED_FROM, expected_of
from leads.web.shown_tiers import grid, place_of
from tenants.web.identity import WorkspaceRequest, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_leads")
def many(request: WorkspaceRequest) -> HttpResponse:
    """How many accounts would change; then the change. The address is the filter of the list, `what` to do and `to` what."""
    given = request.POST if request.method == "POST" else request.GET
    filters = {key: values[0] for key, values in parse_qs(given.get("query", "")[:2_000]).items()} if "query" in given else request.GET
    what = given.get("what") if given.get("what") in AccountChange.values else AccountChange.PLACEMENT.value
    to, found, wrong = given.get("to", "")[:80], None, None
    asked = Asked()
    try:
        asked = companies.asked(filters)
        found = _found(asked, str(what), to) if to else None
        if request.method == "POST" and found:
            return _run(request, asked, str(what), to, found)
    except Refused as error:
        wrong = error
    standing = tiers.standing()
    context: dict[str, Any] = {
        "asked": asked, "about": about(asked), "query": asked.query(), "what": what, "changes": AccountChange.choices, "to": to,
        "found": found, "wrong": wrong, "grid": grid(standing.scheme, chosen=to), "classes": CLASSES, "sent": given,
        "typed": found is not None and len(found.changing) >= TYPED_FROM, "batches": shown_batches(),
    }  # fmt: skip
    return render(request, "leads/accounts_many.html", context, status=wrong.status if wrong else 200)


def _found(asked: Asked, what: str, to: str) -> Found:
    return class_preview(asked, companies.class_of(to)) if what == AccountChange.MARKET_CLASS else preview(asked, evidence({"to": to}))


def _run(request: WorkspaceRequest, asked: Asked, what: str, to: str, found: Found) -> HttpResponse:
    expected, shown = expected_of(request.POST, _("Type the number of accounts that will change: %(n)s.")), request.POST.get("digest", "")
    actor = request.caller.actor
    if what == AccountChange.MARKET_CLASS:
        batch = class_many(asked, companies.class_of(to), expected, actor, shown)
    else:
        batch = place_many(asked, evidence(request.POST), expected, actor, shown)
    changed = len(batch.before)
    told = ngettext("%(n)s account has changed. You can undo it here.", "%(n)s accounts have changed. You can undo it here.", changed)
    messages.success(request, told % {"n": changed})
    return redirect("leads:account_matrix", request.caller.workspace.slug)


def about(asked: Asked) -> list[tuple[str, str]]:
    """The filters in the reader's words."""
    scheme = tiers.standing().scheme
    named = dict([*tiers.tier_names(), (companies.UNPLACED, _("Not placed"))])
    found = [
        (_("Search"), asked.q),
        (_("Tier"), str(named.get(asked.tier, ""))),
        (_("Place in the matrix"), place_of(scheme, asked.direction, asked.profit)),
        (_("Market class"), str(dict(CLASSES).get(asked.market_class, ""))),
    ]
    return [(label, value) for label, value in found if value]


def shown_batches() -> list[dict[str, Any]]:
    """The last changes of many accounts, in words."""
    scheme = tiers.standing().scheme
    return [
        {
            "row": one,
            "count": len(one.before),
            "to": str(MarketClass(one.aim["market_class"]).label)
            if one.change == AccountChange.MARKET_CLASS
            else place_of(scheme, one.aim["direction"], one.aim["profit"]) or _("Not placed"),
        }
        for one in companies.batches()
    ]


@require_POST
@needs("edit_leads")
def undo(request: WorkspaceRequest, account_batch_id: UUID) -> HttpResponse:
    """Give the accounts of a batch back what they had."""
    if companies.batch(account_batch_id) is None:
        raise Http404
    back = undo_batch(account_batch_id, request.caller.actor)
    told = ngettext("%(n)s account has again what it had.", "%(n)s accounts have again what they had.", back)
    messages.success(request, told % {"n": back})
    return redirect("leads:account_matrix", request.caller.workspace.slug)
