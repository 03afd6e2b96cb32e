"""Every question that pages, API and exports ask, by name: one door, so that they can never disagree."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from analytics.domain.periods import BadPeriod, Period, parse
from analytics.enums import LvrBasis
from analytics.queries import age, channels, funnel, kept, lvr, sources
from kernel import clock
from kernel.problems import Refused
from leads.enums import SchemeName
from leads.queries import schemes
from scoring.models import Product
from scoring.queries import products

Params = Mapping[str, str]


def period_of(params: Params, zone: str) -> Period:
    """The period that `since` and `until` name; Refused with the field where they name none."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    try:
        return parse(params.get("since", ""), params.get("until", ""), today, zone)
    except BadPeriod as error:
        raise Refused(error.detail, field=error.field) from error


def basis_of(params: Params) -> str:
    basis = params.get("basis", LvrBasis.FIRST_CONTACT)
    if basis not in LvrBasis.values:
        raise Refused(f"“{basis}” is nothing to count by: use one of {', '.join(LvrBasis.values)}.", field="basis")
    return basis


def scheme_of(params: Params) -> str:
    scheme = params.get("scheme", SchemeName.NINE)
    known = [*SchemeName.values, funnel.PHASES]
    if scheme not in known:
        raise Refused(f"“{scheme[:40]}” is no stage scheme: use one of {', '.join(known)}.", field="scheme")
    return scheme


def _reached(period: Period, params: Params) -> tuple[list[Any], datetime]:
    scheme, source = scheme_of(params), params.get("source")
    return kept.rolled_up(period, source) if scheme == funnel.PHASES else kept.reached(period, source, schemes.standing(scheme))


def product_of(params: Params) -> Product | None:
    """The product that `product` names, None where it names none. Refuses one that is not there."""
    text = params.get("product", "")
    try:
        found = products.product(UUID(text)) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise Refused("There is no such product: choose another.", field="product")
    return found


def _now(rows: list[Any]) -> tuple[list[Any], datetime]:
    return rows, clock.now()


# The rows, and the instant of which they are: those of a large workspace may be some minutes old.
QUESTIONS: dict[str, Callable[[Period, Params], tuple[list[Any], datetime]]] = {
    "funnel": _reached,
    "velocity": lambda period, params: kept.paced(period),
    "lvr": lambda period, params: _now(list(lvr.run(period, basis_of(params)))),
    "sources": lambda period, params: _now(list(sources.run(period))),
    "intent": lambda period, params: kept.mailed(period),
    "aha": lambda period, params: kept.came_back(period, product_of(params)),
    "channels": lambda period, params: channels.run(),
    "fast-and-old": lambda period, params: _now([age.run(period)]),
}


def ask(name: str, params: Params, zone: str) -> tuple[Period, list[dict[str, Any]], datetime]:
    """The rows of question `name` as dictionaries, with the period they are about and the instant of which they are."""
    period = period_of(params, zone)
    found, as_of = QUESTIONS[name](period, params)
    rows = [asdict(row) for row in found]
    if name == "fast-and-old":
        rows = [{**row, "old_share": 100 * row["old"] / row["customers"] if row["customers"] else None} for row in rows]
    return period, rows, as_of
