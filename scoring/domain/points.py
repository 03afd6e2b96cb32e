"""The points of every rule by its name in the ledger, and a rulebook with some of them changed. Pure."""

from scoring.domain.ideas import labels
from scoring.domain.rule_shapes import Rules
from scoring.domain.score_model import SILENCE
from scoring.domain.score_model import with_points as with_points

DEDUCTIONS = {
    "fit:free_mail": ("free_mail", "Free-mail address"),
    "fit:invalid_phone": ("invalid_phone", "Phone number is not valid"),
    "fit:unknown_company": ("unknown_company", "Company is not known"),
}


def of_rules(rules: Rules) -> dict[str, float]:
    """Rule → points as the rulebook says them: of a page before its URL weight. In the order of the rulebook."""
    found = {f"page:{page.name}": page.points for page in rules.pages}
    found |= {event.key: event.points for event in rules.events}
    found |= {f"pattern:{pattern.name}": pattern.points for pattern in rules.patterns}
    found |= {f"fit:{fit.name}": fit.points for fit in rules.fit}
    found |= {rule: getattr(rules.deductions, name) for rule, (name, _) in DEDUCTIONS.items()}
    return {**found, SILENCE: rules.silence.points}


def names(rules: Rules) -> dict[str, str]:
    """Rule → the words for it, deductions and silence included."""
    return {**labels(rules), **{rule: label for rule, (_, label) in DEDUCTIONS.items()}, SILENCE: "A silent time"}
