"""What a stage's metrics are now, of all or of a segment; the goals of a workspace and how far each is (F004, F005).

Every number is that of a question which has a page of its own: the lists of leads, the funnel, velocity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
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
from leads.domain.trees import Node
from leads.enums import SchemeName
from leads.models import Segment
from leads.queries import schemes, segments, stages, trees
from tenants.queries.workspaces import local_now

# More are not shown at once.
MOST_ALERTS = 20
INSTANT = timedelta(microseconds=1)
ENTERED = """EXISTS (SELECT 1 FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = l.id AND s.undone_at IS NULL
    AND s.stage = {stage} AND s.entered_at > {since}::timestamptz AND s.entered_at <= {until}::timestamptz)"""

# Of a goal whose last day is over, who stood there at its end; what is asked of now comes within this time.
STOOD = """(l.closed_at IS NULL OR l.closed_at > {until}::timestamptz) AND EXISTS (
    SELECT 1 FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = l.id AND s.undone_at IS NULL
    AND s.stage = {stage} AND s.entered_at <= {until}::timestamptz AND (s.left_at IS NULL OR s.left_at > {until}::timestamptz))"""
LATELY = timedelta(minutes=1)


class Measure(NamedTuple):
    metric: str
    stage: str
    line_id: UUID | None
    since: datetime
    until: datetime


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
    """How far these goals are now; all that count leads are asked in one statement."""
    asked = list(found)
    if not asked:
        return []
    names = stages.names()
    lines = {one.line_id: one for one in segments.newest()}
    journeys = Journey.objects.in_bulk([one.journey_id for one in asked if one.journey_id])
    return [
        Shown(one, far, names.get(one.stage, one.stage), lines.get(one.line_id), journeys.get(one.journey_id))  # type: ignore[arg-type]
        for one, far in zip(asked, of_goals(asked), strict=True)
    ]


def alerts() -> list[Shown]:
    """Goals that are behind, or were missed in the last thirty days."""
    lately = local_now().date() - timedelta(days=30)
    return [one for one in shown(goals().filter(due_on__gte=lately)) if one.progress.alerts][:MOST_ALERTS]


def of_goal(one: OperatingGoal) -> Progress:
    return of_goals([one])[0]


def of_goals(asked: Sequence[OperatingGoal]) -> list[Progress]:
    """How far each is; what came after its last day does not count."""
    now = local_now()
    ends = [datetime.combine(one.due_on + timedelta(days=1), time(), now.tzinfo) for one in asked]
    values = measured(
        Measure(one.metric, one.stage, one.line_id, one.began_at, min(now, end - INSTANT)) for one, end in zip(asked, ends, strict=True)
    )
    return [
        progress(one.metric, value, one.target, one.began_at, end, clock.now()) for one, value, end in zip(asked, values, ends, strict=True)
    ]


def measure(metric: str, stage: str, line_id: UUID | None, since: datetime, until: datetime | None = None) -> float | None:
    """A metric of a stage since then; None where there is nothing to measure. In leads, percent or days."""
    return measured([Measure(metric, stage, line_id, since, until or local_now())])[0]


def measured(given: Iterable[Measure]) -> list[float | None]:
    """As `measure`, of many: each thing once, all numbers of leads in one statement."""
    asked = list(given)
    once = dict.fromkeys(asked)
    counting = [one for one in once if one.metric not in (GoalMetric.PACE, GoalMetric.CONVERSION)]
    found: dict[Measure, float | None] = {one: float(n) for one, n in zip(counting, trees.counts(map(_counted, counting)), strict=True)}
    paces = dict[tuple[str, str], float | None]()
    for one in once:
        zone = str(one.until.tzinfo or "UTC")
        if one.metric == GoalMetric.PACE:
            found[one] = paces[one.stage, zone] = paces[one.stage, zone] if (one.stage, zone) in paces else _pace(one.stage, zone)
        elif one.metric == GoalMetric.CONVERSION:
            period = Period(one.since.astimezone(ZoneInfo(zone)).date(), one.until.date(), zone)
            found[one] = _conversion(one.stage, one.line_id, period)
    return [found[one] for one in asked]


def _counted(one: Measure) -> tuple[Node, str, dict[str, Any]]:
    of = [{"ask": "segment", "segment": str(one.line_id)}] if one.line_id else []
    if one.metric == GoalMetric.ENTERED:
        return domain.parse({"all": of}), ENTERED, {"stage": one.stage, "since": one.since, "until": one.until}
    if one.metric == GoalMetric.STANDING and clock.now() - one.until > LATELY:
        return domain.parse({"all": of}), STOOD, {"stage": one.stage, "until": one.until}
    return domain.parse({"all": [_here(one.metric, one.stage), *of]}), "l.closed_at IS NULL", {}


def _here(metric: str, stage: str) -> dict[str, Any]:
    here: list[dict[str, Any]] = [{"ask": "stage", "stages": [stage]}]
    return {"all": [*here, {"ask": "overdue"}] if metric == GoalMetric.OVERDUE else here}


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
