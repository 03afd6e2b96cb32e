"""The search box: leads and companies. An exact hit on one address opens its lead at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from dashboard.queries.search import search
from kernel import clock
from tenants.web.identity import WorkspaceRequest, needs

LONGEST = 200


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = search(text)
    if len(found.leads) == 1 and not found.companies and found.leads[0].person.email == text.lower():
        return redirect("dashboard:lead", request.caller.workspace.slug, found.leads[0].pk)
    now = clock.now()
    rows = [(lead, lead.snapshot.score(now)) for lead in found.leads]
    return render(request, "dashboard/search.html", {"q": text, "found": found, "rows": rows})
