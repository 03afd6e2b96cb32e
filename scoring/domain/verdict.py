"""What a replay is worth: precision, recall, lift, lead time, load, and the threshold for a given capacity (pure).

- A lead is *handed over* when it crosses the threshold; in time when that is not after its outcome.
- *Precision*: of the leads handed over, how many had the outcome within the patience. Those handed over later than that before the end are
  not judged, not even those who were quick: else only the good ones of the last days would be counted.
- *Recall*: of the leads with the outcome, how many had been handed over in time.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple
from uuid import UUID

from scoring.domain.crossing import HAIR, least

WEEK, DAY = timedelta(days=7), timedelta(days=1)
# A lead moves when its peak changes by a point, or when it changes sides of the threshold.
LEAST_MOVE = 1.0
DECILES = 10
STEPS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One lead under both rulebooks."""

    lead_id: UUID
    draft_at: datetime | None
    live_at: datetime | None
    draft_peak: float
    live_peak: float
    outcome_at: datetime | None
    channel: str = ""


class Side(NamedTuple):
    """One rulebook's answer for one lead."""

    at: datetime | None
    peak: float
    outcome_at: datetime | None

    @property
    def in_time(self) -> bool:
        return self.at is not None and (self.outcome_at is None or self.at <= self.outcome_at)


@dataclass(frozen=True)
class Terms:
    """Of a test: the period, days that an outcome is given to come, how many SDRs there are and what one takes a week."""

    since: datetime
    until: datetime
    patience_days: int
    sdrs: int
    capacity: int

    @property
    def weeks(self) -> float:
        return max((self.until - self.since) / WEEK, 1.0)


@dataclass(frozen=True)
class Model:
    """How one rulebook did. None where there is nothing to divide by. Times in days, loads in leads a week."""

    threshold: float
    handed: int
    late: int
    judged: int
    hits: int
    precision: float | None
    recall: float | None
    lead_days: float | None
    per_week: float
    per_sdr: float | None
    busiest: int


@dataclass(frozen=True)
class Decile:
    """A tenth of the leads, best first: the share with the outcome, and how many times the average that is."""

    number: int
    draft_rate: float
    live_rate: float
    draft_lift: float | None
    live_lift: float | None


@dataclass(frozen=True)
class Choice:
    """What another threshold of the draft would have given."""

    threshold: float
    per_week: float
    per_sdr: float | None
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Moves:
    """`up`, `down`: by a point or more, or over the threshold and back; `gained`, `lost`: MQLs under one of the two only."""

    up: int
    down: int
    gained: int
    lost: int
    share: float


@dataclass(frozen=True)
class Verdict:
    leads: int
    outcomes: int
    draft: Model
    live: Model
    deciles: list[Decile]
    gained_days: float | None
    both: int
    advised: float | None
    choices: list[Choice]
    moves: Moves
    weeks: list[tuple[str, int, int]]


def judge(
    rows: Sequence[Row], draft_threshold: float, live_threshold: float, terms: Terms, own: Mapping[str, float] | None = None
) -> Verdict:
    """Everything that the page shows, from the rows of a test.

    `own`: entry channel → threshold of the draft's score model. To choose among thresholds, peaks of such leads are told on the scale of
    the draft's own threshold, which they reach when they reach that of their model.
    """
    drafts, lives = [_draft(row) for row in rows], [_live(row) for row in rows]
    both = [row.live_at - row.draft_at for row in rows if row.draft_at and row.live_at]
    scaled = _scaled(rows, drafts, draft_threshold, own) if own else drafts
    choices = advise(scaled, draft_threshold, terms)
    return Verdict(
        leads=len(rows),
        outcomes=sum(row.outcome_at is not None for row in rows),
        draft=model(drafts, draft_threshold, terms),
        live=model(lives, live_threshold, terms),
        deciles=deciles(drafts, lives),
        gained_days=_days(both),
        both=len(both),
        advised=fitting(scaled, terms),
        choices=choices,
        moves=moves(rows),
        weeks=weekly(rows, terms),
    )


def _draft(row: Row) -> Side:
    return Side(row.draft_at, row.draft_peak, row.outcome_at)


def _live(row: Row) -> Side:
    return Side(row.live_at, row.live_peak, row.outcome_at)


def _scaled(rows: Sequence[Row], sides: Sequence[Side], threshold: float, own: Mapping[str, float]) -> list[Side]:
    return [
        side._replace(peak=side.peak * threshold / own[row.channel]) if row.channel in own else side
        for row, side in zip(rows, sides, strict=True)
    ]


def _days(spans: Sequence[timedelta]) -> float | None:
    return round(median(span / DAY for span in spans), 2) if spans else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def model(sides: Sequence[Side], threshold: float, terms: Terms) -> Model:
    """One rulebook over all leads."""
    handed = [side for side in sides if side.at is not None]
    timely = [side for side in handed if side.in_time]
    ripe = [side for side in timely if _ripe(side, terms)]
    hits = [side for side in ripe if _came(side, terms)]
    found = [side for side in timely if side.outcome_at]
    weeks: dict[int, int] = {}
    for side in handed:
        assert side.at is not None
        week = (side.at - terms.since) // WEEK
        weeks[week] = weeks.get(week, 0) + 1
    per_week = len(handed) / terms.weeks
    return Model(
        threshold=threshold,
        handed=len(handed),
        late=len(handed) - len(timely),
        judged=len(ripe),
        hits=len(hits),
        precision=_share(len(hits), len(ripe)),
        recall=_share(len(found), sum(side.outcome_at is not None for side in sides)),
        lead_days=_days([side.outcome_at - side.at for side in found if side.outcome_at and side.at]),
        per_week=round(per_week, 2),
        per_sdr=round(per_week / terms.sdrs, 2) if terms.sdrs else None,
        busiest=max(weeks.values(), default=0),
    )


def _ripe(side: Side, terms: Terms) -> bool:
    return side.at is not None and side.at <= terms.until - timedelta(days=terms.patience_days)


def _came(side: Side, terms: Terms) -> bool:
    """Whether the outcome came, and within the patience from the hand-over where there was one."""
    return side.outcome_at is not None and (side.at is None or side.outcome_at <= side.at + timedelta(days=terms.patience_days))


def deciles(drafts: Sequence[Side], lives: Sequence[Side]) -> list[Decile]:
    """Both rankings cut into tenths; fewer leads than tenths have none."""
    if len(drafts) < DECILES:
        return []
    base = sum(side.outcome_at is not None for side in drafts) / len(drafts)
    rates = zip(_rates(drafts), _rates(lives), strict=True)
    return [Decile(n, draft, live, _share(draft, base), _share(live, base)) for n, (draft, live) in enumerate(rates, 1)]


def _rates(sides: Sequence[Side]) -> list[float]:
    """Share with the outcome in each tenth by peak. Leads that stand equally high, but for rounding, share their outcomes: no order among
    them is true."""
    ties: dict[int, list[int]] = {}
    for side in sides:
        ties.setdefault(round(side.peak / HAIR), []).append(side.outcome_at is not None)
    ranked = [sum(of_peak) / len(of_peak) for _, of_peak in sorted(ties.items(), reverse=True) for _ in of_peak]
    cuts = [round(len(ranked) * n / DECILES) for n in range(DECILES + 1)]
    return [sum(ranked[a:b]) / (b - a) for a, b in pairwise(cuts)]


def fitting(sides: Sequence[Side], terms: Terms) -> float | None:
    """The lowest threshold (in whole points) whose leads all SDRs together can take; None without SDRs, and where they can take all."""
    peaks = sorted(side.peak for side in sides)
    room = int(terms.sdrs * terms.capacity * terms.weeks)
    if not terms.sdrs or room >= len(peaks):
        return None
    threshold = float(int(peaks[len(peaks) - room - 1] + HAIR) + 1)
    return max(threshold, 1.0)


def advise(sides: Sequence[Side], threshold: float, terms: Terms) -> list[Choice]:
    """Thresholds around that of the draft, with the advised one among them."""
    asked = {round(threshold * (0.5 + n / STEPS), 0) for n in range(STEPS + 1)} | {threshold, fitting(sides, terms) or threshold}
    peaks = sorted(side.peak for side in sides)
    good = sorted(side.peak for side in sides if side.outcome_at)
    # Who was never handed over has no age to be judged by, so each of them counts.
    judged = [side for side in sides if side.at is None or _ripe(side, terms)]
    ripe, hits = sorted(side.peak for side in judged), sorted(side.peak for side in judged if _came(side, terms))
    counts = _Counts(_over(peaks), _over(good), _over(ripe), _over(hits))
    return [_choice(value, counts, terms, len(good)) for value in sorted(asked) if value > 0]


def _over(ordered: Sequence[float]) -> Callable[[float], int]:
    return lambda threshold: len(ordered) - bisect_left(ordered, least(threshold))


class _Counts(NamedTuple):
    """How many stand at a threshold or over it: of all leads, of those with the outcome, of those judged, of the successes among these."""

    peaks: Callable[[float], int]
    good: Callable[[float], int]
    ripe: Callable[[float], int]
    hits: Callable[[float], int]


def _choice(value: float, of: _Counts, terms: Terms, outcomes: int) -> Choice:
    per_week = of.peaks(value) / terms.weeks
    per_sdr = round(per_week / terms.sdrs, 2) if terms.sdrs else None
    return Choice(value, round(per_week, 2), per_sdr, _share(of.hits(value), of.ripe(value)), _share(of.good(value), outcomes))


def direction(row: Row) -> int:
    """1 up, −1 down, 0 stays."""
    if (row.draft_at is None) != (row.live_at is None):
        return 1 if row.draft_at else -1
    change = row.draft_peak - row.live_peak
    return 0 if abs(change) < least(LEAST_MOVE) else (1 if change > 0 else -1)


def moves(rows: Sequence[Row]) -> Moves:
    """How many leads stand elsewhere under the draft."""
    ways = [direction(row) for row in rows]
    up, down = ways.count(1), ways.count(-1)
    gained = sum(row.draft_at is not None and row.live_at is None for row in rows)
    lost = sum(row.draft_at is None and row.live_at is not None for row in rows)
    return Moves(up, down, gained, lost, (up + down) / len(rows) if rows else 0.0)


def weekly(rows: Sequence[Row], terms: Terms) -> list[tuple[str, int, int]]:
    """Hand-overs by week (its first day, ISO): under the draft, under the live rulebook."""
    counts = [[0, 0] for _ in range(max(-(-(terms.until - terms.since) // WEEK), 1))]
    for row in rows:
        for place, at in enumerate((row.draft_at, row.live_at)):
            if at is not None and terms.since <= at <= terms.until:
                counts[min((at - terms.since) // WEEK, len(counts) - 1)][place] += 1
    return [(f"{terms.since + n * WEEK:%Y-%m-%d}", draft, live) for n, (draft, live) in enumerate(counts)]
