"""Whose value survives when two records are one human, field by field (pure). A workspace may word its own rules (docs/identity.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.enums import Survivorship

# The rules of a workspace that has made none of its own. `company_name` speaks for the company as a whole.
STANDARD: dict[str, Survivorship] = {
    "name": Survivorship.COMPLETE,
    "email": Survivorship.TRUSTED,
    "phone": Survivorship.TRUSTED,
    "title": Survivorship.RECENT,
    "persona": Survivorship.RECENT,
    "company_name": Survivorship.TRUSTED,
    "industry": Survivorship.COMPLETE,
    "country": Survivorship.RECENT,
    "language": Survivorship.RECENT,
    "search_intent": Survivorship.RECENT,
}


@dataclass(frozen=True)
class Rules:
    """One version of a workspace's rules; version 0 is the standard."""

    version: int
    of: Mapping[str, Survivorship]


@dataclass(frozen=True)
class Side:
    """One of the two: its row, the rank of its strongest identifier (0 the best), and whether it is the record that stays."""

    row: Mapping[str, Any]
    trust: int
    stays: bool


def choose(rules: Mapping[str, Survivorship], one: Side, other: Side) -> dict[str, str]:
    """Which of two records gives each field: "one" or "other". A filled value survives an empty one whatever the rule; what a rule leaves
    undecided falls to the more recent record, and to the one that stays where both are as recent."""
    return {name: "one" if _first(rule, name, one, other) else "other" for name, rule in rules.items()}


def _first(rule: Survivorship, name: str, one: Side, other: Side) -> bool:
    if bool(one.row[name]) != bool(other.row[name]):
        return bool(one.row[name])
    a, b = _worth(rule, name, one), _worth(rule, name, other)
    return a > b


def _worth(rule: Survivorship, name: str, side: Side) -> tuple[Any, ...]:
    """What the rule looks at, the better the greater; then how recent, then whether it stays."""
    first = {
        Survivorship.RECENT: (),
        Survivorship.OLDEST: (-_began(side.row).timestamp(),),
        Survivorship.TRUSTED: (-side.trust,),
        Survivorship.COMPLETE: _fullness(side.row[name]),
        Survivorship.KEPT: (side.stays,),
    }[rule]
    return *first, _seen(side.row), side.stays


def _fullness(text: str) -> tuple[int, int]:
    """A value in full has more words, none of them an initial, and more letters."""
    words = [word for word in text.split() if len(word.rstrip(".")) > 1 or not word.isascii()]
    return len(words), len(text)


def _seen(row: Mapping[str, Any]) -> datetime:
    seen: datetime = row["last_active_at"] or row["known_at"] or row["created_at"]
    return seen


def _began(row: Mapping[str, Any]) -> datetime:
    began: datetime = row["created_at"]
    return began


def problem(rules: Mapping[str, str]) -> tuple[str, str] | None:
    """(field, what is wrong) of rules that are none; every field has to have one."""
    for name in STANDARD:
        if rules.get(name) not in Survivorship.values:
            return name, f"The rule of “{name}” is one of: {', '.join(Survivorship.values)}."
    unknown = sorted(set(rules) - set(STANDARD))
    return (unknown[0][:60], f"There is no field “{unknown[0][:60]}”: use {', '.join(STANDARD)}.") if unknown else None
