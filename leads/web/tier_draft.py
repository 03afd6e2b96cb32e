"""A tier scheme as fields of a form: read from a request, shown again with what is new in its place."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from leads.domain.tiers import AXES, MOST_LEVELS, MOST_TIERS, Named, Scheme, key_for

LISTS = {"direction": MOST_LEVELS, "profit": MOST_LEVELS, "tiers": MOST_TIERS}


@dataclass
class Draft:
    """`names` are the axes' own, (English, Chinese); `rows` those of each list; `cells` (direction, profit) → tier."""

    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[str, list[Named]] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def lists(self) -> list[dict[str, Any]]:
        """For the template: each list with its rows and an empty one where another fits."""
        shown = []
        for name, most in LISTS.items():
            rows = [*self.rows[name], *([Named("", "")] if len(self.rows[name]) < most else [])]
            shown.append({"name": name, "title": self.names.get(name), "rows": list(enumerate(rows, 1)), "count": len(rows)})
        return shown

    @property
    def grid(self) -> list[dict[str, Any]]:
        return [
            {"level": row, "cells": [{"level": column, "tier": self.cells.get((row.key, column.key), "")} for column in self.columns]}
            for row in self.rows["direction"]
        ]

    @property
    def columns(self) -> list[Named]:
        return self.rows["profit"]

    @property
    def tiers(self) -> list[Named]:
        return self.rows["tiers"]


def of_scheme(scheme: Scheme) -> Draft:
    names = {name: (axis.name, axis.name_zh) for name in AXES if (axis := getattr(scheme, name))}
    rows = {"direction": list(scheme.direction.levels), "profit": list(scheme.profit.levels), "tiers": list(scheme.tiers)}
    return Draft(names, rows, {(direction, profit): tier for direction, profit, tier in scheme.every_cell()})


def of_form(given: QueryDict) -> Draft:
    """A row without a name is left out, one without a key gets one; rows stand in the order of their numbers."""
    draft = Draft({name: (given.get(f"{name}.name", "").strip(), given.get(f"{name}.name_zh", "").strip()) for name in AXES})
    draft.rows = {name: _rows(given, name, most) for name, most in LISTS.items()}
    lowest = draft.tiers[-1].key if draft.tiers else ""
    known = {tier.key for tier in draft.tiers}
    for row in draft.rows["direction"]:
        for column in draft.rows["profit"]:
            tier = given.get(f"cell.{row.key}.{column.key}", "")
            draft.cells[row.key, column.key] = tier if tier in known else lowest
    return draft


def _rows(given: QueryDict, name: str, most: int) -> list[Named]:
    found: list[tuple[float, Named]] = []
    taken = {given.get(f"{name}.{number}.key", "") for number in range(1, most + 2)}
    for number in range(1, most + 2):
        here = f"{name}.{number}"
        title = given.get(f"{here}.name", "").strip()
        if title:
            key = given.get(f"{here}.key", "") or key_for(title, taken)
            taken.add(key)
            found.append((_place(given.get(f"{here}.place", ""), number), Named(key, title, given.get(f"{here}.name_zh", "").strip())))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _place(text: str, number: int) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 4 else float(number)


def to_plain(draft: Draft) -> dict[str, Any]:
    """As leads.domain.tiers.parse reads it."""

    def rows(name: str) -> list[dict[str, str]]:
        return [{"key": one.key, "name": one.name, "name_zh": one.name_zh} for one in draft.rows[name]]

    axes = {name: {"name": draft.names[name][0], "name_zh": draft.names[name][1], "levels": rows(name)} for name in AXES}
    cells = [[each["tier"] for each in row["cells"]] for row in draft.grid]
    return {**axes, "tiers": rows("tiers"), "cells": cells}
