"""save_item, publish_item, set_item_state: what is done alike with pop-ups and slots (F019, F023)."""

from typing import Any

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean
from onsite.actions.conditions import check_trees, checked, pinned
from onsite.actions.editions import renew
from onsite.domain.shapes import BadShape, Definition, read, stored, with_conditions
from onsite.enums import State
from onsite.models import Item, ItemVersion
from onsite.queries import items
from onsite.queries.kinds import Kind, Written, kind_of


def shaped(value: Any, kind: Kind[Written]) -> Written:
    """`value` as a definition of this kind. Refuses what is none."""
    try:
        return read(value, kind.shape)
    except BadShape as error:
        raise Refused(f"The definition is not of the right shape: {error}", field="definition") from error


def save_item(*, item: Item, definition: Definition, actor: Actor, name: str = "") -> list[str]:
    """Keep what is being written, finished or not; answers what still keeps it from being published. Audited."""
    check_trees(definition)
    found = with_conditions(definition, checked)
    item.draft, item.name = stored(found), clean(name, 120) or item.name
    item.save(update_fields=["draft", "name"])
    audit.record(actor, f"{kind_of(item).noun}.saved", item)
    return [problem.detail for problem in items.problems(found)]


def publish_item(*, item: Item, definition: Definition, actor: Actor) -> ItemVersion:
    """A new version, shown from now on, with its segments pinned. Refuses what is not finished, by field. Audited."""
    problems = items.problems(definition)
    if problems:
        raise Refused(" · ".join(problem.detail for problem in problems[:5]), field=problems[0].field)
    check_trees(definition)
    kind, found = kind_of(item), with_conditions(definition, pinned)
    locked: Item = kind.model.objects.select_for_update().get(pk=item.pk)
    last = items.versions(locked).values_list("number", flat=True).first() or 0
    version: ItemVersion = kind.version.objects.create(
        **{kind.name: locked}, number=last + 1, definition=stored(found), published_at=clock.now(), published_by=actor.name
    )
    before = locked.live_version
    for one in (locked, item):
        one.live_version, one.draft, one.state = version.number, {}, State.LIVE
    locked.save(update_fields=["live_version", "draft", "state"])
    renew()
    audit.record(actor, f"{kind.noun}.published", locked, {"version": [before, version.number]})
    return version


def set_item_state(*, item: Item, state: str, actor: Actor) -> None:
    """Pause it (a page keeps its own words), or go on with the version that was live. Refuses to go on with what was never
    published. Audited.
    """
    if state not in (State.LIVE, State.PAUSED):
        raise Refused("Give live or paused.", field="state")
    if item.live_version is None:
        raise Refused("Publish it first: nothing of it was ever live.", field="state", code="conflict", status=409)
    if item.state == state:
        return
    before, item.state = item.state, State(state)
    item.save(update_fields=["state"])
    renew()
    audit.record(actor, f"{kind_of(item).noun}.{'resumed' if state == State.LIVE else 'paused'}", item, {"state": [before, state]})
