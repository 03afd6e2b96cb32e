"""Does a score keep its word? Share of SQL by score, the fitted probability, and the Brier score in windows the fit had not seen (M12).

Pure. A *judgement* is one lead at one instant, with the score that it had then; it *became* when sales accepted it within thirty days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from analytics.domain import isotonic
from analytics.domain.isotonic import Level
from analytics.domain.rates import Interval, wilson
from analytics.domain.windows import PER_BIN, Scale

# Fewer judgements than this, or fewer of either outcome, say nothing about a curve; fewer than that nothing about a bin.
LEAST, LEAST_EACH, LEAST_IN_BIN = 30, 5, 5


class Cell(NamedTuple):
    """Judgements of one instant whose scores lie in the same grain (scores of `grain` × width of a grain and a little more)."""

    at: datetime
    grain: int
    judged: int
    became: int


class Counted(NamedTuple):
    """Of one bin: judgements, how many became SQL, and how many different leads both are."""

    judged: int
    became: int
    leads: int
    became_leads: int


@dataclass(frozen=True)
class Bin:
    """Scores from `low` to below `high` (points; None: no end). `share`, `interval`, `fitted`: 0 to 1, None where there are too few."""

    low: float
    high: float | None
    judged: int
    became: int
    leads: int
    became_leads: int
    share: float | None
    interval: Interval | None
    fitted: float | None


@dataclass(frozen=True)
class Brier:
    """Mean squared distance of what was said from what came, over `judged` judgements in `windows` that lay after all the fit knew.

    0 is perfect. `base` is that of always saying the share of the windows before.
    """

    windows: int
    judged: int
    became: int
    score: float
    base: float

    @property
    def skill(self) -> float | None:
        """By how much the score is nearer than the base rate: 1 is perfect, 0 no better; None where the base rate was perfect."""
        return 1 - self.score / self.base if self.base else None


def enough(judged: int, became: int) -> bool:
    """Whether a curve can be drawn through so many judgements."""
    return judged >= LEAST and LEAST_EACH <= became <= judged - LEAST_EACH


def fit(cells: Iterable[Cell]) -> list[Level]:
    """The fitted probability by grain; empty where there are too few judgements."""
    found = list(cells)
    if not enough(sum(cell.judged for cell in found), sum(cell.became for cell in found)):
        return []
    return isotonic.fit((cell.grain, cell.judged, cell.became) for cell in found)


def bins(counted: Mapping[int, Counted], cells: Sequence[Cell], scale: Scale) -> list[Bin]:
    """One row per bin from 0 to the highest with a judgement."""
    levels = fit(cells)
    inside: dict[int, list[Cell]] = {}
    for cell in cells:
        inside.setdefault(min(cell.grain // PER_BIN, scale.last), []).append(cell)
    none = Counted(0, 0, 0, 0)
    return [_bin(n, counted.get(n, none), inside.get(n, ()), levels, scale) for n in range(max(counted, default=-1) + 1)]


def _bin(number: int, counted: Counted, cells: Iterable[Cell], levels: Sequence[Level], scale: Scale) -> Bin:
    judged, became = counted.judged, counted.became
    told = judged >= LEAST_IN_BIN
    return Bin(
        low=round(number * scale.width, 6),
        high=None if number == scale.last else round((number + 1) * scale.width, 6),
        judged=judged,
        became=became,
        leads=counted.leads,
        became_leads=counted.became_leads,
        share=became / judged if told else None,
        interval=wilson(became, judged) if told else None,
        fitted=sum(cell.judged * isotonic.at(levels, cell.grain) for cell in cells) / judged if levels and judged else None,
    )


def walk_forward(cells: Sequence[Cell]) -> Brier | None:
    """The Brier score as it would have been lived: each window judged by a fit of those that were over when it began.

    Windows before which there was not enough to fit are only learned from; None where no window is left to judge.
    """
    windows = [list(group) for _, group in groupby(sorted(cells), key=lambda cell: cell.at)]
    judged = [_judge(windows[n], [cell for window in windows[:n] for cell in window]) for n in range(1, len(windows))]
    told = [one for one in judged if one]
    n = sum(one.judged for one in told)
    if not n:
        return None
    score, base = sum(one.score for one in told) / n, sum(one.base for one in told) / n
    return Brier(len(told), n, sum(one.became for one in told), score, base)


def _judge(window: Sequence[Cell], before: Sequence[Cell]) -> Brier | None:
    """Sums, not means, of one window."""
    levels = fit(before)
    if not levels:
        return None
    rate = sum(cell.became for cell in before) / sum(cell.judged for cell in before)
    score = sum(_distance(cell, isotonic.at(levels, cell.grain)) for cell in window)
    base = sum(_distance(cell, rate) for cell in window)
    return Brier(1, sum(cell.judged for cell in window), sum(cell.became for cell in window), score, base)


def _distance(cell: Cell, p: float) -> float:
    return cell.became * (1 - p) ** 2 + (cell.judged - cell.became) * p**2
