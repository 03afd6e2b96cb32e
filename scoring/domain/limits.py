"""Which parts of a score are limited, made ready once a rulebook: rules, groups of rules, dimensions, and the score in total (F071)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.domain import kernels
from scoring.domain.rule_shapes import Bounds, Group, Pattern, Rules, Window
from scoring.domain.rulebook import behaviour, decays_of

CAP, FLOOR, WINDOW, TOTAL = "cap:", "floor:", "window:", "total"
PATTERN = "pattern:"
# An effect that another rulebook values otherwise (scoring.domain.revalue).
ANEW = "anew:"
PREFIXES = (CAP, FLOOR, WINDOW, ANEW)


@dataclass(frozen=True, slots=True)
class Scope:
    """A part that is limited, by the name of it: `event:x`, `group:x`, `interest`."""

    key: str
    label: str
    cap: float | None
    floor: float | None


def base_of(rule: str) -> str:
    """What a correction is about; a rule of the rulebook is about itself."""
    prefix = next((prefix for prefix in PREFIXES if rule.startswith(prefix)), "")
    return base_of(rule.removeprefix(prefix)) if prefix else rule


class Limiter:
    """The limits of behaviour, and what is watched for patterns. `of`: rule → the scopes that it is in, smallest first."""

    def __init__(self, rules: Rules) -> None:
        self.total = rules.limits.total
        self.decays, self.rate = decays_of(rules), rules.decay.rate
        self.of: dict[str, tuple[Scope, ...]] = {}
        self.windows: dict[str, Window] = {}
        self.labels: dict[str, str] = {}
        groups = [Scope(f"group:{group.name}", group.label, group.cap, group.floor) for group in rules.groups]
        self.groups = {group.key: group for group in groups}
        bounds: dict[str, Bounds] = {name: getattr(rules.limits, name) for name in ("interest", "behaviour", "purchase")}
        self.dimensions = {name: Scope(name, name, each.cap, each.floor) for name, each in bounds.items() if each != Bounds()}
        self.patterns: dict[str, list[Pattern]] = {}
        for pattern in rules.patterns:
            for name in filter(None, (pattern.when, pattern.then)):
                self.patterns.setdefault(name, []).append(pattern)
        for _, key, rule in behaviour(rules):
            own = Scope(key, rule.label, rule.cap, rule.floor) if (rule.cap, rule.floor) != (None, None) else None
            scopes = (own, self.groups.get(f"group:{rule.group}"), self.dimensions.get(rule.dimension))
            self.of[key] = tuple(scope for scope in scopes if scope)
            self.labels[key] = rule.label
            if rule.window:
                self.windows[key] = rule.window

    def __bool__(self) -> bool:
        return bool(self.total is not None or self.windows or self.patterns or any(self.of.values()))

    def kernel(self, rule: str, at: datetime) -> str:
        """How an entry of `rule` at `at` fades."""
        return kernels.at_entry(self.decays.get(rule), at, self.rate)

    def counted(self, rule: str, dimension: str) -> list[str]:
        """The scopes in whose worth an entry is, corrections included: what a group takes away is no matter of the rule."""
        base = base_of(rule)
        if base in self.of:
            return [scope.key for scope in self.of[base]]
        found = [base] if base in self.groups else []
        return [*found, dimension] if dimension in self.dimensions else found


def limiter(rules: Rules) -> Limiter | None:
    """The limits of `rules`; None when behaviour is not limited at all, so that nothing has to be kept."""
    return Limiter(rules) or None


Correction = tuple[str, float, str]


def match_limits(rules: Rules, given: Sequence[tuple[str, float]]) -> list[Correction]:
    """What the limits of match take from, or give back to, the rules of match that hold: (rule, points, reason), groups first.

    A score that is limited in total leaves no more to match alone.
    """
    limits = rules.limits
    if not (rules.groups or limits.total or limits.match.cap or limits.match.floor):
        return []
    group_of = {f"fit:{rule.name}": rule.group for rule in rules.fit if rule.group}
    held = [(group, [points for rule, points in given if group_of.get(rule) == group.name]) for group in rules.groups]
    found = [correction for group, points in held if (correction := _group(group, points))]
    caps = [cap for cap in (limits.match.cap, limits.total) if cap is not None]
    sum_of = sum(points for _, points in given) + sum(points for _, points, _ in found)
    last = _bounded("match", "Match", sum_of, min(caps, default=None), limits.match.floor)
    return [*found, last] if last else found


def _group(group: Group, points: Sequence[float]) -> Correction | None:
    return _bounded(f"group:{group.name}", group.label, sum(points), group.cap, group.floor)


def _bounded(key: str, label: str, sum_of: float, cap: float | None, floor: float | None) -> Correction | None:
    if cap is not None and sum_of > cap:
        return f"fit:{CAP}{key}", cap - sum_of, f"Capped at {cap:g}: {label}"
    if floor is not None and sum_of < floor:
        return f"fit:{FLOOR}{key}", floor - sum_of, f"Never below {floor:g}: {label}"
    return None
