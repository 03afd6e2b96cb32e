"""What a limit took or gave back, in the language of the reader."""

from django.utils.translation import gettext as _

from scoring.domain.limits import CAP, FLOOR, TOTAL, WINDOW, base_of
from scoring.domain.points import names
from scoring.domain.rule_shapes import Pattern, Rules
from scoring.domain.score_model import SILENCE
from scoring.enums import Dimension
from scoring.queries import said
from scoring.queries.decay_words import of_decay


def of_rule(rule: str, label: str, rules: Rules) -> str:
    """The words for a line of the explanation; a rule of the rulebook keeps its label."""
    plain = rule.removeprefix("fit:")
    base = base_of(plain)
    if base == SILENCE:
        return _("No interaction for %(days)s days") % {"days": rules.silence.days}
    if base == plain:
        return said.reason(label)
    part = part_of(base, rules)
    if plain.startswith(WINDOW):
        return _("Over what it gives in its days: %(part)s") % {"part": part}
    if plain.startswith(CAP):
        return _("Over its cap: %(part)s") % {"part": part}
    assert plain.startswith(FLOOR)
    return _("Given back at its floor: %(part)s") % {"part": part}


def part_of(key: str, rules: Rules) -> str:
    """A dimension, a group, a rule or the total, by name; what is no longer in the rulebook by its key."""
    if key == TOTAL:
        return _("Score in total")
    if key in Dimension.values:
        return str(Dimension(key).label)
    known = names(rules) | {f"group:{group.name}": group.label for group in rules.groups}
    return _(known[key]) if key in known else key


def of_limits(rules: Rules) -> list[tuple[str, float | None, float | None]]:
    """(part, at most, never below) of dimensions, groups and the total that are limited."""
    bounds = [(str(dimension.label), getattr(rules.limits, dimension.value)) for dimension in Dimension]
    rows = [(label, each.cap, each.floor) for label, each in bounds]
    rows += [(_(group.label), group.cap, group.floor) for group in rules.groups]
    rows.append((_("Score in total"), rules.limits.total, None))
    return [row for row in rows if row[1:] != (None, None)]


def of_patterns(rules: Rules) -> list[tuple[str, str, float]]:
    """(label, what has to happen, points)."""
    said = [f"{_asked(pattern, rules)} {of_decay(pattern.decay)}".rstrip() for pattern in rules.patterns]
    return [(_(pattern.label), asked, pattern.points) for pattern, asked in zip(rules.patterns, said, strict=True)]


def _asked(pattern: Pattern, rules: Rules) -> str:
    known = {"when": part_of(pattern.when, rules), "times": pattern.times, "days": pattern.days}
    if not pattern.then:
        return _("%(when)s: at least %(times)s times in %(days)s days") % known
    return _("%(when)s: at least %(times)s times, then %(then)s, within %(days)s days") % {**known, "then": part_of(pattern.then, rules)}
