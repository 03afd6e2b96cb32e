"""Recency, frequency, money: what is asked, and what follows from the three numbers of one customer (F041–F045, F157). Pure and total.

queries/rfm_base.sql says the same to the database.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analytics.enums import Group, Octant
from scoring.domain.crossing import HAIR, reached

OF, BY, MONEY = ("orders", "engagement"), ("person", "company"), ("total", "average")
NUMBERS = {"days": 36_500.0, "recent": 36_500.0, "often": 1_000_000.0, "worth": 1e15}
OCTANTS: dict[tuple[bool, bool, bool], str] = {
    (True, True, True): Octant.CHAMPIONS.value, (True, False, True): Octant.DEVELOP.value, (False, True, True): Octant.KEEP.value,
    (False, False, True): Octant.WIN_BACK.value, (True, True, False): Octant.REGULARS.value, (True, False, False): Octant.NEWCOMERS.value,
    (False, True, False): Octant.FADING.value, (False, False, False): Octant.HIBERNATING.value,
}  # fmt: skip


class BadAsk(ValueError):
    """`field` cannot be what it is; `detail` says what would do."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


@dataclass(frozen=True)
class Ask:
    """`of` orders or engagement, `by` person or company, `money` in total or on average an order, in `currency`.

    `days`: only what happened in so many days. `recent` (days), `often` (orders), `worth` (money, major units): set thresholds, which a
    customer has to reach; without one the median of all is the threshold, which has to be beaten.
    """

    of: str = "orders"
    by: str = "person"
    money: str = "total"
    currency: str = ""
    days: float | None = None
    recent: float | None = None
    often: float | None = None
    worth: float | None = None

    def words(self) -> dict[str, str]:
        """What is not by default, as an address says it."""
        said = {name: getattr(self, name) for name in ("of", "by", "money", "currency", *NUMBERS)}
        return {
            name: f"{value:.17g}" if isinstance(value, float) else value for name, value in said.items() if value != getattr(DEFAULT, name)
        }


DEFAULT = Ask()


def parse(given: Mapping[str, str]) -> Ask:
    """What an address asks. Raises BadAsk."""
    numbers = {name: _number(name, given.get(name, ""), most) for name, most in NUMBERS.items()}
    currency = given.get("currency", "").strip().upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise BadAsk("currency", "Give a currency as three letters, such as USD.")
    return Ask(_one_of("of", given, OF), _one_of("by", given, BY), _one_of("money", given, MONEY), currency, **numbers)


def _one_of(name: str, given: Mapping[str, str], values: tuple[str, ...]) -> str:
    value = given.get(name) or values[0]
    if value not in values:
        raise BadAsk(name, f"“{value[:40]}” is none of: {', '.join(values)}.")
    return value


def _number(name: str, text: str, most: float) -> float | None:
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= most:
        raise BadAsk(name, f"Give a number above 0, at most {most:g}.")
    return number


class Thresholds(NamedTuple):
    """Days, orders, money (in the units of the numbers judged); `strict_…`: a median, which has to be beaten and not only reached."""

    recent: float
    often: float
    worth: float
    strict_recent: bool = True
    strict_often: bool = True
    strict_worth: bool = True


def octant(recency: float, frequency: float, money: float, at: Thresholds) -> str:
    """The one kind of customer that these three numbers make.

    Amounts that differ by rounding are one: 0.1 + 0.2 + 0.3 beats no median of 0.6, and 110 reaches 1.1 × 100.
    """
    recent = recency < at.recent if at.strict_recent else recency <= at.recent
    often = frequency > at.often if at.strict_often else frequency >= at.often
    worth = money > at.worth + HAIR if at.strict_worth else reached(money, at.worth)
    return OCTANTS[recent, often, worth]


def group(orders: int, big: bool, often: bool) -> str:
    """A without an order; else by size and frequency."""
    if not orders:
        return Group.A.value
    return {(False, False): Group.B, (True, False): Group.C, (False, True): Group.D, (True, True): Group.E}[big, often].value


def grows(recent: Sequence[int]) -> bool | None:
    """Whether more customers bought lately than on average at the (at most three) instants before: otherwise a warning is due (F043).

    `recent`: how many, oldest first. None where there is nothing to compare.
    """
    before = recent[:-1][-3:]
    if not before or not any(recent):
        return None
    return recent[-1] * len(before) > sum(before)


class Tenth(NamedTuple):
    """A tenth of the customers, the best first: how many, what they brought; `share` of all money so far, in percent."""

    tenth: int
    customers: int
    money: float
    share: float | None


def pareto(found: Mapping[int, tuple[int, float]]) -> list[Tenth]:
    """Ten tenths with their cumulative share; a tenth of so few customers that it is empty has none (F044)."""
    whole = math.fsum(money for _, money in found.values())
    parts = [found.get(tenth, (0, 0.0)) for tenth in range(1, 11)]
    sums = [math.fsum(money for _, money in parts[: n + 1]) for n in range(10)]
    return [Tenth(n + 1, *parts[n], 100 * sums[n] / whole if whole else None) for n in range(10)]


def percentile_of(tenths: Sequence[Tenth], percent: float = 80.0) -> int | None:
    """The first tenth by which `percent` of the money is there; None without money."""
    return next((10 * tenth.tenth for tenth in tenths if tenth.share is not None and tenth.share >= percent - 1e-9), None)
