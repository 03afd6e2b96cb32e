"""The points of every rule by its name in the ledger, and a rulebook with some of them changed. Pure."""

import copy
from collections.abc import Mapping
from typing import Any

from scoring.domain.ideas import labels
from scoring.domain.rulebook import Rules

DEDUCTIONS = {
    "fit:free_mail": ("free_mail", "Free-mail address"),
    "fit:invalid_phone": ("invalid_phone", "Phone number is not valid"),
    "fit:unknown_company": ("unknown_company", "Company is not known"),
}
SILENCE = "silence"
LISTS = (("pages", "name", "page"), ("events", "event", "event"), ("fit", "name", "fit"), ("patterns", "name", "pattern"))


def of_rules(rules: Rules) -> dict[str, float]:
    """Rule → points as the rulebook says them: of a page before its URL weight. In the order of the rulebook."""
    found = {f"page:{page.name}": page.points for page in rules.pages}
    found |= {f"event:{event.event}": event.points for event in rules.events}
    found |= {f"pattern:{pattern.name}": pattern.points for pattern in rules.patterns}
    found |= {f"fit:{fit.name}": fit.points for fit in rules.fit}
    found |= {rule: getattr(rules.deductions, name) for rule, (name, _) in DEDUCTIONS.items()}
    return {**found, SILENCE: rules.silence.points}


def names(rules: Rules) -> dict[str, str]:
    """Rule → the words for it, deductions and silence included."""
    return {**labels(rules), **{rule: label for rule, (_, label) in DEDUCTIONS.items()}, SILENCE: "A silent time"}


def with_points(rules: Mapping[str, Any], points: Mapping[str, float]) -> dict[str, Any]:
    """`rules` (plain data) with these points; rules that are not there are left out."""
    new = copy.deepcopy(dict(rules))
    for part, key, kind in LISTS:
        for item in new.get(part, []):
            item["points"] = points.get(f"{kind}:{item[key]}", item["points"])
    for rule, (name, _) in DEDUCTIONS.items():
        new["deductions"][name] = points.get(rule, new["deductions"][name])
    new["silence"]["points"] = points.get(SILENCE, new["silence"]["points"])
    return new
