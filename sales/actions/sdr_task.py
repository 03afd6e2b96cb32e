"""open_tasks, finish_task: what a journey asks a person to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from sales.models import SdrTask


@dataclass(frozen=True)
class Asked:
    """One task for one lead; `effect_key` makes it once."""

    lead_id: UUID
    title: str
    body: str
    effect_key: str
    due_at: datetime


def open_tasks(asked: Sequence[Asked]) -> int:
    """Write the tasks down, each once however often it is asked for."""
    rows = [
        SdrTask(lead_id=task.lead_id, title=task.title[:200], body=task.body, effect_key=task.effect_key, due_at=task.due_at)
        for task in asked
    ]
    return len(SdrTask.objects.bulk_create(rows, ignore_conflicts=True))


def finish_task(task_id: UUID, *, actor: Actor, at: datetime | None = None) -> SdrTask:
    """Done, by whom and when; to repeat it changes nothing. Refuses a task that is not here."""
    won = SdrTask.objects.filter(id=task_id, done_at=None).update(done_at=at or clock.now(), done_by=actor.name)
    task = SdrTask.objects.filter(id=task_id).first()
    if task is None:
        raise Refused("There is no such task in this workspace.", code="not_found", status=404)
    if won:
        audit.record(actor, "task.done", task, {"title": ["", task.title]})
    return task
