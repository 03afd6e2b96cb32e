"""Every question that pages, API and exports ask, by name: one door, so that they can never disagree."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from analytics.domain.periods import BadPeriod, Period, parse
from analytics.enums import LvrBasis
from analytics.queries import age, funnel, intent, lvr, sources, velocity
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
    "intent": lambda period, params: list(intent.run(period)),
    "fast-and-old": lambda period, params: [age.run(period)],
}


def ask(name: str, params: Params, zone: str) -> tuple[Period, list[dict[str, Any]]]:
    """The rows of question `name` as dictionaries, with the period they are about."""
    period = period_of(params, zone)
    rows = [asdict(row) for row in QUESTIONS[name](period, params)]
    if name == "fast-and-old":
        rows = [{**row, "old_share": 100 * row["old"] / row["customers"] if row["customers"] else None} for row in rows]
    return period, rows
