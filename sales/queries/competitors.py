"""Competitors: with whom they stand where, and what was lost to them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from kernel import sql
from sales.domain.competitors import key
from sales.models import CompetitorMention


def of_lead(lead_id: UUID) -> list[CompetitorMention]:
    """The last said first."""
    return list(CompetitorMention.objects.filter(lead_id=lead_id).order_by("-at", "-id"))


def named(name: str = "") -> Exists:
    """Of a lead (OuterRef pk): that this competitor, or any, is named with it."""
    found = CompetitorMention.objects.filter(lead_id=OuterRef("pk"))
    return Exists(found.filter(key=key(name)) if name else found)


@dataclass(frozen=True)
class Lost:
    """What was lost to one competitor in one currency; `value_minor` in its minor units."""

    name: str
    currency: str
    deals: int
    value_minor: int


LOST = """
SELECT min(o.lost_to) AS name, o.currency, count(*)::int AS deals, sum(o.value_minor)::bigint AS value_minor
FROM sales_opportunity o WHERE o.workspace_id = %(workspace_id)s AND o.state = 'lost' AND o.lost_to <> ''
GROUP BY lower(o.lost_to), o.currency ORDER BY deals DESC, name, o.currency
"""


def lost_deals() -> list[Lost]:
    """To whom were deals lost, and what were they worth? Most deals first; one row per currency, as a sum of two is none."""
    return sql.rows(LOST, Lost)
