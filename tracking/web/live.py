"""Page Live events: what came in, with verdict and reason, as it comes."""

import json
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tenants.web.identity import WorkspaceRequest, needs
from tracking.enums import DropReason, EventKind, Verdict
from tracking.queries import live as queries
from tracking.queries import sites

FILTERS = ("verdict", "kind", "name", "site")
REASONS = dict(DropReason.choices)
KINDS = dict(EventKind.choices)
VERDICTS = {key: label for key, label in Verdict.choices if key != Verdict.DUPLICATE}


@needs("see")
def live(request: WorkspaceRequest) -> HttpResponse:
    """The newest 200 events and refusals; filters and the pause are in the address. htmx asks for the list alone."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in FILTERS}
    filled = {name: value for name, value in asked.items() if value}
    known = {str(key): label for key, label in sites.names().items()}
    values = {
        "moments": [(moment, known.get(str(moment.site_id)), REASONS.get(moment.reason, "")) for moment in queries.moments(**asked)],
        "waiting": queries.waiting(),
        "asked": asked,
        "paused": "paused" in request.GET,
        "verdicts": VERDICTS,
        "kinds": KINDS,
        "sites": known,
        "address": urlencode(filled),
        "pause": urlencode({**filled, "paused": 1}),
        "resume": urlencode(filled),
    }
    return render(request, "tracking/_moments.html" if request.htmx else "tracking/live.html", values)


@needs("see")
def raw(request: WorkspaceRequest) -> HttpResponse:
    """One message as it was sent: `?message=<id>` of an event, `?refusal=<uuid>` of a refusal."""
    refusal, message_id = request.GET.get("refusal", ""), request.GET.get("message", "").replace("\x00", "")
    if refusal:
        body = queries.refused_body(_uuid(refusal))
        if body is None:
            raise Http404
        return _show_raw(request, refusal, pretty(body))
    found = queries.raw(message_id)
    if found is None:
        raise Http404
    envelope = pretty(found[1]) if found[1] != "{}" else ""
    return _show_raw(request, message_id, pretty(found[0]), envelope)


def _show_raw(request: WorkspaceRequest, title: str, body: str, envelope: str = "") -> HttpResponse:
    """Beside the list for htmx, else a page of its own."""
    template = "tracking/_raw.html" if request.htmx else "tracking/raw.html"
    return render(request, template, {"title": title, "body": body, "envelope": envelope})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
