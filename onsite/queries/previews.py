"""Preview links: a signed token that shows one message or one rule of a slot as it is written now, to whoever has the link."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from kernel import tenancy
from onsite.domain.decide import Message, SlotRules
from onsite.domain.shapes import BadShape
from onsite.models import Slot
from onsite.queries import items
from onsite.queries.kinds import MESSAGE, SLOT

SALT = "leadway.onsite.preview"
SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Preview:
    """What a token shows."""

    messages: tuple[Message, ...] = ()
    slots: tuple[tuple[SlotRules, int], ...] = ()


def token(kind: str, item_id: UUID, rule: int = 0) -> str:
    """A token for a `message` or a `slot` of the current workspace, good for seven days."""
    return signing.dumps([str(tenancy.current()), kind, str(item_id), rule], salt=SALT)


def shown(text: str) -> Preview | None:
    """What the token shows in the current workspace; None for one that is forged, too old, of another workspace, or of what is gone."""
    try:
        workspace, kind, item_id, rule = signing.loads(text[:1_000], salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    if workspace != str(tenancy.current()):
        return None
    try:
        return _message(UUID(item_id)) if kind == "message" else _slot(UUID(item_id), rule)
    except BadShape:
        return None


def _message(message_id: UUID) -> Preview | None:
    found = items.item(MESSAGE, message_id)
    return Preview(messages=(Message(str(found.pk), found.live_version or 0, items.written(MESSAGE, found)),)) if found else None


def _slot(slot_id: UUID, rule: int) -> Preview | None:
    found = items.item(SLOT, slot_id)
    rules = items.written(SLOT, found).rules if found else ()
    if not isinstance(found, Slot) or not 0 <= rule < len(rules):
        return None
    return Preview(slots=((SlotRules(str(found.pk), found.key, found.live_version or 0, rules), rule),))
