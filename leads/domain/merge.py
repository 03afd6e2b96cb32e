"""Which value survives when two records are one human, field by field (pure)."""

from typing import Any

# The winner's value stands; an empty one is filled from the loser.
FILLED = ("name", "email", "phone", "title", "persona", "company_id", "company_name", "industry", "country", "language", "search_intent")
TOUCH_COLUMNS = ("first_touch", "first_source", "first_channel", "landing_page")


def survivors(winner: dict[str, Any], loser: dict[str, Any]) -> dict[str, Any]:
    """The fields of `winner` that change, with their new values.

    The earliest first touch survives, so that the order in which a track and an identify arrive does not matter; the latest last touch.
    """
    changes = {name: loser[name] for name in FILLED if not winner[name] and loser[name]}
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
