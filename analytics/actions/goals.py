"""set_goal, change_goal, remove_goal, restore_goal, close_goals: what a stage is to reach until when, and what it reached (F005)."""

import math
from datetime import date
from typing import Any
from uuid import UUID

from analytics.domain.goals import problem
from analytics.enums import GoalMetric
from analytics.models import OperatingGoal
from analytics.queries import goals, playbooks
from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.queries import segments
from tenants.queries.workspaces import local_now

MOST = 100
FIELDS = ("stage", "line_id", "metric", "target", "due_on", "journey_id")
# What its value hangs on.
MEASURED = ("stage", "line_id", "metric", "due_on")
KIND = "analytics.goals"


def set_goal(
    *, stage: str, metric: str, target: float, due_on: date, actor: Actor, line_id: UUID | None = None, journey_id: UUID | None = None
) -> OperatingGoal:
    """A new goal, measured from now on. Audited. Refuses what no metric measures, a day that is over, unknown segments and journeys, and
    more than 100 goals."""
    if goals.goals().count() >= MOST:
        raise Refused(f"There are {MOST} goals already: remove one first.", field="stage")
    given = {"stage": stage, "line_id": line_id, "metric": metric, "target": target, "due_on": due_on, "journey_id": journey_id}
    _check(given)
    made: OperatingGoal = OperatingGoal.objects.create(**given, created_by=actor.name[:200])
    audit.record(actor, "goal.set", made, {key: [None, _plain(value)] for key, value in given.items() if value is not None})
    return made


def change_goal(goal: OperatingGoal, changes: dict[str, Any], actor: Actor) -> OperatingGoal:
    """Change what is given; it is measured from its beginning as before, and what is written down of its end no longer holds where it is
    about something else now. Audited. Refuses the same."""
    given = {name: changes.get(name, getattr(goal, name)) for name in FIELDS}
    _check(given, goal.due_on)
    before = {name: getattr(goal, name) for name in FIELDS}
    for name, value in given.items():
        setattr(goal, name, value)
    anew = ("result", "measured_at") if any(before[name] != given[name] for name in MEASURED) else ()
    for name in anew:
        setattr(goal, name, None)
    goal.save(update_fields=[*FIELDS, *anew])
    told = {name: [_plain(before[name]), _plain(given[name])] for name in FIELDS if before[name] != given[name]}
    if told:
        audit.record(actor, "goal.changed", goal, told)
    return goal


def remove_goal(goal: OperatingGoal, actor: Actor) -> None:
    """Take it off the pages; restore_goal brings it back. Audited."""
    if goal.removed_at is None:
        goal.removed_at = clock.now()
        goal.save(update_fields=["removed_at"])
        audit.record(actor, "goal.removed", goal)


def restore_goal(goal: OperatingGoal, actor: Actor) -> None:
    """The way back. Audited."""
    if goal.removed_at is not None:
        goal.removed_at = None
        goal.save(update_fields=["removed_at"])
        audit.record(actor, "goal.restored", goal)


def close_goals() -> int:
    """Write down what those reached whose last day is over, so that nothing that comes later makes a missed one met; the drain KIND. Says
    how many there were."""
    found = goals.closing(OperatingGoal.objects.select_for_update())
    for one, value in zip(found, goals.values(found, exact=True), strict=True):
        one.result, one.measured_at = value, clock.now()
        one.save(update_fields=["result", "measured_at"])
    return len(found)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _check(given: dict[str, Any], had: date | None = None) -> None:
    if given["metric"] not in GoalMetric.values:
        raise Refused(f"Choose one of {', '.join(GoalMetric.values)}.", field="metric")
    if not playbooks.is_stage(given["stage"]):
        raise Refused("There is no such stage: choose another.", field="stage")
    if not math.isfinite(given["target"]):
        raise Refused("Give a number above 0.", field="target")
    if wrong := problem(given["metric"], given["stage"], given["target"], given["line_id"] is not None):
        raise Refused(wrong[1], field=wrong[0])
    if given["due_on"] != had and not local_now().date() <= given["due_on"] <= date(9998, 1, 1):
        raise Refused("This day is over: choose one to come.", field="due_on")
    if given["line_id"] and segments.of_line(given["line_id"]) is None:
        raise Refused("There is no such segment: choose another.", field="segment")
    if given["journey_id"] and not playbooks.are_journeys([given["journey_id"]]):
        raise Refused("There is no such journey: choose another.", field="journey")
