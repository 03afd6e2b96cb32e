"""Conditions of a branch: field, operator, value; all of a case must hold. Evaluated in memory over one LeadView."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from journeys.domain.problem import gettext_noop as _

FIELDS = ("stage", "persona", "language", "source", "channel", "country", "industry", "company", "title", "score", "tag", "segment")
PROPERTY = "property:"


class LeadView(msgspec.Struct, frozen=True):
    """What a journey may know of a lead, at one instant."""

    stage: str = ""
    persona: str = ""
    language: str = ""
    source: str = ""
    channel: str = ""
    country: str = ""
    industry: str = ""
    company: str = ""
    title: str = ""
    score: float = 0.0
    tags: frozenset[str] = frozenset()
    # Names of the segments that the lead belongs to, as they are kept.
    segments: frozenset[str] = frozenset()
    properties: Mapping[str, Any] = {}
    last_active_at: datetime | None = None
    closed: bool = False
    # What the trees that were asked of it say (journeys.domain.trees.key_of); a branch stops at one that is not among them.
    trees: Mapping[str, bool] = {}


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`value` is a text, a number, or a list of texts of which one must fit."""

    field: str
    op: str = "is"
    value: str | float | list[str] = ""


def texts(value: Any) -> list[str]:
    """One or many values as lower-case texts."""
    return [str(x).strip().casefold() for x in (value if isinstance(value, list) else [value])]


def number(value: Any) -> float | None:
    """The number in `value`; None when there is none (then no comparison holds)."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _compare(test: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def compare(have: Any, want: Any) -> bool:
        left, right = number(have), number(want)
        return left is not None and right is not None and test(left, right)

    return compare


def _is(have: Any, want: Any) -> bool:
    wanted = texts(want)
    return any(x in wanted for x in texts(list(have) if isinstance(have, frozenset) else have))


def _contains(have: Any, want: Any) -> bool:
    held = texts(list(have) if isinstance(have, frozenset) else have)
    return any(part and part in text for part in texts(want) for text in held)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _is,
    "is_not": lambda have, want: not _is(have, want),
    "contains": _contains,
    "at_least": _compare(lambda a, b: a >= b),
    "below": _compare(lambda a, b: a < b),
}


def value_of(lead: LeadView, field: str) -> Any:
    """What the lead has in `field`; "" for a property it has not."""
    if field.startswith(PROPERTY):
        return lead.properties.get(field.removeprefix(PROPERTY), "")
    return {"tag": lead.tags, "segment": lead.segments}[field] if field in ("tag", "segment") else getattr(lead, field)


def holds(condition: Condition, lead: LeadView) -> bool:
    return OPERATORS[condition.op](value_of(lead, condition.field), condition.value)


def all_hold(conditions: list[Condition], lead: LeadView) -> bool:
    return all(holds(condition, lead) for condition in conditions)


def problem(condition: Condition) -> str:
    """What is wrong with a condition; "" when nothing is."""
    if condition.field not in FIELDS and not (condition.field.startswith(PROPERTY) and len(condition.field) > len(PROPERTY)):
        return _("There is no such field: use stage, persona, language, source, score, tag, segment or property:<name>.")
    if condition.op not in OPERATORS:
        return _("A condition has an unknown comparison: use is, is_not, contains, at_least or below.")
    if condition.op in ("at_least", "below") and number(condition.value) is None:
        return _("A condition compares with something that is no number.")
    if condition.value in ("", []):
        return _("A condition compares with nothing: give it a value.")
    return ""
