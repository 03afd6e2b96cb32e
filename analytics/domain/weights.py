"""Points of rules nudged by what sales said: an explainable procedure under constraints. Pure; it proposes and changes nothing (M12).

For each rule: the odds of acceptance of the leads that had points from it, over the odds of the others, both with PRIOR imaginary
leads of average luck added, so that few cases say little. The points move by STEP of the logarithm of that ratio, at most by MOST of
themselves: a rule that takes points moves the other way, and no sign flips. Rules with too few leads on either side stay. Then all changes
are shortened together until the points of the crossings, summed, move by at most DRIFT: the threshold keeps its meaning.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_CASES, LEAST_EACH = 10, 5
PRIOR, STEP, MOST, DRIFT = 10.0, 0.25, 0.2, 0.05
# Points are proposed in tenths; the changes are shortened in twentieths.
TENTH, SHORTER = 10, 20


@dataclass(frozen=True)
class Evidence:
    """One rule: its points `now`; of the judged leads with points from it how many were accepted (`hits`) and not (`misses`); `worth`: the
    points that it gave at all crossings, summed."""

    rule: str
    now: float
    hits: int
    misses: int
    worth: float = 0.0

    @property
    def cases(self) -> int:
        return self.hits + self.misses


@dataclass(frozen=True)
class Suggestion:
    """`now` → `suggested` points. `odds`: the shrunk ratio, 2 for twice as good; None where `why` is few.

    `why`: few (too few leads with it or without it), same (no difference worth a tenth of a point), or changed.
    """

    rule: str
    now: float
    suggested: float
    hits: int
    cases: int
    other_hits: int
    other_cases: int
    odds: float | None
    why: str

    @property
    def changed(self) -> bool:
        return self.why == "changed"


def enough(hits: int, misses: int) -> bool:
    """Whether sales has said enough for any suggestion."""
    return min(hits, misses) >= LEAST_EACH


def suggest(rules: Sequence[Evidence], hits: int, misses: int) -> list[Suggestion]:
    """One suggestion per rule, in their order. `hits`, `misses`: of all judged leads, with points from whatever rule."""
    ratios = [_log_odds(rule, hits, misses) for rule in rules]
    wished = [rule.now if ratio is None else rule.now + abs(rule.now) * _nudge(ratio) for rule, ratio in zip(rules, ratios, strict=True)]
    kept = _bounded(rules, wished)
    return [_suggestion(rule, new, ratio, hits, misses) for rule, new, ratio in zip(rules, kept, ratios, strict=True)]


def _log_odds(rule: Evidence, hits: int, misses: int) -> float | None:
    other_hits, other_misses = hits - rule.hits, misses - rule.misses
    if not enough(hits, misses) or min(rule.cases, other_hits + other_misses) < LEAST_CASES:
        return None
    good, bad = PRIOR * hits / (hits + misses), PRIOR * misses / (hits + misses)
    return math.log((rule.hits + good) / (rule.misses + bad)) - math.log((other_hits + good) / (other_misses + bad))


def _nudge(ratio: float) -> float:
    return max(-MOST, min(MOST, STEP * ratio))


def _bounded(rules: Sequence[Evidence], wished: Sequence[float]) -> list[float]:
    """The wishes in tenths of a point, shortened together as little as the bound on the sum allows; with nothing left of them it holds."""
    room = DRIFT * sum(abs(rule.worth) for rule in rules)
    kept: list[float] = [rule.now for rule in rules]
    for part in range(SHORTER, -1, -1):
        kept = [_shortened(rule.now, new, part / SHORTER) for rule, new in zip(rules, wished, strict=True)]
        if abs(drift(rules, kept)) <= room * (1 + 1e-9):
            break
    return kept


def _shortened(now: float, new: float, part: float) -> float:
    """`part` of the way from `now` to `new`, in tenths of a point, never further."""
    return round(now + math.trunc(round((new - now) * part * TENTH, 6)) / TENTH, 4)


def drift(rules: Sequence[Evidence], new: Sequence[float]) -> float:
    """By how many points the crossings, summed, would have been higher with the `new` points."""
    return math.fsum(rule.worth * (points / rule.now - 1) for rule, points in zip(rules, new, strict=True) if rule.now)


def _suggestion(rule: Evidence, new: float, ratio: float | None, hits: int, misses: int) -> Suggestion:
    other_hits = hits - rule.hits
    why = "few" if ratio is None else "same" if new == rule.now else "changed"
    odds = None if ratio is None else math.exp(ratio)
    return Suggestion(rule.rule, rule.now, new, rule.hits, rule.cases, other_hits, other_hits + misses - rule.misses, odds, why)
