"""Work: facts that could not be delivered, and how much is due."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.models import Delivery
from tenants.actions.work import retry_delivery
from tenants.queries import due_work
from tenants.web.identity import WorkspaceRequest, needs


@needs("manage_members")
def show(request: WorkspaceRequest) -> HttpResponse:
    waiting = due_work.waiting()
    return render(request, "tenants/work.html", {"parked": due_work.parked(), "kinds": due_work.kinds(waiting), "waiting": waiting})


@require_POST
@needs("manage_members")
def retry(request: WorkspaceRequest, delivery_id: UUID) -> HttpResponse:
    try:
        retry_delivery(delivery_id=delivery_id, actor=request.caller.actor)
    except Delivery.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("It will be tried again within seconds."))
    return redirect("tenants:work", request.caller.workspace.slug)
