"""What a stage's metrics are now, of all or of a segment; the goals of a workspace and how far each is (F004, F005).

Every number is that of a question which has a page of its own: the lists of leads, the funnel, velocity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from analytics.domain.goals import Progress, progress
from analytics.domain.periods import Period, parse
from analytics.enums import GoalMetric
from analytics.models import OperatingGoal
from analytics.queries import funnel, kept
from journeys.models import Journey
from kernel import clock
from leads.domain import trees as domain
from leads.enums import SchemeName
from leads.models import Segment
from leads.queries import schemes, segments, stages, trees
from tenants.queries.workspaces import local_now

# A moment at least, as 0 days mean for ever.
LEAST_DAYS = 0.001
# More are not measured for an alert: each is a question of its own.
MOST_ALERTS = 20
DAY = 86_400.0


@dataclass(frozen=True)
class Shown:
    """A goal, how far it is, and what it is about; `segment`, `journey` None where it is about none, or one is gone."""

    goal: OperatingGoal
    progress: Progress
    stage_name: str
    segment: Segment | None
    journey: Journey | None


def goals(stage: str = "", journey_id: UUID | None = None) -> "QuerySet[OperatingGoal]":
    """Those that stand, what is due first comes first."""
    found = OperatingGoal.objects.filter(removed_at=None).order_by("due_on", "id")
    found = found.filter(stage=stage) if stage else found
    return found.filter(journey_id=journey_id) if journey_id else found


def removed() -> list[OperatingGoal]:
    return list(OperatingGoal.objects.exclude(removed_at=None).order_by("-removed_at")[:10])


def goal(goal_id: UUID) -> OperatingGoal | None:
    return OperatingGoal.objects.filter(pk=goal_id).first()


def shown(found: Iterable[OperatingGoal]) -> list[Shown]:
    """How far these goals are now."""
    asked = list(found)
    if not asked:
        return []
    names = stages.names()
    lines = {one.line_id: one for one in segments.newest()}
    journeys = Journey.objects.in_bulk([one.journey_id for one in asked if one.journey_id])
    return [
        Shown(one, of_goal(one), names.get(one.stage, one.stage), lines.get(one.line_id), journeys.get(one.journey_id))  # type: ignore[arg-type]
        for one in asked
    ]


def alerts() -> list[Shown]:
    """Goals that are behind, or were missed in the last thirty days."""
    lately = local_now().date() - timedelta(days=30)
    return [one for one in shown(goals().filter(due_on__gte=lately)[:MOST_ALERTS]) if one.progress.alerts]


def of_goal(one: OperatingGoal) -> Progress:
    now = local_now()
    end = datetime.combine(one.due_on + timedelta(days=1), time(), now.tzinfo)
    value = measure(one.metric, one.stage, one.line_id, one.began_at, until=min(now, end))
    return progress(one.metric, value, one.target, one.began_at, end, clock.now())


def measure(metric: str, stage: str, line_id: UUID | None, since: datetime, until: datetime | None = None) -> float | None:
    """A metric of a stage since then; None where there is nothing to measure. In leads, percent or days."""
    now = until or local_now()
    zone = str(now.tzinfo or "UTC")
    if metric == GoalMetric.PACE:
        return _pace(stage, zone)
    if metric == GoalMetric.CONVERSION:
        return _conversion(stage, line_id, Period(since.astimezone(ZoneInfo(zone)).date(), now.date(), zone))
    return float(trees.count(domain.parse({"all": [_asked(metric, stage, since), *_of(line_id)]})))


def _asked(metric: str, stage: str, since: datetime) -> dict[str, Any]:
    if metric == GoalMetric.ENTERED:
        days = max((clock.now() - since).total_seconds() / DAY, LEAST_DAYS)
        return {"ask": "been", "stage": stage, "times": 1, "days": min(days, 3_660.0)}
    here: list[dict[str, Any]] = [{"ask": "stage", "stages": [stage]}, {"ask": "filter", "key": "closed", "value": "no"}]
    return {"all": [*here, {"ask": "overdue"}] if metric == GoalMetric.OVERDUE else here}


def _of(line_id: UUID | None) -> list[dict[str, Any]]:
    return [{"ask": "segment", "segment": str(line_id)}] if line_id else []


def _conversion(stage: str, line_id: UUID | None, period: Period) -> float | None:
    """As the funnel says it: of the leads created in the period who reached the stage before."""
    if line_id:
        steps = funnel.run(period, line_id=line_id)
    else:
        steps, _as_of = kept.reached(period, None, schemes.standing(SchemeName.NINE))
    return next((step.from_previous for step in steps if step.stage == stage), None)


def _pace(stage: str, zone: str) -> float | None:
    """As velocity says it, of the newest month of which half have left."""
    rows, _as_of = kept.paced(parse("", "", clock.now().astimezone(ZoneInfo(zone)).date(), zone))
    medians = [row.median for row in rows if row.stage == stage and row.median is not None]
    return medians[-1] if medians else None


def period_of_playbook(today: date) -> datetime:
    """What a playbook shows is of the last thirty days."""
    return datetime.combine(today - timedelta(days=30), time(), local_now().tzinfo)
