"""What the winner of a merge takes of the loser, and what it gives back when the merge is undone (pure)."""

from collections.abc import Mapping
from typing import Any

from leads.domain.survivorship import STANDARD

TOUCH_COLUMNS = ("first_touch", "first_source", "first_channel", "landing_page")
# The company is one value of two columns: its id and its name must not come apart.
COMPANY = ("company_id", "company_name")
FILLED = tuple(name for name in STANDARD if name not in COMPANY)


def survivors(winner: dict[str, Any], loser: dict[str, Any], chosen: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The fields of `winner` that change, with their new values.

    The winner's value stands unless it is empty or `chosen` says "loser". The earliest first touch survives, so that the order in which
    a track and an identify arrive does not matter; the latest last touch.
    """
    chosen = chosen or {}
    taken = {name: chosen.get(name) == "loser" or not winner[name] for name in FILLED}
    changes = {name: loser[name] for name in FILLED if taken[name] and loser[name] and loser[name] != winner[name]}
    changes |= _company(winner, loser, chosen.get("company_name") == "loser")
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


def _company(winner: dict[str, Any], loser: dict[str, Any], wanted: bool) -> dict[str, Any]:
    """The loser's company as a whole, or nothing; one of the same name lends its id."""
    ours, theirs = (any(row[name] for name in COMPANY) for row in (winner, loser))
    same = not winner["company_id"] and winner["company_name"] == loser["company_name"]
    return {name: loser[name] for name in COMPANY if loser[name] != winner[name]} if theirs and (wanted or same or not ours) else {}


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
