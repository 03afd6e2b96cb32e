"""The installer of a site: the snippet's options, and a live diagnosis of what arrives or why nothing does."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants.web.identity import WorkspaceRequest, needs
from tracking.domain.diagnosis import Signs, diagnose, origins_of
from tracking.domain.snippet import SLOT_STYLE
from tracking.enums import Diagnosis, DropReason
from tracking.gateways import hints
from tracking.models import Site
from tracking.queries import installed, sites
from tracking.web.script import newest

TONES = {Diagnosis.WELL: "good", Diagnosis.WAITING: "info", Diagnosis.SILENT: "warn", Diagnosis.DECLINED: "warn", Diagnosis.BOT: "warn"}


@require_safe
@needs("see")
def diagnosis(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    """The panel, which the site's page asks for again and again."""
    found = sites.site(site_id)
    if found is None:
        raise Http404
    return render(request, "tracking/_diagnosis.html", {"site": found, **diagnosed(found)})


def diagnosed(site: Site) -> dict[str, Any]:
    """What _diagnosis.html shows."""
    came = installed.arrived(site.id)
    blocked = installed.refused(site.id, DropReason.ORIGIN)
    unreadable = installed.refused(site.id, DropReason.REQUEST)
    origins = origins_of(site.url, site.allowed_origins)
    loaded_at, asks_not = hints.loaded(origins)
    signs = Signs(
        revoked=site.key.revoked_at is not None,
        events=came.events + came.waiting,
        last_event_at=came.last.timestamp() if came.last else 0.0,
        people=came.people + came.waiting,
        blocked_origins=tuple(detail for detail, _ in blocked),
        blocked_at=blocked[0][1].timestamp() if blocked else 0.0,
        unreadable=tuple(detail for detail, _ in unreadable),
        unreadable_at=unreadable[0][1].timestamp() if unreadable else 0.0,
        attempts=tuple(hints.attempts(origins)),
        csp_at=hints.csp_at(site.key.digest),
        loaded_at=loaded_at,
        asks_not=asks_not,
        declined_at=hints.declined_at(str(site.id)),
    )
    said = diagnose(signs)
    return {
        "said": said.value, "label": said.label, "tone": TONES.get(said, "bad"), "signs": signs, "expected": origins,
        "loaded": datetime.fromtimestamp(loaded_at, UTC),
        "arrivals": came.newest,
    }  # fmt: skip


def snippet(request: HttpRequest) -> dict[str, str]:
    """What _install.html needs for the snippet: the addresses of the script, and the hash of the pinned one."""
    version, integrity = newest()
    pinned = request.build_absolute_uri(f"/t@{version}.js") if version else ""
    return {
        "script": request.build_absolute_uri("/t.js"),
        "pinned": pinned,
        "integrity": integrity,
        "style": SLOT_STYLE,
        "host": request.build_absolute_uri("/")[:-1],
    }
