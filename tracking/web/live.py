"""Page Live events: what came in, with verdict and reason, as it comes."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tenants.web.identity import WorkspaceRequest, needs
from tracking.domain.sanitize import mended
from tracking.enums import DropReason, EventKind, Verdict
from tracking.models import Refusal
from tracking.queries import live as queries
from tracking.queries import refusals, sites
from tracking.web.mends import MENDS

FILTERS = ("verdict", "kind", "name", "site", "q")
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
    """One message as it was sent, with what became of it: `?message=<id>`, or `?refusal=<uuid>` of one that has no id."""
    refusal, message_id = request.GET.get("refusal", ""), request.GET.get("message", "").replace("\x00", "")
    if refusal:
        one = refusals.refusal(_uuid(refusal))
        if one is None:
            raise Http404
        return _show(request, one.message_id or str(one.pk), one.body, one.envelope, refused=[one])
    found, refused = queries.message(message_id), refusals.of_message(message_id)
    if found is None and not refused:
        raise Http404
    body, envelope = (found.body, found.envelope) if found else (refused[0].body, refused[0].envelope)
    return _show(request, message_id, body, envelope, refused=refused, message=found, event=queries.event_of(message_id))


def _show(request: WorkspaceRequest, title: str, body: str, envelope: str, *, refused: list[Refusal], **more: Any) -> HttpResponse:
    """Beside the list for htmx, else a page of its own."""
    keys = ["conflict" if one.verdict == "conflict" else one.reason for one in refused]
    values = {
        "title": title,
        "body": pretty(body),
        "sanitized": mended(body),
        "envelope": pretty(envelope) if envelope not in ("", "{}") else "",
        "refused": [(one, refusals.REASONS.get(key, key), MENDS.get(key, "")) for one, key in zip(refused, keys, strict=True)],
        "link": urlencode({"message": title} if more else {"refusal": refused[0].pk}),
        **more,
    }
    return render(request, "tracking/_raw.html" if request.htmx else "tracking/raw.html", values)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def pretty(text: str) -> str:
    """JSON with its lines; anything else as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
