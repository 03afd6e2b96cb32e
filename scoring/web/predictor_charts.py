"""How good a model was → the shapes that `{% chart %}` draws (docs/ui.md)."""

from typing import Any

from django.utils.translation import gettext as _

from scoring.models import Predictor

Chart = dict[str, Any]


def of_lift(predictor: Predictor) -> Chart:
    """The lift of each tenth of the later leads, likeliest first."""
    return _chart(
        predictor, _("× average"), [{"name": _("Lift over average"), "data": [round(row["lift"], 2) for row in predictor.card["tenths"]]}]
    )


def of_calibration(predictor: Predictor) -> Chart:
    """What was said beside what came, tenth by tenth, in percent."""
    tenths = predictor.card["tenths"]
    said = {"name": _("Said"), "data": [round(100 * row["said"], 1) for row in tenths], "dashed": True}
    return _chart(predictor, "%", [{"name": _("Came"), "data": [round(100 * row["came"], 1) for row in tenths]}, said])


def _chart(predictor: Predictor, unit: str, series: list[Chart]) -> Chart:
    categories = [str(row["number"]) for row in predictor.card["tenths"]]
    label = _("Tenth of the leads, likeliest first")
    return {"categories": categories, "category_label": label, "unit": unit, "as_of": predictor.seen_until, "series": series}
