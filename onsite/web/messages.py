"""The desk of pop-ups."""

from typing import Any

from django.http import QueryDict

from onsite.actions.messages import create_message
from onsite.domain.decide import Message
from onsite.domain.shapes import Frequency, Popup, Trigger
from onsite.models import Item
from onsite.queries import choices
from onsite.queries.kinds import MESSAGE
from onsite.web import forms, who
from onsite.web.desk import Desk, Shown, preview_links
from tenants.web.identity import WorkspaceRequest

HESITATION = Popup(trigger=Trigger("hesitation", 20), frequency=Frequency("visit"))


def _create(request: WorkspaceRequest) -> Item:
    kind = HESITATION if request.POST.get("kind") == "hesitation" else Popup()
    return create_message(name=request.POST.get("name", ""), definition=kind, actor=request.caller.actor)


def _editor(message: Item, popup: Popup, given: QueryDict | None) -> dict[str, Any]:
    offered = choices.forms()
    return {
        "popup": popup, "conditions": forms.fields_of(popup.conditions), "who": who.field(popup.conditions, 0, given),
        "links": preview_links("message", message.pk),
        "forms": offered, "seen_forms": choices.seen_forms(), "form_is_gone": bool(popup.form) and popup.form not in dict(offered),
    }  # fmt: skip


def _shown(message: Item, popup: Popup, asked: QueryDict) -> Shown:
    return [Message(str(message.pk), 0, popup)], []


DESK = Desk(MESSAGE, "onsite_message_id", _create, forms.written_popup, _editor, _shown)
