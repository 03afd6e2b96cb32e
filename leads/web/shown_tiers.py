"""The matrix for templates: its rows and cells, and where a company stands in words."""

from collections.abc import Mapping
from typing import Any

from leads.domain.tiers import Axis, Scheme
from leads.enums import MarketClass
from leads.models import Company
from leads.queries import tiers


def level_of(axis: Axis, key: str) -> str:
    return tiers.label(axis.level(key), key)


def place_of(scheme: Scheme, direction: str, profit: str) -> str:
    """ "Core · High"; "" for none."""
    return " · ".join(filter(None, (level_of(scheme.direction, direction), level_of(scheme.profit, profit))))


def rank_of(scheme: Scheme, tier: str) -> int | None:
    """The place of a tier from the highest, 1, down: its shade."""
    return next((place for place, one in enumerate(scheme.tiers, 1) if one.key == tier), None)


def named(company: Company, scheme: Scheme) -> dict[str, Any]:
    """A company with its tier, levels and class in the reader's words; "" where nobody has said."""
    return {
        "company": company, "tier": tiers.label(scheme.tier(company.tier), company.tier), "rank": rank_of(scheme, company.tier),
        "direction": level_of(scheme.direction, company.direction), "profit": level_of(scheme.profit, company.profit),
        "class": str(MarketClass(company.market_class).label) if company.market_class else "",
    }  # fmt: skip


def grid(scheme: Scheme, counts: Mapping[tuple[str, str], int] | None = None, chosen: str = "") -> dict[str, Any]:
    """Both axes in words, and row by row each cell: `to` ("core:high"), tier, rank, count, whether it is chosen."""
    held = counts or {}
    rows = []
    for level in scheme.direction.levels:
        cells = []
        for column in scheme.profit.levels:
            key = scheme.tier_of(level.key, column.key)
            to = f"{level.key}:{column.key}"
            cells.append({
                "to": to, "direction": level.key, "profit": column.key, "tier": tiers.label(scheme.tier(key)), "rank": rank_of(scheme, key),
                "count": held.get((level.key, column.key), 0), "chosen": to == chosen, "column": tiers.label(column),
            })  # fmt: skip
        rows.append({"label": tiers.label(level), "cells": cells})
    chinese = tiers.chinese()
    columns = [tiers.label(column) for column in scheme.profit.levels]
    return {"rows": rows, "columns": columns, "direction": scheme.direction.label(chinese), "profit": scheme.profit.label(chinese)}
