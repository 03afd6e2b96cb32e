"""The matrix of a workspace: its scheme, how many companies stand in each cell, and what another scheme would change."""

from dataclasses import dataclass

import msgspec
from django.utils.translation import get_language

from kernel import sql
from kernel.literals import Json
from leads.domain.tiers import DEFAULT, Named, Scheme, parse
from leads.models import TierScheme

COUNTS = """
SELECT c.direction, c.profit, count(*) FROM leads_company c WHERE c.workspace_id = %(workspace_id)s GROUP BY c.direction, c.profit
"""
NEWEST = """
SELECT '' AS value, t.scheme::text AS name FROM leads_tierscheme t WHERE t.workspace_id = %(workspace_id)s ORDER BY t.version DESC LIMIT 1
"""
CELLS = "json_to_recordset(%(cells)s::json) AS x(direction text, profit text, tier text, rank int)"
CHANGED = f"""
SELECT count(*) FROM leads_company c JOIN {CELLS} ON x.direction = c.direction AND x.profit = c.profit
WHERE c.workspace_id = %(workspace_id)s AND x.tier <> c.tier
"""


@dataclass(frozen=True)
class Standing:
    """The scheme that holds now; version 0 is the one that everybody begins with."""

    version: int
    scheme: Scheme


def standing() -> Standing:
    newest = TierScheme.objects.order_by("-version").first()
    return Standing(newest.version, parse(newest.scheme)) if newest else Standing(0, DEFAULT)


def read(text: str) -> Scheme:
    """The scheme of a row of NEWEST; "" where there is none."""
    return parse(msgspec.json.decode(text)) if text else DEFAULT


def versions() -> list[TierScheme]:
    """Every scheme there was, the newest first."""
    return list(TierScheme.objects.order_by("-version"))


def counts() -> dict[tuple[str, str], int]:
    """(direction, profit) → how many companies stand there; ("", "") are those that nobody has placed."""
    return {(direction, profit): count for direction, profit, count in sql.tuples(COUNTS)}


def cells_of(scheme: Scheme) -> Json:
    """Its cells as a parameter of SQL."""
    rank = {tier.key: place for place, tier in enumerate(scheme.tiers)}
    return sql.as_json([{"direction": d, "profit": p, "tier": tier, "rank": rank[tier]} for d, p, tier in scheme.every_cell()])


def would_change(scheme: Scheme) -> int:
    """How many companies would have another tier under this scheme."""
    return int(sql.tuples(CHANGED, cells=cells_of(scheme))[0][0])


def stranded(scheme: Scheme) -> dict[tuple[str, str], int]:
    """Cells with companies that this scheme no longer has, each with how many stand there."""
    cells = {(direction, profit) for direction, profit, _ in scheme.every_cell()}
    return {cell: count for cell, count in counts().items() if cell != ("", "") and cell not in cells}


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def label(found: Named | None, key: str = "") -> str:
    """Its name in the reader's language; what the scheme no longer has is called by its key."""
    return found.label(chinese()) if found else key


def tier_names() -> list[tuple[str, str]]:
    """(key, name) of the tiers, from the highest down."""
    return names_of(standing().scheme)


def names_of(scheme: Scheme) -> list[tuple[str, str]]:
    return [(tier.key, label(tier)) for tier in scheme.tiers]
