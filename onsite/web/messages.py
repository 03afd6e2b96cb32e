"""Pop-ups: the list with what came of each, the editor with its preview, the review before they go live."""

from typing import Any
from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.problems import Refused
from onsite.actions.messages import create_message, publish_message, save_message, set_message_state
from onsite.domain import answers
from onsite.domain.decide import Message
from onsite.domain.problems import of_popup
from onsite.domain.shapes import BadShape, Content, Frequency, Popup, Trigger
from onsite.models import OnsiteMessage
from onsite.queries import audiences, items, previews
from onsite.web import forms
from tenants.web.identity import WorkspaceRequest, needs

HESITATION = Popup(trigger=Trigger("hesitation", 20), frequency=Frequency("visit"))


def found(message_id: UUID) -> OnsiteMessage:
    message = items.message(message_id)
    if message is None:
        raise Http404
    return message


def popup_of(message: OnsiteMessage, number: int | None = None) -> Popup:
    """What is written; an empty pop-up where this release cannot read it."""
    try:
        return items.popup_of(message, number)
    except BadShape:
        return Popup()


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    results = items.results()
    rows = [(message, popup_of(message), results.get(message.pk, items.Results())) for message in items.messages()[:500]]
    return render(request, "onsite/messages.html", {"rows": rows})


@require_POST
@needs("manage_onsite")
def create(request: WorkspaceRequest) -> HttpResponse:
    kind = HESITATION if request.POST.get("kind") == "hesitation" else Popup()
    message = create_message(name=request.POST.get("name", ""), definition=kind, actor=request.caller.actor)
    return redirect("onsite:message", request.caller.workspace.slug, message.pk)


@needs("see")
def one(request: WorkspaceRequest, onsite_message_id: UUID) -> HttpResponse:
    """The editor; `?version=` shows an earlier one."""
    message, asked = found(onsite_message_id), request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else None
    versions = items.message_versions(message)
    if asked and not versions.filter(number=number or 0).exists():
        raise Http404
    popup = popup_of(message, number)
    known = {
        "message": message, "popup": popup, "conditions": forms.fields_of(popup.conditions), "old": number, "versions": versions[:50],
        "problems": of_popup(popup), "results": items.results().get(message.pk, items.Results()), **forms.choices(),
        "links": [(name, with_preview(url, previews.token("message", message.pk))) for name, url in items.site_pages()],
    }  # fmt: skip
    return render(request, "onsite/message.html", known)


def with_preview(url: str, token: str) -> str:
    """A page's address that shows a preview."""
    return f"{url}{'&' if '?' in url else '?'}lw_preview={token}"


@require_POST
@needs("manage_onsite")
def save(request: WorkspaceRequest, onsite_message_id: UUID) -> HttpResponse:
    """Keep the draft; `then=review` goes on to the review."""
    message, slug = found(onsite_message_id), request.caller.workspace.slug
    popup = forms.written_popup(request.POST)
    problems = save_message(message=message, definition=popup, actor=request.caller.actor, name=request.POST.get("name", ""))
    if request.POST.get("then") == "review" and not problems:
        return redirect("onsite:review_message", slug, message.pk)
    if problems:
        toasts.warning(request, _("Draft saved. Not ready yet: %(problems)s") % {"problems": " ".join(problems[:3])})
    else:
        toasts.success(request, _("Draft saved. Nobody sees it before it is published."))
    return redirect("onsite:message", slug, message.pk)


@needs("see")
def review(request: WorkspaceRequest, onsite_message_id: UUID) -> HttpResponse:
    """How many leads it would reach, ten of them, and what is decided only at the visit."""
    message = found(onsite_message_id)
    popup = popup_of(message)
    return render(request, "onsite/review.html", reviewed(message, [popup.conditions], of_popup(popup), "message"))


def reviewed(item: Any, conditions: list[Any], problems: list[Any], kind: str) -> dict[str, Any]:
    """What a review shows, of a message or a slot."""
    total, known, samples = audiences.reach(conditions)
    return {"item": item, "kind": kind, "problems": problems, "total": total, "known": known, "hidden": total - known, "samples": samples}


@require_POST
@needs("manage_onsite")
def publish(request: WorkspaceRequest, onsite_message_id: UUID) -> HttpResponse:
    message = found(onsite_message_id)
    version = publish_message(message=message, definition=popup_of(message), actor=request.caller.actor)
    toasts.success(request, _("Version %(number)s is live. Pages show it within a minute.") % {"number": version.number})
    return redirect("onsite:message", request.caller.workspace.slug, message.pk)


@require_POST
@needs("manage_onsite")
def state(request: WorkspaceRequest, onsite_message_id: UUID) -> HttpResponse:
    """Pause, or go on."""
    message = found(onsite_message_id)
    set_message_state(message=message, state=request.POST.get("state", ""), actor=request.caller.actor)
    toasts.success(request, _("It is paused: nobody sees it any more.") if message.state == "paused" else _("It is live again."))
    return redirect("onsite:message", request.caller.workspace.slug, message.pk)


@needs("see")
def preview(request: WorkspaceRequest, onsite_message_id: UUID) -> HttpResponse:
    """A page of ours on which the real module shows what stands in the editor. Changes nothing, also when the editor posts its text."""
    message = found(onsite_message_id)
    language = "zh-Hans" if (request.POST or request.GET).get("language") == "zh" else "en"
    try:
        popup = forms.written_popup(request.POST) if request.method == "POST" else popup_of(message)
    except Refused as error:
        popup = Popup(content=Content(error.field, error.detail))
    decision = answers.body([Message(str(message.pk), 0, popup)], [], language, preview=True)
    return render(request, "onsite/_frame.html", {"decision": decision, "language": language})
