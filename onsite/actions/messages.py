"""create_message, save_message, publish_message, set_message_state: pop-ups (F019, F024)."""

from typing import Any

from msgspec.structs import replace

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean
from onsite.actions.conditions import checked, pinned
from onsite.actions.editions import renew
from onsite.domain.problems import of_popup
from onsite.domain.shapes import BadShape, Popup, read, stored
from onsite.enums import State
from onsite.models import OnsiteMessage, OnsiteMessageVersion


def popup(value: Any) -> Popup:
    """`value` as a pop-up. Refuses what is none."""
    try:
        return read(value, Popup)
    except BadShape as error:
        raise Refused(f"The message is not of the right shape: {error}", field="definition") from error


def create_message(*, name: str, actor: Actor, definition: Popup | None = None) -> OnsiteMessage:
    """A draft; nobody sees it before it is published. Refuses an empty name. Audited."""
    title = clean(name, 120)
    if not title:
        raise Refused("Give the message a name that others will recognise.", field="name")
    message: OnsiteMessage = OnsiteMessage.objects.create(name=title, draft=stored(definition or Popup()))
    audit.record(actor, "onsite_message.created", message, {"name": [None, title]})
    return message


def save_message(*, message: OnsiteMessage, definition: Popup, actor: Actor, name: str = "") -> list[str]:
    """Keep what is being written, finished or not; answers what still keeps it from being published. Audited."""
    found = replace(definition, conditions=checked(definition.conditions))
    message.draft, message.name = stored(found), clean(name, 120) or message.name
    message.save(update_fields=["draft", "name"])
    audit.record(actor, "onsite_message.saved", message)
    return [problem.detail for problem in of_popup(found)]


def publish_message(*, message: OnsiteMessage, definition: Popup, actor: Actor) -> OnsiteMessageVersion:
    """A new version, shown from now on, with its segment pinned. Refuses what is not finished, by field. Audited."""
    problems = of_popup(definition)
    if problems:
        raise Refused(" · ".join(problem.detail for problem in problems[:5]), field=problems[0].field)
    found = replace(definition, conditions=pinned(definition.conditions))
    locked: OnsiteMessage = OnsiteMessage.objects.select_for_update().get(pk=message.pk)
    last = OnsiteMessageVersion.objects.filter(message=locked).order_by("-number").values_list("number", flat=True).first() or 0
    version: OnsiteMessageVersion = OnsiteMessageVersion.objects.create(
        message=locked, number=last + 1, definition=stored(found), published_at=clock.now(), published_by=actor.name
    )
    before = locked.live_version
    locked.live_version, locked.draft, locked.state = version.number, {}, State.LIVE
    locked.save(update_fields=["live_version", "draft", "state"])
    renew()
    audit.record(actor, "onsite_message.published", locked, {"version": [before, version.number]})
    message.live_version, message.draft, message.state = locked.live_version, {}, State.LIVE
    return version


def set_message_state(*, message: OnsiteMessage, state: str, actor: Actor) -> None:
    """Pause it, or go on with the version that was live. Refuses to go on with what was never published. Audited."""
    change_state(message, state, actor, "onsite_message")


def change_state(item: Any, state: str, actor: Actor, noun: str) -> None:
    """The same for a message and a slot."""
    if state not in (State.LIVE, State.PAUSED):
        raise Refused("Give live or paused.", field="state")
    if item.live_version is None:
        raise Refused("Publish it first: nothing of it was ever live.", field="state", code="conflict", status=409)
    if item.state == state:
        return
    before, item.state = item.state, State(state)
    item.save(update_fields=["state"])
    renew()
    audit.record(actor, f"{noun}.{'resumed' if state == State.LIVE else 'paused'}", item, {"state": [before, state]})
