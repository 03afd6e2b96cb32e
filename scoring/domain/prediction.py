"""What is asked of a predictive model, checked; whose end is known; and whether it may act (F046). Pure.

The instant of a lead is when it was first known by name in this episode. Leads of before the split teach, those of after it judge; whoever
had the outcome already at that instant, or whose time for it is not over, does neither.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scoring.domain.features import ATTRIBUTE, BUILT_IN, PAGE, clean
from scoring.domain.tag_settings import BadSettings
from scoring.enums import Foreseen, Gate, Part

LONGEST_NAME, LONGEST_TAG, LONGEST_DAYS = 40, 80, 3_650
MOST_FEATURES, MOST_VALUES = 60, 20
# So many leads with and without the outcome are needed to learn, and to judge.
TO_LEARN, TO_JUDGE = 30, 20
HIGHEST = {Gate.AUC: 1.0, Gate.SKILL: 1.0, Gate.LIFT: 10.0}
LOWEST = {Gate.AUC: 0.5, Gate.SKILL: 0.0, Gate.LIFT: 1.0}
YES = ("yes", "true", "1")


@dataclass(frozen=True)
class Wanted:
    """A model: the tag it gives, the outcome (a stage within days, or a column with its values for yes), the split, features and gate."""

    name: str
    tag: str
    split_at: datetime
    outcome: str = Foreseen.CUSTOMER.value
    within_days: int = 90
    column: str = ""
    yes_values: tuple[str, ...] = YES
    empty_is_no: bool = False
    features: tuple[str, ...] = BUILT_IN
    gate: str = Gate.AUC.value
    gate_level: float = 0.65
    threshold: float = 0.5


@dataclass(frozen=True)
class Ending:
    """What is known of a lead's end: when it reached the stage, and what its column says."""

    reached_at: datetime | None = None
    said: str = ""


def check(wanted: Wanted, now: datetime) -> None:
    """Raises BadSettings with the first field that cannot be, and what would do."""
    _name("name", wanted.name, LONGEST_NAME)
    _name("tag", wanted.tag, LONGEST_TAG)
    _one_of("outcome", wanted.outcome, Foreseen.values)
    _one_of("gate", wanted.gate, Gate.values)
    if not 1 <= wanted.within_days <= LONGEST_DAYS:
        raise BadSettings("within_days", f"Give whole days, 1 to {LONGEST_DAYS}.")
    if wanted.outcome == Foreseen.COLUMN:
        _name("column", wanted.column, 80)
        if not wanted.yes_values or len(wanted.yes_values) > MOST_VALUES or not all(map(clean, wanted.yes_values)):
            raise BadSettings("yes_values", f"Name the values that mean yes, 1 to {MOST_VALUES}; * for any.")
    if wanted.split_at >= now:
        raise BadSettings("split_at", "Give an instant in the past: leads of after it are there to judge by.")
    _features(wanted)
    lowest, highest = LOWEST[Gate(wanted.gate)], HIGHEST[Gate(wanted.gate)]
    if not lowest <= wanted.gate_level <= highest:
        raise BadSettings("gate_level", f"Give a number from {lowest:g} to {highest:g}.")
    if not 0 < wanted.threshold < 1:
        raise BadSettings("threshold", "Give a probability between 0 and 1, such as 0.3.")


def _name(name: str, text: str, most: int) -> None:
    if not text.strip() or len(text) > most or not text.isprintable():
        raise BadSettings(name, f"Write 1 to {most} characters, without line breaks.")


def _one_of(name: str, value: str, values: list[str]) -> None:
    if value not in values:
        raise BadSettings(name, f"Choose one of {', '.join(values)}.")


def _features(wanted: Wanted) -> None:
    if not wanted.features or len(wanted.features) > MOST_FEATURES:
        raise BadSettings("features", f"Choose 1 to {MOST_FEATURES} features.")
    for name in wanted.features:
        free = name.startswith((ATTRIBUTE, PAGE)) and name.partition(":")[2].strip() and len(name) <= 100
        if name not in BUILT_IN and not free:
            raise BadSettings("features", f"“{name[:60]}” is no feature: use {', '.join(BUILT_IN)}, {PAGE}… or {ATTRIBUTE}….")
    if len(set(wanted.features)) < len(wanted.features):
        raise BadSettings("features", "Name each feature once.")
    if wanted.outcome == Foreseen.COLUMN and f"{ATTRIBUTE}{wanted.column}" in wanted.features:
        raise BadSettings("features", f"“{ATTRIBUTE}{wanted.column}” is the outcome itself: leave it out.")


@dataclass(frozen=True)
class Terms:
    """What decides about a lead's part."""

    outcome: str
    within: timedelta
    yes_values: frozenset[str]
    empty_is_no: bool
    split_at: datetime


def part_of(terms: Terms, at: datetime, ending: Ending, now: datetime) -> tuple[Part, bool | None] | None:
    """The part of a lead of the instant `at`, and its outcome where it is known by `now`; None for whom a model has no use."""
    if terms.outcome == Foreseen.COLUMN:
        came = _said(terms, ending.said)
    elif ending.reached_at is not None and ending.reached_at <= at:
        return None
    elif at + terms.within > now:
        # Those who were quick are left out with those who may still come: else only the good ones of the last days would be counted.
        came = None
    else:
        came = ending.reached_at is not None and ending.reached_at <= at + terms.within
    if came is None:
        return (Part.OPEN, None) if at >= terms.split_at else None
    return (Part.LEARN if at < terms.split_at else Part.JUDGE), came


def _said(terms: Terms, said: str) -> bool | None:
    if not said:
        return False if terms.empty_is_no else None
    return "*" in terms.yes_values or said in terms.yes_values


def too_few(part: Part, with_outcome: int, without: int) -> dict[str, Any] | None:
    """Why these are too few leads to learn from or to judge on; None when they are enough."""
    least = TO_LEARN if part == Part.LEARN else TO_JUDGE
    if with_outcome >= least and without >= least:
        return None
    return {"code": f"few_{part.value}", "with_outcome": with_outcome, "without": without, "least": least}


def at_gate(gate: str, level: float, card: Mapping[str, Any]) -> dict[str, Any] | None:
    """Why the model may not act, with its figure; None when its figure reaches the level."""
    figure = float(card[gate])
    if math.isfinite(figure) and figure >= level:
        return None
    return {"code": "gate", "gate": gate, "figure": figure, "level": level}


def metric_of(card: Mapping[str, Any]) -> str:
    """How good it was, in the words that a tag carries: “AUC 0.63 on 3,120 later leads (2018-03-01 – 2018-05-31)”."""
    return f"AUC {card['auc']:.2f} on {card['leads']:,} later leads ({card['judged_from'][:10]} – {card['judged_until'][:10]})"
