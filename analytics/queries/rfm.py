"""Question: who bought lately, often and for much; how do these kinds change; who carries the revenue? (F041–F045, F157)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision

from analytics.domain import rfm
from analytics.domain.rfm import OCTANTS, Ask, Tenth, Thresholds
from analytics.enums import Octant
from kernel import sql
from scoring.domain.crossing import HAIR
from tracking.queries import catalogue

# What sites call it; a deal that was won in the pipeline counts too.
ORDER_NAMES = ("order_completed", "Order Completed", "orderCompleted", "OrderCompleted", "order completed")
LARGEST = 100_000
# Where no deal names a currency.
DOLLAR = "USD"
CURRENCIES = """
SELECT o.currency, count(*)::int FROM sales_opportunity o WHERE o.workspace_id = %(workspace_id)s AND o.state = 'won'
GROUP BY o.currency ORDER BY 2 DESC, 1
"""
KNOWN = """
SELECT count(DISTINCT CASE WHEN %(by)s = 'company' THEN coalesce(p.company_id, p.id) ELSE p.id END)::int FROM leads_person p
WHERE p.workspace_id = %(workspace_id)s AND p.known_at <= %(at)s AND p.merged_into_id IS NULL
"""


@dataclass(frozen=True)
class _Counted:
    at: datetime
    recent: bool
    often: bool
    worth: bool
    customers: int
    money: float
    recency: float
    frequency: float
    median_recent: float
    median_often: float
    median_worth: float


@dataclass(frozen=True)
class Kind:
    """One octant: customers, what they brought (minor units), days since the last order and orders, both on average. `share` in percent."""

    octant: str
    customers: int
    money: float
    share: float | None
    recency: float | None
    frequency: float | None


@dataclass(frozen=True)
class Answer:
    """Eight kinds at the last instant; customers per instant and kind; the thresholds in use. `grows` None: nothing to compare."""

    kinds: list[Kind]
    series: dict[str, list[int]]
    recent: list[int]
    grows: bool | None
    thresholds: Thresholds | None

    @property
    def customers(self) -> int:
        return sum(kind.customers for kind in self.kinds)


@dataclass(frozen=True)
class Customer:
    """One customer; money in minor units, recency in days."""

    subject: UUID
    name: str
    is_company: bool
    recency: float
    frequency: int
    total: float
    average: float
    recent: bool
    often: bool
    worth: bool
    big: bool
    many: bool

    @property
    def octant(self) -> str:
        return OCTANTS[self.recent, self.often, self.worth]

    @property
    def group(self) -> str:
        return rfm.group(self.frequency, self.big, self.many)


def currencies() -> list[str]:
    """Those of won deals, the most frequent first."""
    return [row[0] for row in sql.tuples(CURRENCIES)]


def currency_of(ask: Ask) -> str:
    """The currency asked for; else that of most deals."""
    return ask.currency or next(iter(currencies()), DOLLAR)


def scale_of(currency: str) -> int:
    """Minor units in one of the currency: 100 for USD, 1 for JPY."""
    return int(10 ** get_currency_precision(currency))


def _rows(name: str, ask: Ask, instants: Sequence[datetime], row: Any, **more: Any) -> list[Any]:
    """One statement: what was bought, the judgement, the question."""
    statement = "".join(sql.file(__file__, f"rfm_{part}.sql") for part in (ask.of, "base", name))
    currency = currency_of(ask)
    scale = scale_of(currency) if ask.of == "orders" else 1
    # Names that no site ever sent are not looked for: then no event is read at all.
    named = catalogue.entries().filter(name__in=ORDER_NAMES).values_list("name", flat=True).distinct() if ask.of == "orders" else ()
    names = list(named)
    params = {
        "by": ask.by, "money": ask.money, "days": ask.days, "recent": ask.recent, "often": ask.often, "currency": currency, "scale": scale,
        "worth": None if ask.worth is None else ask.worth * scale, "instants": list(instants), "first": instants[0], "last": instants[-1],
        "names": names, "with_events": bool(names), "limit": LARGEST, "hair": HAIR,
    }  # fmt: skip
    return sql.rows(statement, row, **{**params, **more})


def octants(ask: Ask, instants: Sequence[datetime]) -> Answer:
    """The kinds at the last of `instants` (oldest first), and how many there were at each by today's thresholds."""
    counted: list[_Counted] = _rows("octants", ask, instants, _Counted)
    by_place = {(row.at, OCTANTS[row.recent, row.often, row.worth]): row for row in counted}
    now = [by_place.get((instants[-1], key)) for key in Octant.values]
    whole = sum(row.money for row in now if row)
    kinds = [
        Kind(key, row.customers, row.money, 100 * row.money / whole if whole else None, row.recency, row.frequency)
        if row
        else Kind(key, 0, 0.0, None, None, None)
        for key, row in zip(Octant.values, now, strict=True)
    ]
    series = {key: [found.customers if (found := by_place.get((at, key))) else 0 for at in instants] for key in Octant.values}
    recent = [sum(row.customers for row in counted if row.at == at and row.recent) for at in instants]
    return Answer(kinds, series, recent, rfm.grows(recent), _thresholds(ask, counted))


def _thresholds(ask: Ask, counted: Sequence[_Counted]) -> Thresholds | None:
    if not counted:
        return None
    row, scale = counted[0], scale_of(currency_of(ask)) if ask.of == "orders" else 1
    return Thresholds(
        row.median_recent if ask.recent is None else ask.recent,
        row.median_often if ask.often is None else ask.often,
        row.median_worth if ask.worth is None else ask.worth * scale,
        ask.recent is None,
        ask.often is None,
        ask.worth is None,
    )


def customers(ask: Ask, at: datetime, limit: int = LARGEST) -> list[Customer]:
    """Every customer at `at`, the biggest first."""
    return _rows("customers", ask, [at], Customer, limit=limit)


@dataclass(frozen=True)
class _Tenth:
    tenth: int
    customers: int
    money: float


def pareto(ask: Ask, at: datetime) -> list[Tenth]:
    """Ten tenths of the customers, the biggest first, with the share of all money so far."""
    return rfm.pareto({row.tenth: (row.customers, row.money) for row in _rows("pareto", ask, [at], _Tenth)})


@dataclass(frozen=True)
class _Move:
    big_before: bool | None
    many_before: bool | None
    big: bool | None
    many: bool | None
    customers: int


def groups(ask: Ask, before: datetime, now: datetime) -> dict[tuple[str, str], int]:
    """(group then, group now) → customers, over everybody who is known now; by the thresholds of now (F157)."""
    moves: dict[tuple[str, str], int] = {}
    for row in _rows("groups", ask, [before, now], _Move):
        pair = (rfm.group(row.big_before is not None, bool(row.big_before), bool(row.many_before)),
                rfm.group(row.big is not None, bool(row.big), bool(row.many)))  # fmt: skip
        moves[pair] = moves.get(pair, 0) + row.customers
    bought = sum(moves.values())
    known = sql.tuples(KNOWN, by=ask.by, at=now)[0][0]
    moves["A", "A"] = moves.get(("A", "A"), 0) + max(known - bought, 0)
    return moves
