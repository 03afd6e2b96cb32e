"""Filters as people say them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from leads.domain.filters import REGISTRY, Offered


def describe(filters: Mapping[str, Sequence[str]], offered: Offered | None = None) -> list[tuple[Any, str]]:
    """(label, values) for people to read. `offered`: the choices by key, where they are known."""
    return [(REGISTRY[key].label if key in REGISTRY else key, _named(key, filters[key], offered)) for key in filters]


def _named(key: str, values: Sequence[str], offered: Offered | None) -> str:
    found = REGISTRY.get(key)
    known = offered.get(key, ()) if offered is not None else found.choices() if found and found.choices else ()
    choices, say = {choice: str(label) for choice, label in known}, found.words if found else str
    told = []
    for value in values:
        plain = value.removeprefix("!")
        word = choices[plain] if plain in choices else say(plain)
        told.append(_("not %(value)s") % {"value": word} if value.startswith("!") else word)
    return ", ".join(told)
