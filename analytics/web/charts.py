"""Rows of a question → the shape that `{% chart %}` draws (docs/ui.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.domain.periods import Period, months
from analytics.queries.age import Age
from analytics.queries.funnel import Step
from analytics.queries.intent import Group
from analytics.queries.lvr import MonthlyRate
from analytics.queries.sources import Source
from analytics.queries.velocity import Pace
from kernel import clock

Chart = dict[str, Any]


def _chart(categories: Sequence[str], label: str, unit: str, *series: Chart) -> Chart:
    return {"categories": list(categories), "category_label": label, "unit": unit, "as_of": clock.now(), "series": list(series)}


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def of_funnel(steps: Sequence[Step], links: Sequence[str], colours: Sequence[str]) -> Chart:
    """`colours`: the stage whose colour each step bears."""
    people = {"name": _("People"), "data": [step.people for step in steps], "links": list(links), "stages": list(colours)}
    return _chart([step.name for step in steps], _("Stage"), _("people"), people)


def of_steps(titles: Sequence[str], people: Chart) -> Chart:
    return _chart(titles, _("Step"), _("people"), people)


def of_velocity(paces: Sequence[Pace], period: Period, names: Mapping[str, str]) -> Chart:
    """One line per stage, and its median as a dashed one."""
    axis, by_place = months(period), {(pace.stage, pace.month): pace for pace in paces}
    series: list[Chart] = []
    for key, name in names.items():
        found = [by_place.get((key, month)) for month in axis]
        series.append({"name": name, "stage": key, "data": [rounded(pace.average) if pace else None for pace in found]})
        medians = [rounded(pace.median) if pace else None for pace in found]
        series.append({"name": _("%(stage)s, median") % {"stage": name}, "stage": key, "data": medians, "dashed": True})
    return _chart(axis, _("Month"), _("days"), *series)


def of_lvr(rates: Sequence[MonthlyRate], links: Sequence[str], basis: Any) -> Chart:
    return _chart(
        [row.month for row in rates], _("Month"), _("leads"), {"name": basis, "data": [row.leads for row in rates], "links": list(links)}
    )


def of_sources(rows: Sequence[Source], names: Sequence[str], leads: Sequence[str], won: Sequence[str]) -> Chart:
    return _chart(
        names,
        _("First source"),
        _("leads"),
        {"name": _("Leads"), "data": [row.leads for row in rows], "links": list(leads)},
        {"name": _("Customers"), "data": [row.customers for row in rows], "links": list(won), "stage": "customer"},
    )


def of_intent(rows: Sequence[Group], names: Sequence[Any]) -> Chart:
    """Rates in percent."""
    lines = ((_("Opened"), "open_rate"), (_("Clicked"), "click_rate"), (_("Came to the site"), "visit_rate"))
    series: list[Chart] = [{"name": label, "data": [rounded(getattr(row, rate)) for row in rows]} for label, rate in lines]
    return _chart([str(name) for name in names], _("Search intent"), "%", *series)


def of_age(age: Age, links: Mapping[str, str]) -> Chart:
    kinds = [_("Fast"), _("Old")]
    series = {"name": _("Customers"), "data": [age.fast, age.old], "links": [links["fast"], links["old"]], "stage": "customer"}
    return _chart(kinds, _("Kind"), _("customers"), series)


def of_lengths(age: Age) -> Chart:
    """How long customers took, from first contact to the first won deal."""
    series = {"name": _("Customers"), "data": [customers for _low, _end, customers in age.lengths], "stage": "customer"}
    return _chart([_length(low, end) for low, end, _customers in age.lengths], _("Days from first contact"), _("customers"), series)


def _length(low: int, end: int | None) -> str:
    if end is None:
        return _("%(low)s and more") % {"low": low}
    return _("%(low)s to under %(end)s") % {"low": low, "end": end} if low else _("under %(end)s") % {"end": end}
