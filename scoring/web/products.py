"""Products, who is interested in them, and news that reaches these (F030)."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kernel.problems import Refused
from scoring.actions import products as actions
from scoring.domain.products import DAYS
from scoring.models import Product
from scoring.queries import products
from scoring.web.refusals import spoken
from tenants.web.identity import WorkspaceRequest, needs


def found(product_id: UUID) -> Product:
    one = products.product(product_id)
    if one is None:
        raise Http404
    return one


def _page(
    request: WorkspaceRequest,
    product: Product | None,
    given: dict[str, Any],
    wrong: Refused | None = None,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    """The list with the form; `told`: what was given for news that was refused."""
    people, as_of = products.counted()
    rows = [{"shown": one, "interested": people.get(one.product.pk, 0)} for one in products.shown()]
    known = {"rows": rows, "product": product, "given": given, "wrong": wrong, "days": DAYS, "told": told or {}, "as_of": as_of}
    return render(request, "scoring/products.html", known, status=400 if wrong else 200)


def _written(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "").strip() for name in ("sku", "name", "paths")}


def _save(request: WorkspaceRequest, product: Product | None) -> HttpResponse:
    given = _written(request)
    try:
        paths = re.split(r"[\n\r]+", given["paths"])
        saved = actions.save_product(sku=given["sku"], name=given["name"], paths=paths, product=product, actor=request.caller.actor)
    except Refused as error:
        return _page(request, products.product(product.pk) if product else None, given, spoken(error))
    messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
    return redirect("scoring:products", request.caller.workspace.slug)


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, None, {})


@require_POST
@needs("edit_marketing")
def add(request: WorkspaceRequest) -> HttpResponse:
    return _save(request, None)


@needs("edit_marketing")
def change(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    one = found(product_id)
    if request.method == "POST":
        return _save(request, one)
    return _page(request, one, {"sku": one.sku, "name": one.name, "paths": "\n".join(one.paths)})


@require_POST
@needs("edit_marketing")
def remove(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    one = found(product_id)
    actions.remove_product(product=one, actor=request.caller.actor)
    messages.success(request, _("“%(name)s” is removed.") % {"name": one.name})
    return redirect("scoring:products", request.caller.workspace.slug)


@require_POST
@needs("launch")
def announce(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Tell everybody who is interested that there is news."""
    one, title, url = found(product_id), request.POST.get("title", ""), request.POST.get("url", "")
    try:
        news = actions.announce_news(product=one, title=title, url=url, actor=request.caller.actor)
    except Refused as error:
        return _page(request, None, {}, spoken(error), {"product_id": one.pk, "title": title, "url": url})
    told = ngettext(
        "%(n)d person is told; live journeys take it from here.", "%(n)d people are told; live journeys take it from here.", news.told
    )
    messages.success(request, told % {"n": news.told})
    return redirect("scoring:products", request.caller.workspace.slug)
