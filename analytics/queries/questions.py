"""Every question that pages, API and exports ask, by name: one door, so that they can never disagree."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from analytics.domain.periods import BadPeriod, Period, parse
from analytics.enums import LvrBasis
from analytics.queries import age, funnel, kept, lvr, sources, velocity
from kernel import clock
from kernel.problems import Refused
from leads.enums import SchemeName

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
    if scheme not in SchemeName.values:
        raise Refused(f"“{scheme[:40]}” is no stage scheme: use one of {', '.join(SchemeName.values)}.", field="scheme")
    return scheme


QUESTIONS: dict[str, Callable[[Period, Params], list[Any]]] = {
    "funnel": lambda period, params: list(funnel.run(period, params.get("source"), scheme_of(params))),
    "velocity": lambda period, params: list(velocity.run(period)),
    "lvr": lambda period, params: list(lvr.run(period, basis_of(params))),
    "sources": lambda period, params: list(sources.run(period)),
    "intent": lambda period, params: kept.mailed(period)[0],
    "fast-and-old": lambda period, params: [age.run(period)],
}


# Those whose answer may be of some minutes ago: the rows, and the instant of which they are.
KEPT: dict[str, Callable[[Period], tuple[list[Any], datetime]]] = {"intent": kept.mailed}


def ask(name: str, params: Params, zone: str) -> tuple[Period, list[dict[str, Any]], datetime]:
    """The rows of question `name` as dictionaries, with the period they are about and the instant of which they are."""
    period = period_of(params, zone)
    found, as_of = KEPT[name](period) if name in KEPT else (QUESTIONS[name](period, params), clock.now())
    rows = [asdict(row) for row in found]
    if name == "fast-and-old":
        rows = [{**row, "old_share": 100 * row["old"] / row["customers"] if row["customers"] else None} for row in rows]
    return period, rows, as_of
