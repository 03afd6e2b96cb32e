"""Public addresses in messages: the pixel, the links, the way out. The signed token names workspace and message; nothing else does.

A token that is not ours to the last bit gets the same neutral 404 whatever is wrong with it, and no page names a destination.
"""

import base64
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaigns.actions.engagement import record_click, record_open
from campaigns.actions.unsubscribe import unsubscribe, withdraw_purpose
from campaigns.domain.links import NOBODY, Purpose, Ticket, read
from campaigns.queries import keyring, messages, permissions
from kernel import tenancy
from tenants.models import Workspace
from tenants.queries import workspaces
from tracking.domain import clients
from tracking.queries import networks

log = logging.getLogger(__name__)
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PREFETCH = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def ticket_in(purpose: Purpose, token: str) -> tuple[Ticket, Workspace] | None:
    """The ticket and its workspace, which still is open; None for anything else."""
    ticket = read(keyring.keys(), purpose, token)
    workspace = workspaces.by_id(ticket.workspace_id) if ticket else None
    return (ticket, workspace) if ticket and workspace else None


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "campaigns/link_gone.html", status=404)


def user_agent(request: HttpRequest) -> str:
    """What the program calls itself; nothing for one that only looks ahead, because no person has asked for it."""
    looking_ahead = request.method == "HEAD" or any("prefetch" in request.headers.get(name, "").lower() for name in PREFETCH)
    return "" if looking_ahead else request.headers.get("User-Agent", "")


def from_hosts(request: HttpRequest) -> bool:
    """Whether a host's network asks, where the operator's file knows; the address is not kept."""
    return networks.is_hosts(clients.of(request.META, settings.TRUSTED_PROXIES))


def note(ticket: Ticket, what: Callable[[], None]) -> None:
    """Record it when there is a message to record it on; a reader's way is never barred because we cannot write."""
    if ticket.message_id == NOBODY:
        return
    try:
        with tenancy.scope(ticket.workspace_id):
            what()
    except Error:
        log.exception("An open or click was not recorded")


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The pixel."""
    found = ticket_in("open", token)
    if found is None:
        return gone(request)
    note(found[0], lambda: record_open(found[0].message_id, user_agent(request)))
    return HttpResponse(PIXEL, content_type="image/gif")


@never_cache
@require_safe
def clicked(request: HttpRequest, token: str) -> HttpResponse:
    """On to the address that was signed, and to no other."""
    found = ticket_in("click", token)
    if found is None:
        return gone(request)
    ticket = found[0]
    note(ticket, lambda: record_click(ticket.message_id, ticket.url, user_agent(request), hosted=from_hosts(request)))
    answer = HttpResponseRedirect(ticket.url)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def standing(ticket: Ticket) -> list[str]:
    """Purposes to which the reader of the message consented."""
    with tenancy.scope(ticket.workspace_id):
        message = messages.one(ticket.message_id) if ticket.message_id != NOBODY else None
        return permissions.standing(message.person_id, message.to_address) if message and message.to_address else []


@never_cache
@csrf_exempt
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page with buttons and changes nothing. POST unsubscribes: the button, or one click in a mail program (RFC 8058); with
    `purpose` it takes back one consent and no more (F162).
    """
    found = ticket_in("unsubscribe", token)
    if found is None:
        return gone(request)
    ticket, workspace = found
    if request.method in ("GET", "HEAD"):
        return render(
            request, "campaigns/unsubscribe.html",
            {"sender": workspace.name, "test": ticket.message_id == NOBODY, "purposes": standing(ticket)},
        )  # fmt: skip
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    purpose = request.POST.get("purpose", "")[:40]
    if ticket.message_id != NOBODY:
        with tenancy.scope(ticket.workspace_id):
            withdraw_purpose(ticket.message_id, purpose) if purpose else unsubscribe(ticket.message_id)
    if purpose:
        return render(request, "campaigns/withdrawn.html", {"sender": workspace.name, "purpose": purpose})
    if "confirm" not in request.POST:
        return HttpResponse(status=200)
    return render(request, "campaigns/unsubscribed.html", {"sender": workspace.name, "test": ticket.message_id == NOBODY})
