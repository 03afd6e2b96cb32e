"""Key accounts: companies that are recognised by their networks."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages as toasts
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.problems import Refused
from leads.queries import companies
from onsite.actions.key_accounts import remove_key_account, save_key_account
from onsite.enums import Tier
from onsite.models import KeyAccount
from onsite.queries import choices
from tenants.web.identity import WorkspaceRequest, needs

MOST_COMPANIES = 500


def found(key_account_id: UUID) -> KeyAccount:
    account = choices.key_account(key_account_id)
    if account is None:
        raise Http404
    return account


def _page(request: WorkspaceRequest, account: KeyAccount | None, given: dict[str, Any], wrong: Refused | None = None) -> HttpResponse:
    known = {
        "rows": choices.key_accounts(), "account": account, "given": given, "wrong": wrong, "tiers": Tier.choices,
        "companies": [(str(one.pk), f"{one.name} ({one.domain})") for one in companies.companies().order_by("name")[:MOST_COMPANIES]],
    }  # fmt: skip
    return render(request, "onsite/accounts.html", known, status=400 if wrong else 200)


def _written(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    return {name: post.get(name, "").strip() for name in ("name", "company", "tier", "ranges")}


def _save(request: WorkspaceRequest, account: KeyAccount | None) -> HttpResponse:
    """Save what the form says; the form again, with the reason, when that is refused."""
    given = _written(request)
    try:
        with transaction.atomic():
            saved = save_key_account(
                name=given["name"], ranges=[one for one in re.split(r"[\s,，;]+", given["ranges"]) if one], tier=given["tier"],
                company_id=_company(given["company"]), account=account, actor=request.caller.actor,
            )  # fmt: skip
    except Refused as error:
        return _page(request, choices.key_account(account.pk) if account else None, given, error)
    toasts.success(request, _("“%(name)s” is saved. Visits from its networks are recognised within a minute.") % {"name": saved.name})
    return redirect("onsite:accounts", request.caller.workspace.slug)


def _company(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Refused(_("Choose a company of the list."), field="company") from error


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, None, {})


@require_POST
@needs("manage_onsite")
def add(request: WorkspaceRequest) -> HttpResponse:
    return _save(request, None)


@needs("manage_onsite")
def change(request: WorkspaceRequest, key_account_id: UUID) -> HttpResponse:
    account = found(key_account_id)
    if request.method == "POST":
        return _save(request, account)
    given = {
        "name": account.name, "tier": account.tier, "company": str(account.company_id or ""), "ranges": "\n".join(account.ranges)
    }  # fmt: skip
    return _page(request, account, given)


@require_POST
@needs("manage_onsite")
def remove(request: WorkspaceRequest, key_account_id: UUID) -> HttpResponse:
    account = found(key_account_id)
    remove_key_account(account=account, actor=request.caller.actor)
    toasts.success(request, _("“%(name)s” is removed.") % {"name": account.name})
    return redirect("onsite:accounts", request.caller.workspace.slug)
