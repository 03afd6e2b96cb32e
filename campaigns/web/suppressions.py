"""Suppressions: who must not be written to, add one, lift one with a reason."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.actions.suppress import lift, suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Suppression
from campaigns.queries import suppressions
from campaigns.web.forms import SuppressionForm
from kernel.paging import page
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def _page(request: WorkspaceRequest, form: SuppressionForm, status: int = 200) -> HttpResponse:
    asked, lifted = request.GET, request.GET.get("show") == "lifted"
    rows = suppressions.search(asked.get("q", ""), lifted=lifted)
    listed = page(rows, order="-at", cursor=asked.get("cursor", ""), back="back" in asked)
    known = {"page": listed, "form": form, "lifted": lifted, "reasons": dict(SuppressionReason.choices)}
    return render(request, "campaigns/suppressions.html", known, status=status)


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, SuppressionForm())


@require_POST
@needs("edit_marketing")
def add(request: WorkspaceRequest) -> HttpResponse:
    form = SuppressionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        row = suppress(reason=SuppressionReason.MANUAL, actor=request.caller.actor, **form.cleaned_data)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    toasts.success(request, _("Nobody writes to %(address)s any more.") % {"address": row.address})
    return redirect("campaigns:suppressions", request.caller.workspace.slug)


@require_POST
@needs("edit_marketing")
def lift_it(request: WorkspaceRequest, suppression_id: UUID) -> HttpResponse:
    suppression = Suppression.objects.filter(id=suppression_id).first()
    if suppression is None:
        raise Http404
    lift(suppression=suppression, reason=request.POST.get("reason", ""), actor=request.caller.actor)
    toasts.success(request, _("%(address)s may be written to again.") % {"address": suppression.address})
    return redirect("campaigns:suppressions", request.caller.workspace.slug)
