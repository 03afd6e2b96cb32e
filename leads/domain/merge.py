"""Which value survives when two records are one human, field by field (pure). The rules are data: SURVIVORSHIP, and docs/identity.md."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leads.enums import Survivorship

TOUCH_COLUMNS = ("first_touch", "first_source", "first_channel", "landing_page")
# What stands without a choice by hand. An empty value never survives a filled one, whatever the rule.
SURVIVORSHIP: dict[str, Survivorship] = {
    "name": Survivorship.COMPLETE,
    "email": Survivorship.TRUSTED,
    "phone": Survivorship.TRUSTED,
    "title": Survivorship.RECENT,
    "persona": Survivorship.RECENT,
    "company_id": Survivorship.TRUSTED,
    "company_name": Survivorship.TRUSTED,
    "industry": Survivorship.COMPLETE,
    "country": Survivorship.RECENT,
    "language": Survivorship.RECENT,
    "search_intent": Survivorship.RECENT,
}
# The company goes by one choice: its id and its name must not come apart.
TOGETHER = {"company_id": "company_name"}
FILLED = tuple(SURVIVORSHIP)


def survivors(winner: dict[str, Any], loser: dict[str, Any], chosen: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The fields of `winner` that change, with their new values.

    The winner's value stands unless it is empty or `chosen` says "loser". The earliest first touch survives, so that the order in which
    a track and an identify arrive does not matter; the latest last touch.
    """
    chosen = chosen or {}
    taken = {name: chosen.get(TOGETHER.get(name, name)) == "loser" or not winner[name] for name in FILLED}
    changes = {name: loser[name] for name in FILLED if taken[name] and loser[name] and loser[name] != winner[name]}
    attributes = {**loser["attributes"], **winner["attributes"]}
    if attributes != winner["attributes"]:
        changes["attributes"] = attributes
    if loser["first_touch"] and (not winner["first_touch"] or _at(loser["first_touch"]) < _at(winner["first_touch"])):
        changes.update({name: loser[name] for name in TOUCH_COLUMNS})
    if loser["last_touch"] and (not winner["last_touch"] or _at(loser["last_touch"]) > _at(winner["last_touch"])):
        changes["last_touch"] = loser["last_touch"]
    if loser["created_at"] < winner["created_at"]:
        changes["created_at"] = loser["created_at"]
    for name, better in (("known_at", min), ("last_active_at", max)):
        both = [value for value in (winner[name], loser[name]) if value]
        if both and better(both) != winner[name]:
            changes[name] = better(both)
    return changes


def _at(touch: dict[str, Any]) -> str:
    return str(touch.get("at", ""))


def inherited(winner: Mapping[str, Any], loser: Mapping[str, Any]) -> dict[str, Any]:
    """What the winner's lead takes of the loser's."""
    active = [at for at in (winner["last_active_at"], loser["last_active_at"]) if at]
    return {
        "owner_id": winner["owner_id"] if winner["owner_id"] is not None else loser["owner_id"],
        "created_at": min(winner["created_at"], loser["created_at"]), "last_active_at": max(active, default=None),
        "history": winner["history"] and loser["history"], "known": winner["known"] or loser["known"],
    }  # fmt: skip


def choose(one: Mapping[str, Any], other: Mapping[str, Any], trust: tuple[int, int]) -> dict[str, str]:
    """Which of two records gives each field by its rule: "one" or "other". `trust`: rank of the strongest identifier, 0 the best."""
    return {name: "one" if _first(rule, name, one, other, trust) else "other" for name, rule in SURVIVORSHIP.items()}


def _first(rule: Survivorship, name: str, one: Mapping[str, Any], other: Mapping[str, Any], trust: tuple[int, int]) -> bool:
    if not one[name] or not other[name]:
        return bool(one[name]) or not other[name]
    recent = _seen(one) >= _seen(other)
    if rule == Survivorship.COMPLETE and isinstance(one[name], str) and _fullness(one[name]) != _fullness(other[name]):
        return _fullness(one[name]) > _fullness(other[name])
    if rule == Survivorship.TRUSTED and trust[0] != trust[1]:
        return trust[0] < trust[1]
    return recent


def _fullness(text: str) -> tuple[int, int]:
    """A value in full has more words, none of them an initial, and more letters."""
    words = [word for word in text.split() if len(word.rstrip(".")) > 1 or not word.isascii()]
    return len(words), len(text)


def _seen(row: Mapping[str, Any]) -> datetime:
    seen: datetime = row["last_active_at"] or row["known_at"] or row["created_at"]
    return seen


def put_back(current: Any, before: Any, after: Any) -> Any:
    """The value of a field when a merge is undone: what stood before it, unless somebody has changed it since.

    A dictionary goes back key by key, so that an attribute that came later stays.
    """
    if current == after:
        return before
    if not (isinstance(current, dict) and isinstance(before, dict) and isinstance(after, dict)):
        return current
    found = dict(current)
    for key in after:
        if key in found and found[key] == after[key] and before.get(key) != after[key]:
            found.pop(key)
            if key in before:
                found[key] = before[key]
    return found
