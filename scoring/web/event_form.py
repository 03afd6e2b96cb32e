"""What an event has to say, as one line of the draft's form: `minutes >= 30, form = demo | trial, plan`."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from leads.domain.leaf_fields import digits
from scoring.domain.event_rules import covers
from scoring.domain.rule_shapes import PropertyCondition
from scoring.web.forms import number, slug

CONDITION = re.compile(r"(?P<property>[^=<>≥≤|]+?)\s*(?:(?P<sign>>=|<=|≥|≤|=)\s*(?P<value>.+))?")
LEAST, MOST = (">=", "≥"), ("<=", "≤")


def read(text: str) -> list[dict[str, Any]]:
    """The conditions in a line; what is none goes through without a question, so that the rulebook names it."""
    return [_read(part.strip()) for part in text.replace("，", ",").split(",") if part.strip()]


def _read(part: str) -> dict[str, Any]:
    found = CONDITION.fullmatch(part)
    if found is None:
        return {"property": part[:80]}
    name, sign, value = found["property"], found["sign"], found["value"]
    if sign in LEAST:
        return {"property": name, "at_least": number("at_least", value)}
    if sign in MOST:
        return {"property": name, "at_most": number("at_most", value)}
    if sign:
        return {"property": name, "any_of": [each.strip() for each in value.split("|") if each.strip()]}
    return {"property": name, "known": True}


def told(item: Mapping[str, Any]) -> tuple[str, bool]:
    """The line of a rule of the draft, also of what is wrong with it; and whether it would be read as it stands: a text with a comma, say,
    was written by REST, and is only shown."""
    conditions = item.get("where") or ()
    line = ", ".join(map(_told, conditions))
    return line, [_plain(each) for each in read(line)] == [_plain(each) for each in conditions]


def _told(each: Mapping[str, Any]) -> str:
    if each.get("any_of"):
        return f"{each['property']} = {' | '.join(each['any_of'])}"
    sign, value = next(((sign, each[key]) for key, sign in (("at_least", "≥"), ("at_most", "≤")) if each.get(key) is not None), ("", ""))
    return f"{each['property']} {sign} {digits(value) if isinstance(value, float) else value}".strip()


def _plain(each: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in each.items() if value not in (None, [], False)}


def put(rules: dict[str, Any], posted: Mapping[str, str], kept: list[int]) -> None:
    """Lay the lines of the form over the events that it keeps; `kept`: their numbers before. One that was added comes before those of its
    event that ask less, under a name of its own."""
    for item, place in zip(rules["events"], kept, strict=False):
        if (text := posted.get(f"events-{place}-where")) is not None:
            item["where"] = read(text)
    if len(rules["events"]) > len(kept):
        item = rules["events"].pop()
        item["where"] = read(posted.get("new_event-where", ""))
        same = [n for n, other in enumerate(rules["events"]) if other["event"] == item["event"]]
        if same:
            item["name"] = slug(item["label"])[: 59 - len(item["event"])]
        asks_less = next((n for n in same if _covers(rules["events"][n], item)), len(rules["events"]))
        rules["events"].insert(asks_less if item["where"] else len(rules["events"]), item)


def _covers(earlier: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether `item` would never count behind the earlier one; what cannot be read asks nothing of it."""
    if not earlier.get("where"):
        return True
    try:
        one, other = (msgspec.convert(each["where"], list[PropertyCondition]) for each in (earlier, item))
    except msgspec.ValidationError:
        return False
    return covers(one, other)
