"""Page: leads counted by two questions at once; every number opens the leads that make it."""

import csv
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kernel.problems import Refused
from leads.domain.export import cell
from leads.domain.filters import BadFilter, Filters, to_query
from leads.queries import board, matrix
from leads.queries.filter_words import describe
from leads.queries.matrix import Axis, Matrix
from leads.web.lists import asked
from leads.web.shown_as import views
from tenants.queries.workspaces import local_now
from tenants.web.identity import WorkspaceRequest, needs

# How many shades a cell may have, the fullest last.
SHADES = 5


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """Down and across are any two of the filters that may be axes; the rest of the address is the filter of the list."""
    down, across = (request.GET.get(field) or matrix.default(field) for field in ("down", "across"))
    filters: Filters = {}
    found, problem = None, ""
    try:
        filters, _order = asked(request)
        found = matrix.run(filters, down, across, local_now())
    except (BadFilter, Refused) as error:
        problem = error.detail
    if found and "export" in request.GET and request.caller.can("export"):
        return _csv(found)
    context: dict[str, Any] = {
        "problem": problem, "axes": matrix.axes(), "down": down, "across": across, "filters": filters, "query": to_query(filters),
        "views": views(filters, "matrix"), "grid": _grid(found, filters) if found else None,
        "about": describe({key: values for key, values in filters.items() if key != "known"}),
    }  # fmt: skip
    return render(request, "leads/matrix.html", context, status=400 if problem else 200)


def _grid(found: Matrix, filters: Filters) -> dict[str, Any]:
    """Rows and columns that hold somebody, or may; each cell with its shade and the filter of the list behind it."""
    rows, columns = _values(found.down, {down for down, _a in found.counts}), _values(found.across, {a for _d, a in found.counts})
    most = max(found.counts.values(), default=0)
    lines = []
    for value, label in rows:
        cells, total = [], 0
        for column, _label in columns:
            count = found.counts.get((value, column), 0)
            total += count
            behind = {**board.shown(filters), found.down.key: [value], found.across.key: [column]} if value and column else None
            cells.append({"count": count, "shade": -(-SHADES * count // most) if most else 0, "query": to_query(behind) if behind else ""})
        lines.append({"label": label, "cells": cells, "total": total})
    totals = [sum(found.counts.get((value, column), 0) for value, _l in rows) for column, _label in columns]
    return {
        "columns": [label for _value, label in columns], "lines": lines, "totals": totals, "total": sum(totals),
        "down": found.down.label, "across": found.across.label,
    }  # fmt: skip


def _values(axis: Axis, held: set[str]) -> list[tuple[str, str]]:
    """Its choices, and those who are none of them where there are any."""
    return [*axis.values, *([("", _("None of these"))] if "" in held else [])]


def _csv(found: Matrix) -> HttpResponse:
    """One line per cell, empty ones too."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lead-matrix.csv"'
    writer = csv.writer(answer)
    writer.writerow([cell(str(found.down.label)), cell(str(found.across.label)), "Leads"])
    rows, columns = _values(found.down, {down for down, _a in found.counts}), _values(found.across, {a for _d, a in found.counts})
    for value, label in rows:
        for column, name in columns:
            writer.writerow([cell(label), cell(name), found.counts.get((value, column), 0)])
    return answer
