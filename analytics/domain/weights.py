"""Points of rules nudged by what sales said: an explainable procedure under constraints. Pure; it proposes and changes nothing (M12).

For each rule: the odds of acceptance of the leads that had points from it, over the odds of the others, both with PRIOR imaginary
leads of average luck added, so that few cases say little. The points move by STEP of the logarithm of that ratio, at most by MOST of
themselves: a rule that takes points moves the other way, and no sign flips. Rules with too few leads on either side stay, and so do
those of which luck may be the difference: where the interval of one side holds the share of the other. Then all
changes are shortened together until the points of the crossings, summed, move by at most DRIFT: the threshold keeps its meaning.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.domain.rates import wilson

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

    `why`: few (too few leads with it or without it), luck (may explain the difference), same (not worth a tenth of a point), or changed.
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
    lucky = [ratio is not None and luck(rule, hits, misses) for rule, ratio in zip(rules, ratios, strict=True)]
    wished = [
        rule.now if ratio is None or may else rule.now + abs(rule.now) * _nudge(ratio)
        for rule, ratio, may in zip(rules, ratios, lucky, strict=True)
    ]
    kept = _bounded(rules, wished)
    asked = zip(rules, kept, ratios, lucky, strict=True)
    return [_suggestion(rule, new, ratio, may, hits + misses, hits) for rule, new, ratio, may in asked]


def luck(rule: Evidence, hits: int, misses: int) -> bool:
    """Whether the interval of the leads with the rule holds the share of the others, or theirs its share. Both sides must have leads."""
    other_hits, others = hits - rule.hits, hits + misses - rule.cases
    here, there = wilson(rule.hits, rule.cases), wilson(other_hits, others)
    assert here
    assert there
    return here.low <= other_hits / others <= here.high or there.low <= rule.hits / rule.cases <= there.high


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


def _suggestion(rule: Evidence, new: float, ratio: float | None, may: bool, judged: int, hits: int) -> Suggestion:
    why = "few" if ratio is None else "luck" if may else "same" if new == rule.now else "changed"
    odds = None if ratio is None else math.exp(ratio)
    return Suggestion(rule.rule, rule.now, new, rule.hits, rule.cases, hits - rule.hits, judged - rule.cases, odds, why)
