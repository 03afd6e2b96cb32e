"""Page: recency, frequency, money. One address is one answer; every number opens the people behind it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from analytics.domain import rfm as rules
from analytics.domain.rfm import Ask, Tenth
from analytics.enums import Group, Octant
from analytics.queries import rfm
from analytics.queries.rfm_asked import HALF_YEAR, asked, instants
from analytics.queries.rfm_behind import value_of
from analytics.web import links
from analytics.web.reports import as_csv
from kernel import clock
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


@dataclass(frozen=True)
class Line:
    """A row of the CSV: money in major units."""

    id: str
    name: str
    kind: str
    group: str
    days_since_last: float
    orders: int
    total: float
    average: float
    currency: str


@needs("see")
def rfm_page(request: WorkspaceRequest) -> HttpResponse:
    """Who bought lately, often and for much?"""
    zone = request.caller.workspace.time_zone
    try:
        ask, at = asked(request.GET.dict(), zone)
    except Refused as error:
        known = {"error": error.detail, "ask": rules.DEFAULT, "given": request.GET, "until": "", "currencies": rfm.currencies()}
        return render(request, "analytics/rfm.html", known, status=400)
    currencies = rfm.currencies()
    currency = ask.currency or next(iter(currencies), rfm.DOLLAR)
    if "export" in request.GET and request.caller.can("export"):
        return as_csv("rfm", _lines(ask, at, currency))
    times = instants(at)
    # Asked in the currency that is meant, so that nobody looks for it again; the addresses name what was asked.
    meant = replace(ask, currency=currency)
    found, tenths = rfm.octants(meant, times), rfm.pareto(meant, at)
    until: date = at.astimezone(ZoneInfo(zone)).date()
    known = {
        "ask": ask, "given": request.GET, "until": until, "currency": currency, "currencies": currencies, "found": found,
        "worth": round(found.thresholds.worth) if found.thresholds else 0, "kinds": _kinds(request, ask, found),
        "chart": _kind_chart(found), "series": _series_chart(found, [f"{one.astimezone(ZoneInfo(zone)):%Y-%m-%d}" for one in times]),
        "tenths": tenths, "pareto": _pareto_chart(tenths), "fifth": tenths[1].share, "most": rules.percentile_of(tenths),
        "groups": _groups(meant, at), "group_names": Group.choices, "links": _group_links(request, ask),
    }  # fmt: skip
    return render(request, "analytics/rfm.html", known)


def _lines(ask: Ask, at: datetime, currency: str) -> list[Line]:
    orders = ask.of == "orders"
    scale = rfm.scale_of(currency) if orders else 1
    return [
        Line(
            str(one.subject), one.name, one.octant, one.group, round(one.recency, 2), one.frequency, round(one.total / scale, 2),
            round(one.average / scale, 2), currency if orders else "points",
        )
        for one in rfm.customers(ask, at)
    ]  # fmt: skip


def _kinds(request: WorkspaceRequest, ask: Ask, found: rfm.Answer) -> list[dict[str, Any]]:
    """The rows of the table. The list behind a number shows who is of that kind now."""
    names = dict(Octant.choices)
    how = {key: place for place, key in rules.OCTANTS.items()}
    return [
        {
            **asdict(kind), "money": round(kind.money), "name": names[kind.octant], "place": how[kind.octant],
            "url": links.leads(request.caller.workspace.slug, rfm=value_of(kind.octant, ask), known="all"),
        }
        for kind in found.kinds
    ]  # fmt: skip


def _group_links(request: WorkspaceRequest, ask: Ask) -> dict[str, str]:
    slug = request.caller.workspace.slug
    return {key: links.leads(slug, rfm=value_of(key, ask), known="all") for key in Group.values[1:]}


def _groups(ask: Ask, at: datetime) -> list[dict[str, Any]]:
    """From which group (rows) to which (columns) in half a year."""
    moves = rfm.groups(ask, at - HALF_YEAR, at)
    return [
        {"name": name, "cells": (cells := [moves.get((before, now), 0) for now in Group.values]), "all": sum(cells)}
        for before, name in Group.choices
    ]


def _chart(categories: Sequence[Any], label: str, unit: str, series: list[dict[str, Any]]) -> dict[str, Any]:
    return {"categories": [str(one) for one in categories], "category_label": label, "unit": unit, "as_of": clock.now(), "series": series}


def _kind_chart(found: rfm.Answer) -> dict[str, Any]:
    data = [kind.customers for kind in found.kinds]
    return _chart(
        [label for _key, label in Octant.choices], _("Kind of customer"), _("customers"), [{"name": _("Customers"), "data": data}]
    )


def _series_chart(found: rfm.Answer, days: Sequence[str]) -> dict[str, Any]:
    series = [{"name": str(label), "data": found.series[key]} for key, label in Octant.choices]
    return _chart(days, _("As of"), _("customers"), series)


def _pareto_chart(tenths: Sequence[Tenth]) -> dict[str, Any]:
    shares = [None if one.share is None else round(one.share, 1) for one in tenths]
    even = [10 * one.tenth for one in tenths]
    series: list[dict[str, Any]] = [
        {"name": _("Share of the money"), "data": shares},
        {"name": _("If all were alike"), "data": even, "dashed": True},
    ]
    return _chart([f"{10 * one.tenth} %" for one in tenths], _("Of the customers, the biggest first"), "%", series)
