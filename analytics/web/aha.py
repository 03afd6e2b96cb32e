"""Page: which early act goes with coming back, and which event is a product's aha event (F089)."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.actions.aha import choose_aha, take_back_aha
from analytics.domain.aha import BACK, EARLY, LEAST
from analytics.domain.funnels import AHA
from analytics.domain.periods import Period
from analytics.queries import aha, kept
from analytics.queries.questions import period_of, product_of
from analytics.web.reports import Answer, report
from scoring.queries import products
from tenants.web.identity import WorkspaceRequest, needs

if TYPE_CHECKING:
    from scoring.models import Product


def _choices() -> dict[str, Any]:
    return {"products": list(products.products()), "early": EARLY.days, "back": BACK.days, "least": LEAST}


@report("aha", _choices)
def aha_page(request: WorkspaceRequest, period: Period) -> Answer:
    """Of the people who did this in their first days: how many came back, beside those who did not?"""
    product, slug = product_of(request.GET), request.caller.workspace.slug
    rows, as_of = kept.came_back(period, product)
    choice = aha.chosen(product.pk) if product else None
    funnel_url = f"{reverse('analytics:funnels', args=[slug])}?funnel={AHA}{product.pk}" if product and choice else ""
    context = {"lifts": rows, "product": product, "choice": choice, "funnel_url": funnel_url, "as_of": as_of}
    return rows, {**context, "is_kept": kept.is_large(), "chosen": aha.all_chosen()}


def _product(product_id: UUID) -> "Product":
    found = products.product(product_id)
    if found is None:
        raise Http404
    return found


def _back(request: WorkspaceRequest, product: "Product") -> HttpResponse:
    return redirect(f"{reverse('analytics:aha', args=[request.caller.workspace.slug])}?product={product.pk}")


@require_POST
@needs("edit_marketing")
def choose(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Keep the event with the shares that the table showed for the usual period."""
    product, event = _product(product_id), request.POST.get("event", "")
    rows, _as_of = kept.came_back(period_of(request.POST.dict(), request.caller.workspace.time_zone), product)
    lift = next((row for row in rows if row.event == event), None)
    choose_aha(product=product, event=event, actor=request.caller.actor, lift=lift)
    messages.success(request, _("“%(event)s” is the aha event of %(product)s.") % {"event": event, "product": product.name})
    return _back(request, product)


@require_POST
@needs("edit_marketing")
def take_back(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """The choice that the page showed: a second press takes no second one back."""
    product = _product(product_id)
    try:
        choice_id = UUID(request.POST.get("choice", ""))
    except ValueError:
        raise Http404 from None
    now = take_back_aha(product=product, choice_id=choice_id, actor=request.caller.actor)
    done = _("The choice is taken back: “%(event)s” holds again.") % {"event": now.event} if now else _("The choice is taken back.")
    messages.success(request, done)
    return _back(request, product)
