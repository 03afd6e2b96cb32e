"""Home: what needs me now."""

from django.http import HttpResponse
from django.shortcuts import render

from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "dashboard/home.html")
