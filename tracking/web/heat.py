"""Page Heat map; the way onto the real page with a signed token; the cells that the page then asks for."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kernel import clock, tenancy
from kernel.problems import problem
from tenants.web.identity import WorkspaceRequest, needs
from tracking.domain import heat_view, origins
from tracking.domain.heat_view import Asked
from tracking.enums import HeatKind
from tracking.models import Site
from tracking.queries import heat as queries
from tracking.queries import sites

SALT = "tracking.heat"
MINUTES_10 = 600
MOST_SITES = 20
DEVICES = (("desktop", _("Computer")), ("tablet", _("Tablet")), ("phone", _("Smartphone")))
EXPIRED = "This link has expired or was changed: open it again from the page Heat map."


@require_safe
@needs("see")
def heat(request: WorkspaceRequest) -> HttpResponse:
    """What the address asks for; without a page, that which is viewed most."""
    asked = heat_view.read(request.GET.dict(), clock.now().date())
    known = queries.pages(asked)
    asked = heat_view.read({**asked.as_text(), **heat_view.page_and_host(request.GET.dict(), known)}, asked.until)
    found = queries.heat(asked) if asked.page else None
    found = found if found and (found.views or found.cells) else None
    picture = {**_picture(found, asked), "width": heat_view.WIDTHS[asked.device]} if found else None
    values = {
        "asked": asked,
        "pages": list(dict.fromkeys(path for _host, path, _views in known)),
        "hosts": sorted({*queries.hosts(asked), asked.host} - {heat_view.EVERYWHERE}),
        "everywhere": heat_view.EVERYWHERE,
        "found": found,
        "picture": picture,
        "sites": list(sites.sites()[:MOST_SITES]) if found and asked.page.startswith("/") and not asked.is_pattern else [],
        "address": urlencode(asked.as_text()),
        "devices": DEVICES,
        "kinds": [(kind.value, kind.label) for kind in heat_view.SHOWN],
    }
    return render(request, "tracking/heat.html", values)


def _picture(found: queries.Heat, asked: Asked) -> dict[str, Any]:
    """What the script draws."""
    told = asdict(found)
    return {"kind": asked.kind, "height": told["height"], "cells": told["cells"], "elements": told["elements"], "reach": told["reach"]}


@require_safe
@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """On to the real page of a site of ours, with a token that lets its tracker read this one picture for ten minutes."""
    if "site" not in request.GET:
        return redirect("tracking:heat", request.caller.workspace.slug)
    asked = heat_view.read(request.GET.dict(), clock.now().date())
    site = sites.site(_uuid(request.GET.get("site", "")))
    if site is None or not asked.page.startswith("/") or asked.is_pattern:
        raise Http404
    token = signing.dumps({**asked.as_text(), "workspace": str(request.caller.workspace.id)}, salt=SALT, compress=True)
    answer = HttpResponse(status=302)
    answer["Location"] = f"{_origin(site, asked.host)}/{asked.page.lstrip('/')}#lw-heat={token}"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _origin(site: Site, host: str) -> str:
    """Where the page of this host lies, if the site says that it is one of its hosts; else the site's own address."""
    parts = urlsplit(site.url)
    if host != (parts.hostname or "").removeprefix("www."):
        for name in (host, f"www.{host}"):
            if host and origins.lists(site.allowed_origins, f"{parts.scheme}://{name}"):
                return f"{parts.scheme}://{name}"
    return f"{parts.scheme}://{parts.netloc}"


@require_safe
def cells(request: HttpRequest) -> HttpResponse:
    """`/heat/cells?token=…`: the cells of one picture, for the tracker on the real page. Reads only; no cookie is wanted."""
    try:
        told = signing.loads(request.GET.get("token", ""), salt=SALT, max_age=MINUTES_10)
    except signing.BadSignature:
        return _open(JsonResponse(problem(403, EXPIRED, "expired"), status=403, content_type="application/problem+json"))
    with tenancy.scope(UUID(told["workspace"])):
        asked = heat_view.read(told, clock.now().date())
        found = queries.heat(asked)
    reach = [pair for pair in found.reach if pair[0] % 25 == 0] if asked.kind == HeatKind.REACH else []
    return _open(JsonResponse({"cells": found.cells, "reach": reach}))


def _open(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-store"
    return answer


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
