"""Pages of one visitor and of one visit of theirs."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tenants.web.identity import WorkspaceRequest, needs
from tracking.enums import Channel, EventKind
from tracking.models import Visitor
from tracking.queries import timeline, visitors
from tracking.queries.events import EventRow

CHANNELS, KINDS = dict(Channel.choices), dict(EventKind.choices)


@needs("see")
def visitor(request: WorkspaceRequest, visitor_id: UUID) -> HttpResponse:
    """Thin: the lead page tells the whole story of who is known."""
    found = _visitor(visitor_id)
    events = timeline.of_visitor(found.id, limit=100)
    sessions = [(one, CHANNELS.get(one.channel, one.channel)) for one in visitors.sessions_of([found.id])[:50]]
    values = {"visitor": found, "sessions": sessions, "events": events, "kinds": KINDS, "channels": CHANNELS, "bot": _bot(found, events)}
    return render(request, "tracking/visitor.html", values)


@needs("see")
def session(request: WorkspaceRequest, visitor_id: UUID, number: int) -> HttpResponse:
    """One visit: where it came from, and what happened in it, in its order."""
    found = _visitor(visitor_id)
    visit = visitors.session(found.id, number) if number < 2**31 else None
    if visit is None:
        raise Http404
    events = timeline.of_session(visit)
    values = {
        "visitor": found,
        "session": visit,
        "events": events,
        "kinds": KINDS,
        "channel": CHANNELS.get(visit.channel, visit.channel),
        "minutes": round((visit.last_at - visit.started_at).total_seconds() / 60),
        "engaged": round(visit.engaged_ms / 1000),
        "bot": _bot(found, events),
    }
    return render(request, "tracking/session.html", values)


def _bot(found: Visitor, events: Sequence[EventRow]) -> str:
    """Why this visitor counts as a bot; "" when it does not. Events carry the reason as `bot_reason` where a step knew one."""
    if not found.is_bot:
        return ""
    reasons = (str(event.context["bot_reason"]) for event in events if event.context.get("bot_reason"))
    return next(reasons, _("By the name its browser gives itself."))


def _visitor(visitor_id: UUID) -> Visitor:
    found = visitors.visitor(visitor_id)
    if found is None:
        raise Http404
    return found
