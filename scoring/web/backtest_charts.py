"""What a test found → the shape that `{% chart %}` draws (docs/ui.md)."""

from itertools import dropwhile
from typing import Any

from django.utils.translation import gettext as _

from scoring.models import Backtest

Chart = dict[str, Any]


def of_weeks(test: Backtest) -> Chart:
    """Hand-overs week by week, from the first week with one; the live rulebook as a dashed line."""
    weeks = list(dropwhile(lambda week: not (week[1] or week[2]), test.verdict["weeks"])) or test.verdict["weeks"]
    series: list[Chart] = [
        {"name": _("Draft"), "data": [week[1] for week in weeks]},
        {"name": _("Live"), "data": [week[2] for week in weeks], "dashed": True},
    ]
    return _chart([week[0] for week in weeks], _("Week from"), _("leads"), test, series)


def of_deciles(test: Backtest) -> Chart:
    """The lift of each tenth of the leads, best first."""
    deciles = test.verdict["deciles"]
    series: list[Chart] = [
        {"name": _("Draft"), "data": [_rounded(row["draft_lift"]) for row in deciles]},
        {"name": _("Live"), "data": [_rounded(row["live_lift"]) for row in deciles]},
    ]
    return _chart([str(row["number"]) for row in deciles], _("Tenth of the leads, best first"), _("× average"), test, series)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _chart(categories: list[str], label: str, unit: str, test: Backtest, series: list[Chart]) -> Chart:
    return {"categories": categories, "category_label": label, "unit": unit, "as_of": test.until, "series": series}
