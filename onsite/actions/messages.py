"""create_message: pop-ups (F019, F024)."""

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean
from onsite.domain.shapes import Popup, stored
from onsite.models import OnsiteMessage


def create_message(*, name: str, actor: Actor, definition: Popup | None = None) -> OnsiteMessage:
    """A draft; nobody sees it before it is published. Refuses an empty name. Audited."""
    title = clean(name, 120)
    if not title:
        raise Refused("Give the message a name that others will recognise.", field="name")
    message: OnsiteMessage = OnsiteMessage.objects.create(name=title, draft=stored(definition or Popup()))
    audit.record(actor, "onsite_message.created", message, {"name": [None, title]})
    return message
