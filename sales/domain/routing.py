"""Which leads go straight to sales, and to whom: the first active rule that matches decides (F058–F060). Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from leads.domain.trees import Group, Node, everybody, parse
from sales.enums import RouteLane

# A form handed in, whatever it asks for: what makes a visit from an advertisement a lead.
CONVERSIONS = frozenset({
    "contact_request_submitted", "demo_requested", "form_submitted", "product_tried", "event_registered", "webinar_registered",
    "asset_downloaded",
})  # fmt: skip

Id = TypeVar("Id")


@dataclass(frozen=True)
class Rule:
    """Matches any of `events`, or a conversion that came by any of `channels`; without either, everything. With a tree, only of the
    leads that it names.
    """

    name: str
    lane: str
    events: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    assignees: tuple[int, ...] = ()
    active: bool = True
    lead: Node | None = None

    @property
    def catches_all(self) -> bool:
        return not self.events and not self.channels

    def matches(self, event: str, channel: str, named: Collection[str] = ()) -> bool:
        """`named`: the rules whose tree names the lead."""
        if self.lead is not None and self.name not in named:
            return False
        if self.catches_all:
            return True
        return event in self.events or (channel in self.channels and event in CONVERSIONS)


# F058: consultation and search advertising straight to sales. F059: the rest through the pool, handed over by score.
DEFAULT_RULES = (
    Rule("Consultation and search ads", RouteLane.FAST_LANE,
         frozenset({"contact_request_submitted", "demo_requested"}), frozenset({"paid_search"})),
    Rule("Everything else", RouteLane.NURTURE_POOL),
)  # fmt: skip


def decide(rules: Sequence[Rule], event: str, channel: str, named: Collection[str] = ()) -> Rule | None:
    """The first active rule that matches this event of a lead who came by `channel`, and whom the trees of the rules `named` name.

    None leaves the lead in the pool.
    """
    return next((rule for rule in rules if rule.active and rule.matches(event, channel, named)), None)


def asking(rules: Sequence[Rule]) -> list[tuple[str, Node]]:
    """The rules in force that ask a tree, by name. Empty: nothing has to be asked of any lead."""
    return [(rule.name, rule.lead) for rule in rules if rule.active and rule.lead is not None]


def interesting(rules: Sequence[Rule]) -> frozenset[str]:
    """Names of events that could put a lead on the fast lane: no other event needs to be read."""
    fast = [rule for rule in rules if rule.active and rule.lane == RouteLane.FAST_LANE]
    named = frozenset[str]().union(*(rule.events for rule in fast))
    return named | CONVERSIONS if any(rule.channels or rule.catches_all for rule in fast) else named


def for_lane(rules: Sequence[Rule], lane: str, name: str = "", named: Collection[str] = ()) -> Rule | None:
    """The active rule by which a lead came into `lane`: the one called `name`, else, out of the pool, the first that asks a tree and is
    among those `named`, else the last of that lane that asks no tree (the general one).
    """
    found = [rule for rule in rules if rule.active and rule.lane == lane]
    came = next((rule for rule in found if rule.name == name), None)
    chosen = next((rule for rule in waiting(rules) if rule.name in named), None) if lane == RouteLane.NURTURE_POOL else None
    general = [rule for rule in found if rule.lead is None]
    return came or chosen or (general[-1] if general else None)


def waiting(rules: Sequence[Rule]) -> list[Rule]:
    """The rules of the pool that ask a tree and are ever reached: those before one that takes whoever is left."""
    found = []
    for rule in rules:
        if rule.active and rule.lane == RouteLane.NURTURE_POOL:
            if rule.lead is None and rule.catches_all:
                break
            found += [rule] if rule.lead is not None else []
    return found


def out_of_pool(rules: Sequence[Rule]) -> list[tuple[str, Node]]:
    """What is asked of a lead that leaves the pool, by the name of its rule: the tree, and to have come in the way that the rule says.

    No event brings it now, so a rule of events is one of leads that ever did one of them, a rule of channels one of leads that came by
    one of them and ever did a conversion. Empty: nothing has to be asked.
    """
    return [(rule.name, Group("all", (rule.lead, _came(rule)))) for rule in waiting(rules) if rule.lead is not None]


def _came(rule: Rule) -> Node:
    if rule.catches_all:
        return Group("all")
    by = {"all": [{"ask": "text", "field": "entry_channel", "values": sorted(rule.channels)}, _any_of(CONVERSIONS)]}
    return parse({"any": [_any_of(rule.events), *([by] if rule.channels else [])]})


def _any_of(events: Collection[str]) -> dict[str, Any]:
    return {"any": [{"ask": "did", "event": event} for event in sorted(events)]}


def in_turn(assignees: Sequence[Id], turn: int) -> Id | None:
    """Whose turn it is after `turn` hand-offs; None when nobody is named (whoever claims first)."""
    return assignees[turn % len(assignees)] if assignees else None


def problems(rule: Mapping[str, Any], channels: Sequence[str], people: Sequence[int]) -> dict[str, str]:
    """What is wrong with a rule as it was written, by field; empty when it can be kept."""
    condition = rule.get("condition") or {}
    wrong: dict[str, str] = {}
    if not isinstance(condition, Mapping):
        return {"condition": "A condition is an object with “events”, “channels” and “lead”."}
    if not str(rule.get("name") or "").strip():
        wrong["name"] = "Give the rule a name."
    if rule.get("lane") not in RouteLane.values:
        wrong["lane"] = f"Choose one of {', '.join(RouteLane.values)}."
    if set(condition) - {"events", "channels", "lead"}:
        wrong["condition"] = "A condition has only “events”, “channels” and “lead”."
    if not all(_names(condition.get(key) or []) for key in ("events", "channels")):
        wrong["condition"] = "“events” and “channels” are lists of names."
    elif unknown := [name for name in condition.get("channels") or [] if name not in channels]:
        wrong["condition"] = f"“{unknown[0]}” is no channel: use {', '.join(channels)}."
    if strangers := [person for person in rule.get("assignee_ids") or [] if person not in people]:
        wrong["assignee_ids"] = f"{strangers[0]} is nobody who may work the queue here."
    return wrong


def tree_of(condition: Mapping[str, Any]) -> Node | None:
    """What a condition asks of the lead; None for nothing. Raises BadTree."""
    node = parse(condition["lead"]) if condition.get("lead") else None
    return None if node is None or everybody(node) else node


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and 0 < len(name) <= 200 for name in value)
