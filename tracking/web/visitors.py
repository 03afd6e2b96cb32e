"""Page of one visitor: its visits and what it did."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tenants.web.identity import WorkspaceRequest, needs
from tracking.queries import timeline, visitors


@needs("see")
def visitor(request: WorkspaceRequest, visitor_id: UUID) -> HttpResponse:
    """Thin: the lead page tells the whole story of who is known."""
    found = visitors.visitor(visitor_id)
    if found is None:
        raise Http404
    values = {"visitor": found, "sessions": visitors.sessions_of([found.id])[:50], "events": timeline.of_visitor(found.id, limit=100)}
    return render(request, "tracking/visitor.html", values)
