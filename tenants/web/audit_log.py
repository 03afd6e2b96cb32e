"""The audit log: who did what, newest first."""

from django.http import HttpResponse
from django.shortcuts import render

from kernel import paging
from tenants.queries import audit_log
from tenants.web.identity import WorkspaceRequest, needs


@needs("manage_members")
def show(request: WorkspaceRequest) -> HttpResponse:
    verb, actor = request.GET.get("verb", ""), request.GET.get("actor", "")
    found = audit_log.entries(verb=verb, actor=actor)
    page = paging.page(found, order="-at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    return render(request, "tenants/audit.html", {"page": page, "verb": verb, "actor": actor})
