"""Question: how many leads stand in each cell of two questions? Any two filters whose choices exclude each other: stage × owner.

A cell is counted by the very conditions of the list, so that its number and the list behind it are the same.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Value, When

from kernel.problems import Refused
from leads.domain.filters import REGISTRY, Filters
from leads.queries import board, leads, stages

# Of the filters that are registered, those of which each lead has exactly one answer.
AXES = ("grade", "engagement", "band", "stage", "owner", "phase", "lane", "channel", "tier", "market_class", "contactable")
DOWN, ACROSS = ("grade", "stage"), ("band", "owner")


@dataclass(frozen=True)
class Axis:
    """A filter as an axis: its choices, (value, label), in order."""

    key: str
    label: Any
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Matrix:
    """`counts`: (value down, value across) → leads; "" stands for none of the choices."""

    down: Axis
    across: Axis
    counts: dict[tuple[str, str], int]


def axes() -> list[tuple[str, Any]]:
    """(key, label) of what may be an axis."""
    return [(key, REGISTRY[key].label) for key in AXES if key in REGISTRY]


def axis(key: str, field: str) -> Axis:
    """Refuses what is none, naming those that are."""
    known = [each for each, _label in axes()]
    found = REGISTRY.get(key) if key in known else None
    if found is None or found.choices is None:
        raise Refused(f"“{key[:40]}” is no axis: use {', '.join(known)}.", field=field)
    named = stages.names() if key == "stage" else {}
    return Axis(key, found.label, [(value, str(named.get(value, label))) for value, label in found.choices()])


def default(field: str) -> str:
    """Fit × score where scoring lends both, else stage × owner."""
    return next(key for key in (DOWN if field == "down" else ACROSS) if key in REGISTRY)


def run(filters: Filters, down: str, across: str, now: datetime) -> Matrix:
    """Every cell that holds leads, in one statement. Refuses an unknown axis and the same one twice; raises BadFilter."""
    if down == across:
        raise Refused("Choose two different questions.", field="across")
    rows, columns = axis(down, "down"), axis(across, "across")
    found = leads.search(board.shown(filters), now=now).order_by()
    placed = found.annotate(down=_answer(rows, now), across=_answer(columns, now)).values_list("down", "across")
    return Matrix(rows, columns, {(d, a): n for d, a, n in placed.annotate(n=Count("id"))})


def _answer(asked: Axis, now: datetime) -> Case:
    where = REGISTRY[asked.key].where
    whens = [When(where(value, now), then=Value(value)) for value, _label in asked.values]
    return Case(*whens, default=Value(""), output_field=CharField())
