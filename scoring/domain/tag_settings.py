"""What the definition of a tag says, read out of a form, a file or the API. Pure and total."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.enums import Fading, TagKind

LONGEST_DAYS = 3_650
MOST_WEIGHT = 1_000_000.0
LENGTHS = {"description": 300, "category": 60, "model_version": 60, "metric": 120, "owner_name": 200}
COLUMNS = ("name", "kind", "category", "description", "fading", "lasts_days", "cap", "model_version", "metric", "owner_name")


class BadSettings(ValueError):
    """`field` cannot be what it is; `detail` says what would do."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


@dataclass(frozen=True)
class TagSettings:
    """Kind (F032), fading (F036): `lasts_days` after an earning it counts no more; `cap` is the most a lead can carry (F039);
    `owner_name` is who answers for what it means (F031)."""

    kind: str = TagKind.FACTUAL.value
    description: str = ""
    category: str = ""
    fading: str = Fading.EXPONENTIAL.value
    lasts_days: int | None = None
    cap: float | None = None
    model_version: str = ""
    metric: str = ""
    owner_name: str = ""


def parse(given: Mapping[str, Any]) -> TagSettings:
    """The settings in `given`; what is missing or empty has its default. Raises BadSettings with the first field that cannot be."""
    kind, fading = _one_of("kind", given, TagKind.values), _one_of("fading", given, Fading.values)
    texts = {name: _text(name, given.get(name), most) for name, most in LENGTHS.items()}
    lasts, cap = _number("lasts_days", given.get("lasts_days"), LONGEST_DAYS), _number("cap", given.get("cap"), MOST_WEIGHT)
    if lasts is not None and (lasts < 1 or lasts != int(lasts)):
        raise BadSettings("lasts_days", f"Give whole days, 1 to {LONGEST_DAYS}, or leave it empty.")
    if fading in (Fading.LINEAR, Fading.STEP) and lasts is None:
        raise BadSettings("lasts_days", "Say after how many days nothing is left: this fading needs an end.")
    if kind == TagKind.PREDICTIVE:
        _of_a_model(texts)
    return TagSettings(kind, fading=fading, lasts_days=None if lasts is None else int(lasts), cap=cap, **texts)


def _of_a_model(texts: Mapping[str, str]) -> None:
    """A judgement that nobody can hold to how often it is right is no tag (F032)."""
    if not texts["model_version"]:
        raise BadSettings("model_version", "Say which version of which model judges: a predictive tag is its judgement.")
    if not texts["metric"]:
        raise BadSettings("metric", "Say how good the model was on people it had not seen, such as “AUC 0.81, 2026-09”.")


def _one_of(name: str, given: Mapping[str, Any], values: list[str]) -> str:
    value = str(given.get(name) or values[0]).strip().lower()
    if value not in values:
        raise BadSettings(name, f"“{value[:40]}” is none of: {', '.join(values)}.")
    return value


def _text(name: str, value: Any, most: int) -> str:
    text = str(value or "").strip()
    if len(text) > most or "\x00" in text:
        raise BadSettings(name, f"Write at most {most} characters.")
    return text


def _number(name: str, value: Any, most: float) -> float | None:
    if value is None or str(value).strip() == "":
        return None
    try:
        number = float(str(value).strip())
    except ValueError:
        number = math.nan
    if not 0 < number <= most:
        raise BadSettings(name, f"Give a number above 0, at most {most:g}, or leave it empty.")
    return number
