"""What would make it an MQL: the points that are missing, and the rules that typically give them."""

import math
from dataclasses import dataclass

from scoring.domain.rulebook import Rules

AS_MANY = 5


@dataclass(frozen=True)
class Idea:
    """Doing this `times` times would be enough."""

    rule: str
    label: str
    points: float
    times: int


def ideas(rules: Rules, missing: float) -> list[Idea]:
    """The rules that close the gap in the fewest steps, the smallest sufficient one first."""
    if missing <= 0:
        return []
    # What counts once closes the gap alone, or not at all.
    gains = [(f"event:{e.event}", e.label, e.points) for e in rules.events if not e.once or e.points >= missing]
    gains += [(f"page:{p.name}", p.label, p.points * p.url_weight) for p in rules.pages]
    found = {label: Idea(rule, label, points, math.ceil(missing / points)) for rule, label, points in gains if points > 0}
    return sorted(found.values(), key=lambda idea: (idea.times, idea.points, idea.label))[:AS_MANY]


def labels(rules: Rules) -> dict[str, str]:
    """Rule → the words for it."""
    found = {f"page:{p.name}": p.label for p in rules.pages}
    found |= {f"event:{e.event}": e.label for e in rules.events}
    found |= {f"pattern:{p.name}": p.label for p in rules.patterns}
    return found | {f"fit:{f.name}": f.label for f in rules.fit}
