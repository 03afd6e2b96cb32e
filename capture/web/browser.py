"""Who is at a public door: the workspace of the address, the browser's id, whether it only looks ahead."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from capture.domain import public_ids
from capture.domain.telling import Where
from capture.gateways import limits
from kernel import clock, tenancy
from tenants.models import Workspace
from tenants.queries import workspaces
from tracking.domain import clients, devices, humanity

COOKIE, YEAR = "lw_aid", 365 * 86_400
ID = re.compile(r"[A-Za-z0-9_-]{8,100}")
PREFETCH = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# Every field of the longest form full of Chinese, of which a browser makes nine letters each.
LARGEST_POST = 2_000_000
POSTS_A_MINUTE, GLANCES_A_MINUTE = 20, 240
# Beyond so many forms that were taken from one address in a minute one is taken only from somebody who reads the mail that it names.
FREELY_A_MINUTE = 5
View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """A page outside any workspace's address, which runs in the scope of the workspace that its word names; a word that names none gets
    the same neutral 404. No session is asked, so no session can be abused: these doors need no CSRF token.
    """

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponseBase:
        found = public_ids.split(public_id)
        workspace = workspaces.by_id(found[0]) if found else None
        if found is None or workspace is None:
            return gone(request)
        return inside(request, workspace, lambda: view(request, workspace, found[1], **kwargs))

    return door


def inside(request: HttpRequest, workspace: Workspace, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer, made in the workspace's scope; nothing of it is cached. Too large a post is refused before it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_POST:
        return HttpResponse(status=413)
    with tenancy.scope(workspace.id):
        response = answer()
    patch_cache_control(response, no_store=True, private=True)
    return response


def gone(request: HttpRequest) -> HttpResponse:
    with translation.override(wished(request)):
        return render(request, "capture/public_gone.html", status=404)


def wished(request: HttpRequest) -> str:
    """The language that the reader asks for, by `?lang=` or by the browser."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


def refuses(request: HttpRequest) -> bool:
    """Global Privacy Control or Do Not Track: then no id is kept or read."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"


def anonymous_id(request: HttpRequest) -> str:
    """This browser's id as its cookie says it; "" without one."""
    given = request.COOKIES.get(COOKIE, "")
    return given if ID.fullmatch(given) and not refuses(request) else ""


def as_id(given: object) -> str:
    """An id that a page tells of its browser."""
    return given if isinstance(given, str) and ID.fullmatch(given) else ""


def fresh_id() -> str:
    return secrets.token_hex(16)


def reader(request: HttpRequest, key: str) -> str:
    """Who reads, to show them the same words again: their id, else address and browser; kept nowhere."""
    return key or f"{request.META.get('REMOTE_ADDR', '')}|{request.headers.get('X-Forwarded-For', '')}|{user_agent(request)}"


def remember(request: HttpRequest, response: HttpResponseBase, key: str) -> None:
    """Keep the id in the browser, as the tracker does, unless it does not wish that."""
    if not refuses(request) and ID.fullmatch(key) and request.COOKIES.get(COOKIE) != key:
        response.set_cookie(COOKIE, key, max_age=YEAR, samesite="Lax", secure=request.is_secure())


def user_agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:500]


def is_bot(request: HttpRequest) -> bool:
    return devices.read(user_agent(request)).is_bot


def looks_ahead(request: HttpRequest) -> bool:
    """A program that only fetches what a person may want later."""
    return request.method == "HEAD" or any("prefetch" in request.headers.get(name, "").lower() for name in PREFETCH)


def address(request: HttpRequest) -> str:
    """Where this page's form is sent: here. Who came by the trap keeps its mark, so that what they send tells of it."""
    trap = humanity.TRAP_PARAMETER
    return f"{request.path}?{trap}=1" if trap in request.GET else request.path


def came_from(request: HttpRequest) -> str:
    """The page from which the reader came to this one; "" when it is this one again, loaded anew or in another language."""
    before = request.headers.get("Referer", "")[:2_000]
    return "" if before.partition("?")[0] == request.build_absolute_uri(request.path) else before


def where(request: HttpRequest, key: str) -> Where:
    """The browser and this page."""
    return Where(
        key, request.build_absolute_uri()[:2_000], request.headers.get("Referer", "")[:2_000], user_agent(request),
        translation.get_language_from_request(request),
    )  # fmt: skip


def too_many(request: HttpRequest, workspace_id: UUID, kind: str = "post", most: int = POSTS_A_MINUTE) -> bool:
    """Count one more from this address; whether that is more than a person does in a minute."""
    return how_many(request, workspace_id, kind) > most


def how_many(request: HttpRequest, workspace_id: UUID, kind: str) -> int:
    """Count one more of this kind from this address; how many that makes in this minute."""
    minute = int(clock.now().timestamp() // 60)
    return limits.count(f"{kind}:{workspace_id}", clients.of(request.META, settings.TRUSTED_PROXIES), minute)
