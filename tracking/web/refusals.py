"""Pages Dead letters, one dead letter, and the preview of a replay."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.paging import page
from tenants.web.identity import WorkspaceRequest, needs
from tracking.actions.replay import MOST, Replayed, replay
from tracking.models import Refusal
from tracking.queries import refusals as queries
from tracking.queries import sites
from tracking.queries.refusals import Asked
from tracking.web.catalogue import as_id
from tracking.web.live import pretty
from tracking.web.mends import MENDS


def asked_of(given: Mapping[str, Any]) -> Asked:
    """The filter in an address or in the form that repeats it."""
    text = str(given.get("q", "")).replace("\x00", "").strip()[:200]
    state = str(given.get("state", "open")) or "open"
    return Asked(str(given.get("reason", ""))[:20], as_id(str(given.get("site", ""))), state, text)


def _fields(asked: Asked) -> dict[str, str]:
    fields = {"reason": asked.reason, "site": str(asked.site or ""), "state": "" if asked.state == "open" else asked.state, "q": asked.text}
    return {key: value for key, value in fields.items() if value}


@require_safe
@needs("see")
def refusals(request: WorkspaceRequest) -> HttpResponse:
    """What was refused, newest first, with the reason, its mend, and what can be replayed."""
    asked = asked_of(request.GET)
    listed = page(queries.search(asked), order="-at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    names = sites.names()
    values = {
        "page": listed,
        "asked": asked,
        "fields": _fields(asked),
        "address": urlencode(_fields(asked)),
        "counts": queries.counts(),
        "reasons": queries.REASONS,
        "mend": MENDS.get(asked.reason, ""),
        "sites": names,
        "site": str(asked.site or ""),
    }
    return render(request, "tracking/refusals.html", values)


@require_safe
@needs("see")
def refusal(request: WorkspaceRequest, refusal_id: UUID) -> HttpResponse:
    """One message as it was sent, why it was refused, how to mend that, and what a replay came to."""
    found = _found(refusal_id)
    key = "conflict" if found.verdict == "conflict" else found.reason
    values = {
        "refusal": found,
        "reason": queries.REASONS.get(key, key),
        "mend": MENDS.get(key, ""),
        "body": pretty(found.body),
        "envelope": pretty(found.envelope) if found.envelope not in ("", "{}") else "",
        "site": sites.names().get(found.site_id) if found.site_id else None,
        "outcome": queries.outcome(found),
    }
    return render(request, "tracking/refusal.html", values)


@require_POST
@needs("manage_sites")
def replay_one(request: WorkspaceRequest, refusal_id: UUID) -> HttpResponse:
    found = _found(refusal_id)
    _say(request, replay([found.pk], actor=request.caller.actor))
    return redirect("tracking:refusal", request.caller.workspace.slug, refusal_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_sites")
def replay_many(request: WorkspaceRequest) -> HttpResponse:
    """GET: how many of which reason a replay of this filter would touch. POST: do it."""
    asked = asked_of(request.POST if request.method == "POST" else request.GET)
    rows = queries.search(Asked(asked.reason, asked.site, "open", asked.text))
    if request.method == "POST":
        _say(request, replay(queries.ids_of(rows, MOST), actor=request.caller.actor))
        return redirect("tracking:refusals", request.caller.workspace.slug)
    counts = queries.by_reason(rows, MOST)
    values = {
        "counts": [(queries.REASONS.get(key, key), MENDS.get(key, ""), count) for key, count in counts.items()],
        "total": sum(counts.values()),
        "most": MOST,
        "more": sum(counts.values()) == MOST,
        "fields": _fields(asked),
        "address": urlencode(_fields(asked)),
        "blocked": "blocked" in counts,
    }
    return render(request, "tracking/replay.html", values)


def _say(request: WorkspaceRequest, done: Replayed) -> None:
    """A toast for what was taken, another for what is still bad."""
    events = done.taken - len(done.foreseen)
    if events:
        taken = ngettext(
            "%(n)s message is taken: it becomes an event within seconds.",
            "%(n)s messages are taken: they become events within seconds.",
            events,
        )
        messages.success(request, taken % {"n": events})
    if done.foreseen:
        again = ngettext(
            "%(n)s message will be refused again, as things stand: mend its reason first.",
            "%(n)s messages will be refused again, as things stand: mend their reasons first.",
            len(done.foreseen),
        )
        messages.warning(request, again % {"n": len(done.foreseen)})
    if done.still:
        still = ngettext(
            "%(n)s message is still refused; its reason says why.",
            "%(n)s messages are still refused; their reasons say why.",
            done.still,
        )
        messages.warning(request, still % {"n": done.still})
    if not done.outcomes:
        messages.info(request, _("There was nothing to replay: it was taken already."))


def _found(refusal_id: UUID) -> Refusal:
    found = queries.refusal(refusal_id)
    if found is None:
        raise Http404
    return found
