"""Rules of events that ask for properties: which rule of an event gives its points, and the same in few words (pure).

Values are compared as texts, the way a segment's “did … with properties” compares them; numbers as numbers. Only the properties of the
event itself are asked, no value within a value.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from leads.domain.leaf_fields import digits
from scoring.domain.bad_rules import Problem
from scoring.domain.rule_shapes import EventRule, PropertyCondition, Rules

LONGEST_KEY = 66


def asks_properties(rules: Rules) -> bool:
    """Whether any rule, or a content item with files, looks at more than the name of an event: then events are read with properties."""
    return any(rule.where for rule in rules.events) or any(item.assets for item in rules.contents)


def by_event(rules: Iterable[EventRule]) -> dict[str, tuple[EventRule, ...]]:
    """Event → its rules, in their order."""
    found: dict[str, list[EventRule]] = {}
    for rule in rules:
        found.setdefault(rule.event, []).append(rule)
    return {event: tuple(of_event) for event, of_event in found.items()}


def which(rules: Sequence[EventRule], properties: str | None) -> EventRule | None:
    """The first whose conditions hold of these properties (a JSON object of texts). Raises LookupError where they were not read, so that
    nobody scores by half of what is known."""
    if not rules or not rules[0].where:
        return rules[0] if rules else None
    if properties is None:
        raise LookupError(f"A rule of “{rules[0].event}” asks what the event says: read events with their properties.")
    told = msgspec.json.decode(properties)
    return next((rule for rule in rules if all(holds(each, told) for each in rule.where)), None)


def holds(condition: PropertyCondition, told: Mapping[str, Any]) -> bool:
    value = told.get(condition.property)
    if not isinstance(value, str) or value == "":
        return False
    if condition.any_of:
        return value in condition.any_of
    if condition.known:
        return True
    number = _number(value)
    if number is None:
        return False
    return number >= condition.at_least if condition.at_least is not None else number <= (condition.at_most or 0.0)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def covers(earlier: Iterable[PropertyCondition], later: Sequence[PropertyCondition]) -> bool:
    """Whether the earlier conditions hold whenever the later ones do: each of them follows from one of the later."""
    return all(any(_follows(each, given) for given in later) for each in earlier)


def _follows(each: PropertyCondition, given: PropertyCondition) -> bool:
    """Whether `each` holds wherever `given` does. Both are of one of the four kinds."""
    if each.property != given.property:
        return False
    if each.known:
        return True
    if given.any_of:
        return all(holds(each, {given.property: text}) for text in given.any_of)
    if each.at_least is not None:
        return given.at_least is not None and given.at_least >= each.at_least
    return each.at_most is not None and given.at_most is not None and given.at_most <= each.at_most


def problems(rules: Sequence[EventRule]) -> Iterator[Problem]:
    """What the types cannot say."""
    open_to_all: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.event in open_to_all:
            yield Problem(f"events[{number}].where", "An earlier rule of this event asks nothing, so this one never counts: put it before.")
        if not rule.where:
            open_to_all.add(rule.event)
        if len(rule.key) > LONGEST_KEY:
            yield Problem(f"events[{number}].name", f"Event and name together have at most {LONGEST_KEY - len('event:.')} characters.")
        for place, each in enumerate(rule.where):
            asked = (bool(each.any_of), each.at_least is not None, each.at_most is not None, each.known)
            if asked.count(True) != 1:
                yield Problem(f"events[{number}].where[{place}]", "Give exactly one of any_of, at_least, at_most and known.")


def never_count(rules: Sequence[EventRule]) -> Iterator[Problem]:
    """Rules behind one that holds whenever they do. Asked where rules are written down: those that were kept before can still be read."""
    detail = "An earlier rule of this event holds whenever this one does, so this one never counts: put it before."
    for number, rule in enumerate(rules):
        if rule.where and any(each.where and each.event == rule.event and covers(each.where, rule.where) for each in rules[:number]):
            yield Problem(f"events[{number}].where", detail)


def in_short(conditions: Iterable[PropertyCondition]) -> str:
    """`minutes ≥ 30, form = demo | trial, plan`: as the draft's form takes it, in every language."""
    return ", ".join(map(_short, conditions))


def _short(each: PropertyCondition) -> str:
    if each.any_of:
        return f"{each.property} = {' | '.join(each.any_of)}"
    if each.at_least is not None:
        return f"{each.property} ≥ {digits(each.at_least)}"
    return each.property if each.at_most is None else f"{each.property} ≤ {digits(each.at_most)}"
