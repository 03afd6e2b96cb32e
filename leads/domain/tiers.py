"""The account tier matrix: strategic direction × customer profitability → tier, as each workspace words it (F153; pure).

Levels and tiers have keys that stay and names that may change; a company is placed on two levels by people, with evidence: no clustering.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
FEWEST, MOST_LEVELS, MOST_TIERS, LONGEST = 2, 6, 8, 60
AXES = ("direction", "profit")
BROKEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class BadScheme(ValueError):
    """A scheme that cannot be; `field` names the place, the message the mend."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


@dataclass(frozen=True)
class Named:
    """A key that stays, and a name in each language; without a Chinese one the name serves both."""

    key: str
    name: str
    name_zh: str = ""

    def label(self, chinese: bool) -> str:
        return (chinese and self.name_zh) or self.name


@dataclass(frozen=True)
class Axis:
    """An axis with its levels, the best first."""

    name: str
    name_zh: str
    levels: tuple[Named, ...]

    def level(self, key: str) -> Named | None:
        return next((level for level in self.levels if level.key == key), None)

    def label(self, chinese: bool) -> str:
        return (chinese and self.name_zh) or self.name


@dataclass(frozen=True)
class Scheme:
    """`tiers` from the highest down; `cells[i][j]` is the tier of direction level i and profit level j."""

    direction: Axis
    profit: Axis
    tiers: tuple[Named, ...]
    cells: tuple[tuple[str, ...], ...]

    def tier_of(self, direction: str, profit: str) -> str:
        """The tier of a cell; "" for no cell of this scheme."""
        row = next((i for i, level in enumerate(self.direction.levels) if level.key == direction), None)
        column = next((j for j, level in enumerate(self.profit.levels) if level.key == profit), None)
        return "" if row is None or column is None else self.cells[row][column]

    def tier(self, key: str) -> Named | None:
        return next((tier for tier in self.tiers if tier.key == key), None)

    def every_cell(self) -> list[tuple[str, str, str]]:
        """(direction, profit, tier) of each cell."""
        return [
            (row.key, column.key, self.cells[i][j])
            for i, row in enumerate(self.direction.levels)
            for j, column in enumerate(self.profit.levels)
        ]


DEFAULT = Scheme(
    Axis("Strategic direction", "战略方向",
         (Named("core", "Core", "核心方向"), Named("adjacent", "Adjacent", "相邻方向"), Named("outside", "Outside", "非重点方向"))),
    Axis("Customer profitability", "客户盈利性", (Named("high", "High", "高"), Named("medium", "Medium", "中"), Named("low", "Low", "低"))),
    (Named("t1", "Tier 1", "一级客户"), Named("t2", "Tier 2", "二级客户"), Named("t3", "Tier 3", "三级客户")),
    (("t1", "t1", "t2"), ("t1", "t2", "t3"), ("t2", "t3", "t3")),
)  # fmt: skip


def plain(scheme: Scheme) -> dict[str, Any]:
    """As it is stored and told; parse(plain(scheme)) == scheme."""

    def named(one: Named) -> dict[str, str]:
        return {"key": one.key, "name": one.name, "name_zh": one.name_zh}

    def axis(one: Axis) -> dict[str, Any]:
        return {"name": one.name, "name_zh": one.name_zh, "levels": [named(level) for level in one.levels]}

    return {
        "direction": axis(scheme.direction), "profit": axis(scheme.profit), "tiers": [named(tier) for tier in scheme.tiers],
        "cells": [list(row) for row in scheme.cells],
    }  # fmt: skip


def parse(given: Any) -> Scheme:
    """The scheme in plain values. Raises BadScheme with the place (`profit.levels[2].key`) and the mend."""
    if not isinstance(given, Mapping):
        raise BadScheme("scheme", "Give an object with direction, profit, tiers and cells.")
    unknown = sorted(str(key)[:60] for key in given if key not in (*AXES, "tiers", "cells"))
    if unknown:
        raise BadScheme(unknown[0], "A scheme knows only direction, profit, tiers and cells.")
    direction, profit = (_axis(given.get(name), name) for name in AXES)
    tiers = _names(given.get("tiers"), "tiers", MOST_TIERS)
    return Scheme(direction, profit, tiers, _cells(given.get("cells"), direction, profit, {tier.key for tier in tiers}))


def _axis(given: Any, place: str) -> Axis:
    if not isinstance(given, Mapping):
        raise BadScheme(place, "Give an axis: an object with name and levels.")
    name = _text(given.get("name"), f"{place}.name", needed=True)
    return Axis(name, _text(given.get("name_zh", ""), f"{place}.name_zh"), _names(given.get("levels"), f"{place}.levels", MOST_LEVELS))


def _names(given: Any, place: str, most: int) -> tuple[Named, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or not FEWEST <= len(given) <= most:
        raise BadScheme(place, f"Give {FEWEST} to {most} of them, each with key and name.")
    found = tuple(_named(each, f"{place}[{number}]") for number, each in enumerate(given))
    for what, values in (("key", [one.key for one in found]), ("name", [one.name.casefold() for one in found])):
        twice = next((number for number, value in enumerate(values) if value in values[:number]), None)
        if twice is not None:
            raise BadScheme(f"{place}[{twice}].{what}", f"There is one with this {what} already: choose another.")
    return found


def _named(given: Any, place: str) -> Named:
    if not isinstance(given, Mapping):
        raise BadScheme(place, "Give an object with key and name.")
    key = given.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise BadScheme(f"{place}.key", "Give a key of 1 to 30 small letters, digits, - or _, as in core.")
    name = _text(given.get("name"), f"{place}.name", needed=True)
    return Named(key, name, _text(given.get("name_zh", ""), f"{place}.name_zh"))


def _text(given: Any, place: str, needed: bool = False) -> str:
    text = given.strip() if isinstance(given, str) else None
    if text is None or len(text) > LONGEST or BROKEN.search(text) or (needed and not text):
        raise BadScheme(place, f"Give a name of {int(needed)} to {LONGEST} characters on one line.")
    return text


def _cells(given: Any, direction: Axis, profit: Axis, tiers: set[str]) -> tuple[tuple[str, ...], ...]:
    rows, columns = len(direction.levels), len(profit.levels)
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != rows:
        raise BadScheme("cells", f"Give {rows} rows of tiers, one for each level of direction.")
    for i, row in enumerate(given):
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != columns:
            raise BadScheme(f"cells[{i}]", f"Give {columns} tiers, one for each level of profit.")
        for j, tier in enumerate(row):
            if not isinstance(tier, str) or tier not in tiers:
                raise BadScheme(f"cells[{i}][{j}]", f"Give the key of a tier: {', '.join(sorted(tiers))}.")
    return tuple(tuple(row) for row in given)


def key_for(name: str, taken: set[str]) -> str:
    """A key for something new, out of its name where that has Latin letters; never one that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24] or "level"
    return next(key for number in range(1, len(taken) + 2) if (key := plain if number == 1 else f"{plain}-{number}") not in taken)
