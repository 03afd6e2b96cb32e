"""Everything a workspace shows, as one immutable value, remembered by this process until a new edition is published."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

import msgspec

from kernel import sql, tenancy
from leads.domain.trees import BadTree, Node
from leads.domain.trees import parse as parse_tree
from onsite.domain.decide import Message, SlotRules
from onsite.domain.networks import Account, BadRange, read
from onsite.domain.shapes import BadShape, Conditions, Popup, Rules
from onsite.domain.shapes import read as read_shape

LIVE = """
SELECT 'message' AS kind, m.id::text AS id, '' AS key, m.live_version AS version, v.definition::text AS definition
FROM onsite_onsitemessage m
JOIN onsite_onsitemessageversion v ON v.workspace_id = %(workspace_id)s AND v.message_id = m.id AND v.number = m.live_version
WHERE m.workspace_id = %(workspace_id)s AND m.state = 'live'
UNION ALL
SELECT 'slot', s.id::text, s.key, s.live_version, v.definition::text
FROM onsite_slot s
JOIN onsite_slotversion v ON v.workspace_id = %(workspace_id)s AND v.slot_id = s.id AND v.number = s.live_version
WHERE s.workspace_id = %(workspace_id)s AND s.state = 'live'
UNION ALL
SELECT 'account', a.id::text, a.name, 0, json_build_object('tier', a.tier, 'ranges', a.ranges)::text
FROM onsite_keyaccount a WHERE a.workspace_id = %(workspace_id)s
ORDER BY 1, 2
"""
REMEMBERED = 500


@dataclass(frozen=True)
class Catalogue:
    """What is live. Definitions that this release cannot read are left out."""

    messages: tuple[Message, ...] = ()
    slots: tuple[SlotRules, ...] = ()
    accounts: tuple[Account, ...] = ()
    # Candidate (`id` or `id:rule`) → its condition tree, of those that ask one.
    who: Mapping[str, Node] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.messages or self.slots)


_known: "OrderedDict[UUID, tuple[int, Catalogue]]" = OrderedDict()
_lock = Lock()


def catalogue(edition: int) -> Catalogue:
    """The catalogue of the current workspace at `edition`: from memory, else by one query."""
    here = tenancy.current()
    with _lock:
        found = _known.get(here)
    if found is not None and found[0] == edition:
        return found[1]
    fresh = load()
    with _lock:
        _known[here] = (edition, fresh)
        _known.move_to_end(here)
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return fresh


def load() -> Catalogue:
    """As the database has it."""
    messages: list[Message] = []
    slots: list[SlotRules] = []
    accounts: list[Account] = []
    who: dict[str, Node] = {}
    for kind, key, name, version, text in sql.tuples(LIVE):
        value = msgspec.json.decode(text)
        if kind == "account":
            accounts.append(Account(key, name, value["tier"], networks(value["ranges"])))
            continue
        try:
            if kind == "message":
                popup = read_shape(value, Popup)
                who |= trees({key: popup.conditions})
                messages.append(Message(key, version, popup))
            else:
                rules = read_shape(value, Rules).rules
                who |= trees({f"{key}:{number}": rule.conditions for number, rule in enumerate(rules)})
                slots.append(SlotRules(key, name, version, rules))
        except (BadShape, BadTree):
            continue
    return Catalogue(tuple(messages), tuple(slots), tuple(accounts), who)


def trees(of: Mapping[str, Conditions]) -> dict[str, Node]:
    """The trees of those candidates that ask one. Raises BadTree."""
    return {name: parse_tree(conditions.who) for name, conditions in of.items() if conditions.who}


def networks(ranges: list[Any]) -> tuple[Any, ...]:
    """The ranges that can be read."""
    found = []
    for text in ranges:
        try:
            found.append(read(str(text)))
        except BadRange:
            continue
    return tuple(found)
