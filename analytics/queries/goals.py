"""What a stage's metrics are now, of all or of a segment; the goals of a workspace and how far each is (F004, F005).

Every number is that of a question which has a page of its own: the lists of leads, the funnel, velocity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from analytics.domain.goals import Progress, progress
from analytics.domain.periods import Period, parse
from analytics.enums import GoalMetric
from analytics.gateways import answers
from analytics.gateways.answers import Kept
from analytics.models import OperatingGoal
from analytics.queries import conversions, funnel, kept, velocity
from analytics.queries.conversions import Conversion
from journeys.models import Journey
from kernel import clock
from kernel.due import Due
from leads.domain import trees as domain
from leads.domain.trees import Node
from leads.enums import SchemeName
from leads.models import Segment
from leads.queries import schemes, segments, stages, trees
from tenants.queries.workspaces import local_now

# More are not shown at once.
MOST_ALERTS = 20
INSTANT = timedelta(microseconds=1)
# Stands for now where the instant of asking is none of the question.
FAR = datetime.max.replace(tzinfo=UTC)
ENTERED = """EXISTS (SELECT 1 FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = l.id AND s.undone_at IS NULL
    AND s.stage = {stage} AND s.entered_at > {since}::timestamptz AND s.entered_at <= {until}::timestamptz)"""

# Of a goal whose last day is over, who stood there at its end; what is asked of now comes within this time.
STOOD = """(l.closed_at IS NULL OR l.closed_at > {until}::timestamptz) AND EXISTS (
    SELECT 1 FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = l.id AND s.undone_at IS NULL
    AND s.stage = {stage} AND s.entered_at <= {until}::timestamptz AND (s.left_at IS NULL OR s.left_at > {until}::timestamptz))"""
LATELY = timedelta(minutes=1)
# On Home it may be of so long ago, where a workspace is large.
FRESH = timedelta(minutes=5)
# Those whose last day is over, and of which nobody has written down what they reached.
ended = Due("""EXISTS (
    SELECT 1 FROM analytics_operatinggoal g JOIN tenants_workspace w ON w.id = g.workspace_id
    WHERE g.workspace_id = %(workspace_id)s AND g.measured_at IS NULL AND g.removed_at IS NULL
      AND (g.due_on + 1)::timestamp AT TIME ZONE w.time_zone <= %(now)s)""")


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


def shown(found: Iterable[OperatingGoal], lately: bool = False, now: datetime | None = None) -> list[Shown]:
    """How far these goals are now, or were a few minutes ago (`lately`); all that count leads are asked in one statement. `now`: as
    local_now tells it, where that was asked already."""
    asked = list(found)
    if not asked:
        return []
    names = stages.names()
    lines = {one.line_id: one for one in segments.newest()}
    journeys = Journey.objects.in_bulk([one.journey_id for one in asked if one.journey_id])
    return [
        Shown(one, far, names.get(one.stage, one.stage), lines.get(one.line_id), journeys.get(one.journey_id))  # type: ignore[arg-type]
        for one, far in zip(asked, of_goals(asked, lately, now), strict=True)
    ]


def alerts() -> list[Shown]:
    """Goals that are behind, or were missed in the last thirty days."""
    now = local_now()
    found = goals().filter(due_on__gte=now.date() - timedelta(days=30))
    return [one for one in shown(found, lately=True, now=now) if one.progress.alerts][:MOST_ALERTS]


def closing(among: "QuerySet[OperatingGoal]") -> list[OperatingGoal]:
    """Those of `among` whose last day is over, and of which nobody has written down what they reached."""
    return list(among.filter(removed_at=None, measured_at=None, due_on__lt=local_now().date()).order_by("id"))


def of_goals(asked: Sequence[OperatingGoal], lately: bool = False, now: datetime | None = None) -> list[Progress]:
    """How far each is; what came after its last day does not count, and what it had reached by then stays so once it is written down."""
    now, running = now or local_now(), [one for one in asked if one.measured_at is None]
    told = dict(zip((one.pk for one in running), values(running, lately, now), strict=True))
    return [
        progress(one.metric, told.get(one.pk, one.result), one.target, one.began_at, _end(one, now.tzinfo), now) for one in asked
    ]  # fmt: skip


def values(asked: Sequence[OperatingGoal], lately: bool = False, now: datetime | None = None, exact: bool = False) -> list[float | None]:
    """Each as it is measured now, or at the end of its last day, as far as its metric can be asked of the past."""
    now = now or local_now()
    found = [Measure(one.metric, one.stage, one.line_id, one.began_at, min(now, _end(one, now.tzinfo) - INSTANT)) for one in asked]
    return _lately(found, now) if lately and found and kept.is_large() else measured(found, exact)


def _end(one: OperatingGoal, zone: tzinfo | None) -> datetime:
    return datetime.combine(one.due_on + timedelta(days=1), time(), zone)


def _lately(asked: Sequence[Measure], now: datetime) -> list[float | None]:
    """As `measured`, each of at most FRESH ago."""
    names = [one._replace(until=FAR) if one.until == now else one for one in asked]
    found = answers.get("goals")
    known: dict[Measure, Kept] = {one: each for one, each in (found.answer if found else {}).items() if now - each.at < FRESH}
    missing = {name: one for name, one in zip(names, asked, strict=True) if name not in known}
    if missing:
        known |= {name: Kept(value, now) for name, value in zip(missing, measured(missing.values()), strict=True)}
        answers.put("goals", Kept(known, now))
    return [known[name].answer for name in names]


def measure(metric: str, stage: str, line_id: UUID | None, since: datetime, until: datetime | None = None) -> float | None:
    """A metric of a stage since then; None where there is nothing to measure. In leads, percent or days."""
    return measured([Measure(metric, stage, line_id, since, until or local_now())])[0]


def measured(given: Iterable[Measure], exact: bool = False) -> list[float | None]:
    """As `measure`, of many: each thing once, all numbers of leads in one statement, all conversions in another. `exact`: nothing is taken
    from answers that are kept of large workspaces."""
    asked = list(given)
    of = {metric: [one for one in dict.fromkeys(asked) if one.metric == metric] for metric in dict.fromkeys(one.metric for one in asked)}
    paced, converted = of.pop(GoalMetric.PACE, []), of.pop(GoalMetric.CONVERSION, [])
    found = {**_numbers([one for each in of.values() for one in each]), **_paces(paced, exact), **_conversions(converted, exact)}
    return [found[one] for one in asked]


def _numbers(asked: Sequence[Measure]) -> dict[Measure, float | None]:
    return {one: float(n) for one, n in zip(asked, trees.counts(map(_counted, asked)), strict=True)}


def _paces(asked: Sequence[Measure], exact: bool) -> dict[Measure, float | None]:
    periods = {zone: parse("", "", clock.now().astimezone(ZoneInfo(zone)).date(), zone) for zone in set(map(_zone, asked))}
    rows = {zone: velocity.run(period) if exact else kept.paced(period)[0] for zone, period in periods.items()}
    return {one: _pace(rows[_zone(one)], one.stage) for one in asked}


def _conversions(asked: Sequence[Measure], exact: bool) -> dict[Measure, float | None]:
    """Those of the whole stage in one period as the page of the funnel has them, which may be kept; any other anew."""
    periods = {one: Period(one.since.astimezone(ZoneInfo(_zone(one))).date(), one.until.date(), _zone(one)) for one in asked}
    whole = [one for one in asked if one.line_id is None]
    whole = whole if not exact and len({periods[one] for one in whole}) == 1 else []
    steps = {step.stage: step.from_previous for step in _steps(periods[whole[0]])} if whole else {}
    others = [one for one in asked if one not in whole]
    told = conversions.run([Conversion(one.stage, one.line_id, periods[one]) for one in others])
    return {one: steps.get(one.stage) for one in whole} | dict(zip(others, told, strict=True))


def _zone(one: Measure) -> str:
    return str(one.until.tzinfo or "UTC")


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


def _steps(period: Period) -> list[funnel.Step]:
    """As the funnel says it: of the leads created in the period who reached the stage before."""
    return kept.reached(period, None, schemes.standing(SchemeName.NINE))[0]


def _pace(rows: Iterable[velocity.Pace], stage: str) -> float | None:
    """As velocity says it, of the newest month of which half have left."""
    medians = [row.median for row in rows if row.stage == stage and row.median is not None]
    return medians[-1] if medians else None


def period_of_playbook(today: date) -> datetime:
    """What a playbook shows is of the last thirty days."""
    return datetime.combine(today - timedelta(days=30), time(), local_now().tzinfo)
