"""Products, and who is interested in them: who looked at a page that is about one, or did something that names it (F030)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from kernel import clock, keeper, sql
from leads.domain.filters import BadFilter
from leads.models import Lead
from leads.queries.offers import Offer
from scoring.domain.products import DAYS, LONGEST, like
from scoring.models import Product, ProductNews

# What sites call it. Our own events name products too; to be told of one is no interest in it.
NAMES = ("sku", "product_id", "product")
NAMED = [f"lower(e.properties ->> '{name}')" for name in NAMES]
# Every event is read once, however many products there are; only those that are about any are then told apart.
LOOKED = f"""
SELECT DISTINCT r.id, v.person_id FROM (
    SELECT e.visitor_id, e.kind, e.path, e.properties FROM tracking_event e
    WHERE e.workspace_id = %(workspace_id)s AND e.occurred_at > %(since)s AND e.occurred_at <= %(now)s AND NOT e.is_bot AND e.door <> 'own'
      AND ((e.kind = 'page' AND e.path LIKE ANY(%(paths)s::text[]))
        OR {" OR ".join(f"{named} = ANY(%(skus)s::text[])" for named in NAMED)})
    OFFSET 0
) e
JOIN json_to_recordset(%(products)s::json) AS r(id uuid, sku text, paths text[])
    ON (e.kind = 'page' AND e.path LIKE ANY(r.paths)) OR {" OR ".join(f"{named} = r.sku" for named in NAMED)}
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id AND v.person_id IS NOT NULL
"""
# Whoever is known by the newest of their leads can be told.
KNOWN = f"""
SELECT x.id, x.person_id FROM (
    SELECT DISTINCT ON (i.id, l.person_id) i.id, l.person_id, l.known FROM leads_lead l JOIN ({LOOKED}) i ON i.person_id = l.person_id
    WHERE l.workspace_id = %(workspace_id)s AND l.closed_reason NOT IN ('merged', 'erased')
    ORDER BY i.id, l.person_id, l.number DESC
) x WHERE x.known
"""
INTERESTED = "interested"
COUNTED = f"SELECT k.id, count(*)::int FROM ({KNOWN}) k GROUP BY k.id"


@dataclass(frozen=True)
class Shown:
    """A product with its news, newest first."""

    product: Product
    news: list[ProductNews]


def products() -> "QuerySet[Product]":
    return Product.objects.order_by("name", "sku")


def product(product_id: UUID) -> Product | None:
    return Product.objects.filter(pk=product_id).first()


def by_sku(sku: str) -> Product | None:
    return Product.objects.filter(sku__iexact=sku).first()


def shown() -> list[Shown]:
    told: dict[UUID, list[ProductNews]] = {}
    for news in ProductNews.objects.order_by("-at", "-id"):
        told.setdefault(news.product_id, []).append(news)
    return [Shown(one, told.get(one.pk, [])) for one in products()]


def interested(one: Product, now: datetime, days: float = DAYS) -> list[UUID]:
    """The persons, known or not, who looked at it in the last `days`."""
    return [person for __, person in _ask(LOOKED, [one], now, days)]


def to_tell(one: Product, now: datetime) -> list[UUID]:
    """The known ones who looked at it in the last year."""
    return [person for __, person in _ask(KNOWN, [one], now, DAYS)]


def counts(now: datetime) -> dict[UUID, int]:
    """Product id → how many there are to tell; products of nobody are left out."""
    return dict(_ask(COUNTED, list(products()), now, DAYS))


def counted() -> tuple[dict[UUID, int], datetime | None]:
    """The same as a later app may have kept it, and the instant of which it is (None: of now). It is of the products as they are."""
    found, at = keeper.ask(INTERESTED, _digest(list(products())))
    return (found, at) if found is not None else (counts(clock.now()), None)


def count_as_asked(about: str) -> dict[UUID, int] | None:
    """The question of `counted`. None: the products are no longer those that were asked about."""
    asked = list(products())
    return dict(_ask(COUNTED, asked, clock.now(), DAYS)) if _digest(asked) == about else None


def _digest(asked: Sequence[Product]) -> str:
    return sha256(msgspec.json.encode(_rows(asked))).hexdigest()


def _ask(statement: str, asked: Sequence[Product], now: datetime, days: float) -> list[tuple[Any, ...]]:
    if not asked:
        return []
    rows = _rows(asked)
    either = {"skus": [row["sku"] for row in rows], "paths": sorted({path for row in rows for path in row["paths"]})}
    return sql.tuples(statement, since=now - timedelta(days=days), now=now, products=sql.as_json(rows), **either)


def _rows(asked: Sequence[Product]) -> list[dict[str, Any]]:
    return [{"id": one.pk, "sku": one.sku.lower(), "paths": [like(path) for path in one.paths]} for one in asked]


def by_interest(value: str, now: datetime) -> Q:
    """The filter `interest`: `L380`, or `L380;90d` for the last 90 days; of each person the newest lead."""
    sku, semicolon, span = value.partition(";")
    found = by_sku(sku.strip())
    if found is None:
        raise BadFilter("interest", f"There is no product “{sku[:60]}”: give the number of one that is defined.")
    digits = span.strip().removesuffix("d")
    if semicolon and not (digits.isdecimal() and 0 < int(digits[:6]) <= LONGEST):
        raise BadFilter("interest", f"Give 1 to {LONGEST} days, such as {found.sku};90d.")
    newer = Lead.objects.filter(person_id=OuterRef("person_id"), number__gt=OuterRef("number")).exclude(closed_reason="merged")
    return Q(person_id__in=interested(found, now, int(digits) if semicolon else DAYS)) & ~Q(Exists(newer))


OFFERED = "SELECT p.sku AS value, p.name FROM scoring_product p WHERE p.workspace_id = %(workspace_id)s ORDER BY p.name, p.sku"
choices = Offer(OFFERED, lambda rows: [(sku, _("%(name)s, in the last year") % {"name": name}) for sku, name in rows])
