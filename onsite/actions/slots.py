"""create_slot, save_slot, publish_slot, set_slot_state: places on a page with ordered rules (F023)."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from msgspec.structs import replace

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean
from onsite.actions.conditions import checked, pinned
from onsite.actions.editions import renew
from onsite.actions.messages import change_state
from onsite.domain.problems import of_rules
from onsite.domain.shapes import BadShape, Rules, read, stored
from onsite.enums import State
from onsite.models import Slot, SlotVersion

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def rules(value: Any) -> Rules:
    """`value` as the rules of a slot. Refuses what is none."""
    try:
        return read(value, Rules)
    except BadShape as error:
        raise Refused(f"The rules are not of the right shape: {error}", field="definition") from error


def create_slot(*, key: str, name: str, actor: Actor) -> Slot:
    """A slot without rules: the page's own words stay. Refuses a key that is taken or not made of a-z, 0-9 and hyphens. Audited."""
    title = clean(name, 120)
    if not KEY.fullmatch(key):
        raise Refused("Use 1 to 60 of a-z, 0-9 and hyphens, without a hyphen at either end.", field="key")
    if not title:
        raise Refused("Give the slot a name that others will recognise.", field="name")
    try:
        with transaction.atomic():
            slot: Slot = Slot.objects.create(key=key, name=title)
    except IntegrityError as error:
        raise Refused(f"There is a slot “{key}” already: choose another key.", field="key", code="taken", status=409) from error
    audit.record(actor, "slot.created", slot, {"key": [None, key]})
    return slot


def save_slot(*, slot: Slot, definition: Rules, actor: Actor) -> list[str]:
    """Keep what is being written; answers what still keeps it from being published. Audited."""
    found = Rules(tuple(replace(rule, conditions=checked(rule.conditions)) for rule in definition.rules))
    slot.draft = stored(found)
    slot.save(update_fields=["draft"])
    audit.record(actor, "slot.saved", slot)
    return [problem.detail for problem in of_rules(found)]


def publish_slot(*, slot: Slot, definition: Rules, actor: Actor) -> SlotVersion:
    """A new version, shown from now on, with its segments pinned. Refuses what is not finished, by rule. Audited."""
    problems = of_rules(definition)
    if problems:
        raise Refused(" · ".join(problem.detail for problem in problems[:5]), field=problems[0].field)
    found = Rules(tuple(replace(rule, conditions=pinned(rule.conditions)) for rule in definition.rules))
    locked: Slot = Slot.objects.select_for_update().get(pk=slot.pk)
    last = SlotVersion.objects.filter(slot=locked).order_by("-number").values_list("number", flat=True).first() or 0
    version: SlotVersion = SlotVersion.objects.create(
        slot=locked, number=last + 1, definition=stored(found), published_at=clock.now(), published_by=actor.name
    )
    before = locked.live_version
    locked.live_version, locked.draft, locked.state = version.number, {}, State.LIVE
    locked.save(update_fields=["live_version", "draft", "state"])
    renew()
    audit.record(actor, "slot.published", locked, {"version": [before, version.number]})
    slot.live_version, slot.draft, slot.state = locked.live_version, {}, State.LIVE
    return version


def set_slot_state(*, slot: Slot, state: str, actor: Actor) -> None:
    """Pause it (the page's own words stay), or go on with the version that was live. Audited."""
    change_state(slot, state, actor, "slot")
