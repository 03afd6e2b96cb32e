"""How far an operating goal is, and whether somebody has to be told (F005; pure)."""

from dataclasses import dataclass
from datetime import datetime

from analytics.enums import GoalMetric, GoalState

# Of these, less is better: the target is the most that there may be.
AT_MOST = (GoalMetric.PACE, GoalMetric.OVERDUE)
# These are of a stage as a whole: no query measures them of a segment.
WHOLE = (GoalMetric.PACE,)
# What is no sum that grows day by day is behind when this share of its time is over and it is not met.
LAST_PART = 0.75
# Nobody is behind in this share of the time.
FIRST_PART = 0.1


@dataclass(frozen=True)
class Progress:
    """`value` as it was measured, None where there was nothing to measure; `percent` of the way, 0 to 100."""

    value: float | None
    percent: int
    state: GoalState

    @property
    def alerts(self) -> bool:
        return self.state in (GoalState.BEHIND, GoalState.MISSED)


def progress(metric: str, value: float | None, target: float, began: datetime, due: datetime, now: datetime) -> Progress:
    """`due`: the end of the last day."""
    share = _share(metric, value, target)
    return Progress(value, int(100 * share), _state(metric, share, _elapsed(began, due, now)))


def _share(metric: str, value: float | None, target: float) -> float:
    if value is None:
        return 0.0
    if metric in AT_MOST:
        return 1.0 if value <= target else target / value
    return min(value / target, 1.0) if target else 1.0


def _elapsed(began: datetime, due: datetime, now: datetime) -> float:
    return 1.0 if now >= due else max((now - began) / (due - began), 0.0)


def _state(metric: str, share: float, elapsed: float) -> GoalState:
    if share >= 1:
        return GoalState.MET
    if elapsed >= 1:
        return GoalState.MISSED
    behind = elapsed >= FIRST_PART and share < elapsed if metric == GoalMetric.ENTERED else elapsed >= LAST_PART
    return GoalState.BEHIND if behind else GoalState.ON_TRACK


def problem(metric: str, stage: str, target: float, segment: bool) -> tuple[str, str] | None:
    """(field, what is wrong) of a goal that cannot be measured."""
    if metric == GoalMetric.CONVERSION and stage == "awareness":
        return "metric", "Nothing stands before awareness: choose another metric or stage."
    if metric in WHOLE and segment:
        return "segment", "This metric is measured of the whole stage: leave the segment out."
    if not 0 <= target <= 1_000_000_000 or (target == 0 and metric not in AT_MOST):
        return "target", "Give a number above 0."
    if metric == GoalMetric.CONVERSION and target > 100:
        return "target", "Give a share of 1 to 100 percent."
    return None
