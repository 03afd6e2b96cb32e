"""Page: does the score keep its word? Calibration of score → P(SQL in 30 days), with every number opening its leads (M12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.domain.calibration import LEAST, LEAST_EACH, LEAST_IN_BIN, Bin
from analytics.domain.periods import Period
from analytics.domain.windows import DAYS
from analytics.queries import kept
from analytics.queries.score_behind import SQL, words_of
from analytics.web import links
from analytics.web.charts import Chart, rounded
from analytics.web.reports import Answer, report
from kernel import clock
from tenants.web.identity import WorkspaceRequest


@dataclass(frozen=True)
class Line:
    """A row of the CSV: one bin; shares from 0 to 1, empty where there are too few."""

    score_from: float
    score_below: float | None
    judged: int
    leads: int
    became_sql: int
    share: float | None
    low: float | None
    high: float | None
    fitted: float | None


@report("calibration")
def calibration_page(request: WorkspaceRequest, period: Period) -> Answer:
    """Which share of the leads with a score became SQL within thirty days?"""
    found, as_of = kept.calibrated(period)
    slug = request.caller.workspace.slug
    shown = [(row, name_of(row), _link(slug, period, row), _link(slug, period, row, SQL)) for row in found.bins]
    known: dict[str, Any] = {
        "as_of": as_of,
        "is_kept": kept.is_large(),
        "found": found,
        "bins": shown,
        "days": DAYS,
        "least": LEAST,
        "least_each": LEAST_EACH,
        "least_in_bin": LEAST_IN_BIN,
    }
    if found.enough:
        known["chart"] = {**_chart(found.bins, [url for _row, _name, url, _became in shown]), "as_of": as_of}
    return [line(row) for row in found.bins], known


def line(row: Bin) -> Line:
    low, high = row.interval or (None, None)
    return Line(row.low, row.high, row.judged, row.leads, row.became, row.share, low, high, row.fitted)


def name_of(row: Bin) -> str:
    """60–70, or 120 and over."""
    return f"{row.low:g}–{row.high:g}" if row.high is not None else _("%(score)s and over") % {"score": f"{row.low:g}"}


def _link(slug: str, period: Period, row: Bin, became: str = "") -> str:
    high = "" if row.high is None else f"{row.high:g}"
    value = ";".join(filter(None, [words_of(period), f"{row.low:g}..{high}", became]))
    return links.leads(slug, scored=value, known="all")


def _percent(share: float | None) -> float | None:
    return None if share is None else rounded(100 * share)


def _chart(bins: Sequence[Bin], urls: Sequence[str]) -> Chart:
    series: list[dict[str, Any]] = [
        {
            "name": _("Share"),
            "data": [_percent(row.share) for row in bins],
            "low": [_percent(row.interval.low) if row.interval else None for row in bins],
            "high": [_percent(row.interval.high) if row.interval else None for row in bins],
            "interval": _("95 % interval"),
            "links": list(urls),
        },
        {"name": _("Fitted"), "data": [_percent(row.fitted) for row in bins], "dashed": True},
    ]
    names = [name_of(row) for row in bins]
    return {"categories": names, "category_label": _("Score"), "unit": "%", "as_of": clock.now(), "series": series}
