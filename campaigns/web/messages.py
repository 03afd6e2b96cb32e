"""Messages: the list with its states, one message, and what a person decides about it."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.actions.messages import cancel, resend
from campaigns.enums import REASONS, MessageState
from campaigns.models import Message
from campaigns.queries import messages, templates
from campaigns.web import frames
from kernel.paging import page
from tenants.web.identity import WorkspaceRequest, needs


def found(message_id: UUID) -> Message:
    message = messages.one(message_id)
    if message is None:
        raise Http404
    return message


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    asked = request.GET
    state = asked.get("state", "") if asked.get("state") in MessageState.values else ""
    rows = messages.search(state=state, template=asked.get("template", ""), lead_id=_id(asked.get("lead", "")), text=asked.get("q", ""))
    listed = page(rows, order="-created_at", cursor=asked.get("cursor", ""), back="back" in asked)
    known = {
        "page": listed,
        "states": MessageState.choices,
        "state": state,
        "counts": messages.counts(),
        "keys": [template.key for template in templates.templates()],
        "reasons": REASONS,
    }
    return render(request, "campaigns/messages.html", known)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


@needs("see")
def one(request: WorkspaceRequest, message_id: UUID) -> HttpResponse:
    message = found(message_id)
    known = {
        "message": message,
        "reason": REASONS.get(message.reason, message.reason),
        "can_resend": message.state in messages.SENDABLE_AGAIN,
        "can_cancel": message.state == MessageState.QUEUED,
    }
    return render(request, "campaigns/message.html", known)


@frames.framed
@needs("see")
def body(request: WorkspaceRequest, message_id: UUID) -> HttpResponse:
    return frames.mail(found(message_id).html)


@require_POST
@needs("launch")
def resend_it(request: WorkspaceRequest, message_id: UUID) -> HttpResponse:
    resend(message=found(message_id), actor=request.caller.actor)
    toasts.success(request, _("Queued again."))
    return redirect("campaigns:message", request.caller.workspace.slug, message_id)


@require_POST
@needs("launch")
def cancel_it(request: WorkspaceRequest, message_id: UUID) -> HttpResponse:
    cancel(message=found(message_id), actor=request.caller.actor)
    toasts.success(request, _("Cancelled: it will not be sent."))
    return redirect("campaigns:message", request.caller.workspace.slug, message_id)
