"""The form of a predictive model: what stands in it, and what was asked by it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import clock
from kernel.problems import Refused
from scoring.domain import instants
from scoring.domain.features import ATTRIBUTE, BUILT_IN, PAGE
from scoring.domain.prediction import YES, Wanted
from scoring.enums import Foreseen, Gate
from scoring.models import Predictor
from scoring.queries import features
from scoring.web import predictor_words

PLAIN = ("name", "tag", "split_at", "outcome", "within_days", "column", "yes_values", "gate", "gate_level", "threshold")


def read(post: QueryDict) -> Wanted:
    """What the form asks for; refuses what is no number and no day, naming the field."""
    texts = {name: post.get(name, "").strip() for name in PLAIN}
    yes = tuple(value.strip() for value in texts["yes_values"].split(",") if value.strip())
    return Wanted(
        name=texts["name"], tag=texts["tag"], split_at=_day(texts["split_at"]), outcome=texts["outcome"],
        within_days=int(_number("within_days", texts["within_days"])), column=texts["column"], yes_values=yes,
        empty_is_no="empty_is_no" in post, features=tuple(post.getlist("features")), gate=texts["gate"],
        gate_level=_number("gate_level", texts["gate_level"]), threshold=_number("threshold", texts["threshold"]),
    )  # fmt: skip


def _number(name: str, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not abs(found) < 1e6:
        raise Refused(_("Give a number."), field=name)
    return found


def _day(text: str) -> datetime:
    """The beginning of a day in the workspace's zone, or an instant."""
    found = instants.parse(f"{text}T00:00" if len(text) == 10 else text, timezone.get_current_timezone())
    if found is None:
        raise Refused(_("Give a day such as 2026-03-01."), field="split_at")
    return found


def blank() -> dict[str, Any]:
    """A first proposal: customers within 90 days, learned from all but the last half year, everything that is no attribute."""
    split = timezone.localtime(clock.now() - timedelta(days=180))
    return {
        "name": "", "tag": "", "split_at": f"{split:%Y-%m-%d}", "outcome": Foreseen.CUSTOMER.value, "within_days": "90", "column": "",
        "yes_values": ", ".join(YES), "empty_is_no": False, "features": list(BUILT_IN), "gate": Gate.AUC.value, "gate_level": "0.65",
        "threshold": "0.5",
    }  # fmt: skip


def like(predictor: Predictor) -> dict[str, Any]:
    """The next version of a model: asked for as this one was."""
    split = timezone.localtime(predictor.split_at)
    return {
        **{name: getattr(predictor, name) for name in ("name", "outcome", "empty_is_no", "features", "gate")},
        **{name: str(getattr(predictor, name)) for name in ("within_days", "gate_level", "threshold")},
        "tag": predictor.tag_name, "split_at": f"{split:%Y-%m-%d}" if split.time() == datetime.min.time() else split.isoformat(),
        "column": predictor.column, "yes_values": ", ".join(predictor.yes_values or YES),
    }  # fmt: skip


def said(post: QueryDict) -> dict[str, Any]:
    """What was sent, to be shown again."""
    return {**{name: post.get(name, "") for name in PLAIN}, "empty_is_no": "empty_is_no" in post, "features": post.getlist("features")}


def groups(chosen: list[str], names: list[str]) -> list[dict[str, Any]]:
    """Features to choose from, in groups; `names` of the free attributes."""
    known = list(features.choices(names))
    categories = {name.removeprefix(PAGE): label for name, label in known if label}
    rows = [{"name": name, "label": predictor_words.feature(name, categories), "on": name in chosen} for name, _label in known]
    plain = [row for row in rows if not str(row["name"]).startswith((PAGE, ATTRIBUTE))]
    pages = [row for row in rows if str(row["name"]).startswith(PAGE)]
    free = [row for row in rows if str(row["name"]).startswith(ATTRIBUTE)]
    named = [
        (_("Who they were and how they came"), plain), (_("Pages they had seen by then"), pages), (_("Columns of your own"), free),
    ]  # fmt: skip
    return [{"label": label, "features": rows} for label, rows in named if rows]
