"""How good a model was on leads it had not learned from: order (AUC), size (Brier, log loss, calibration) and use (lift). Pure.

Beside each error stands that of the simplest model there is: the same probability for everybody, the share of outcomes in the first period.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

TENTHS = 10
HAIR = 1e-12
# The two-sided 95 % point of the normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Tenth:
    """One tenth of the leads, likeliest first: what was said and what came. `lift` is its share of outcomes over that of all."""

    number: int
    leads: int
    outcomes: int
    said: float
    came: float
    lift: float


@dataclass(frozen=True)
class Goodness:
    """`auc`: how often a lead with the outcome stands before one without, 0.5 for chance, with the ends of its 95 % interval.

    `skill` is 1 − Brier / Brier of the base rate: below 0 it is worse than saying the same of everybody. `lift` is that of the first tenth.
    Of the `above` leads at the threshold or more, `hits` have the outcome.
    """

    leads: int
    outcomes: int
    rate: float
    base_rate: float
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    base_brier: float
    skill: float
    log_loss: float
    base_log_loss: float
    lift: float
    tenths: list[Tenth]
    above: int
    hits: int

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def judge(said: Sequence[float], came: Sequence[bool], base_rate: float, threshold: float) -> Goodness:
    """Judge probabilities by outcomes; both kinds have to be among them. `above` counts leads at `threshold` or more."""
    count, outcomes = len(said), sum(came)
    order = auc(said, came)
    error = _interval(order, outcomes, count - outcomes)
    brier, base_brier = _brier(said, came), _brier([base_rate] * count, came)
    tenths = tenths_of(said, came)
    above = [hit for chance, hit in zip(said, came, strict=True) if chance >= threshold]
    return Goodness(
        leads=count, outcomes=outcomes, rate=outcomes / count, base_rate=base_rate, auc=order, auc_low=max(0.0, order - error),
        auc_high=min(1.0, order + error), brier=brier, base_brier=base_brier, skill=1 - brier / base_brier if base_brier else 0.0,
        log_loss=_log_loss(said, came), base_log_loss=_log_loss([base_rate] * count, came), lift=tenths[0].lift, tenths=tenths,
        above=len(above), hits=sum(above),
    )  # fmt: skip


def auc(said: Sequence[float], came: Sequence[bool]) -> float:
    """The share of pairs (one with the outcome, one without) in the right order; equal ones count half."""
    ranked = sorted(zip(said, came, strict=True), key=lambda pair: pair[0])
    hits, start, ranks = sum(came), 0, 0.0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(hit for _, hit in ranked[start:end])
        start = end
    return (ranks - hits * (hits + 1) / 2) / (hits * (len(ranked) - hits))


def _interval(order: float, hits: int, misses: int) -> float:
    """Half of the 95 % interval after Hanley and McNeil (1982)."""
    first, second = order / (2 - order), 2 * order**2 / (1 + order)
    spread = order * (1 - order) + (hits - 1) * (first - order**2) + (misses - 1) * (second - order**2)
    return Z95 * math.sqrt(max(spread, 0.0) / (hits * misses))


def _brier(said: Sequence[float], came: Sequence[bool]) -> float:
    return math.fsum((chance - hit) ** 2 for chance, hit in zip(said, came, strict=True)) / len(said)


def _log_loss(said: Sequence[float], came: Sequence[bool]) -> float:
    """In nats; a certainty that was wrong costs much, not everything."""
    kept = ((min(max(chance, HAIR), 1 - HAIR), hit) for chance, hit in zip(said, came, strict=True))
    return -math.fsum(math.log(chance if hit else 1 - chance) for chance, hit in kept) / len(said)


def tenths_of(said: Sequence[float], came: Sequence[bool]) -> list[Tenth]:
    """The leads in ten parts, likeliest first; fewer than ten leads make fewer parts. Equal chances share their outcomes evenly."""
    ranked = sorted(zip(_shared(said, came), said, came, strict=True), key=lambda row: -row[1])
    count, rate, found = len(ranked), sum(came) / len(came), []
    for place in range(min(TENTHS, count)):
        part = ranked[place * count // min(TENTHS, count) : (place + 1) * count // min(TENTHS, count)]
        share = math.fsum(row[0] for row in part) / len(part)
        found.append(
            Tenth(
                place + 1, len(part), sum(row[2] for row in part), math.fsum(row[1] for row in part) / len(part), share,
                share / rate if rate else 0.0,
            )
        )  # fmt: skip
    return found


def _shared(said: Sequence[float], came: Sequence[bool]) -> list[float]:
    """Each lead's outcome, spread over those of whom the same was said: no tenth is better by the order of a tie."""
    totals: dict[float, list[int]] = {}
    for chance, hit in zip(said, came, strict=True):
        row = totals.setdefault(chance, [0, 0])
        row[0] += hit
        row[1] += 1
    return [totals[chance][0] / totals[chance][1] for chance in said]
