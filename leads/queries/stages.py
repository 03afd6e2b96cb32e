"""Stages as defined here, and how many leads stand in each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from kernel.reading import asked_once
from leads.models import Lead, StageDefinition
from leads.queries.stage_clocks import overdue


def stages() -> list[StageDefinition]:
    """The stages in order."""
    return list(_stages())


@asked_once
def _stages() -> tuple[StageDefinition, ...]:
    return tuple(StageDefinition.objects.order_by("position"))


def hours(defined: list[StageDefinition]) -> dict[str, int]:
    """stage → hours that a stay is promised to take at most; without those that promise nothing."""
    return {stage.key: stage.sla_hours for stage in defined if stage.sla_hours is not None}


def names() -> dict[str, str]:
    """stage → its name in the language of the reader."""
    return {stage.key: stage.label for stage in stages()}


@dataclass(frozen=True)
class Board:
    """One stage with its open leads; `overdue` of them stand there for longer than promised."""

    stage: StageDefinition
    known: int
    anonymous: int
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.known + self.anonymous


def counts(found: "QuerySet[Lead]") -> dict[str, int]:
    """stage → how many of these leads stand in it."""
    return dict(found.order_by().values_list("stage").annotate(n=Count("*")))


def board(now: datetime) -> list[Board]:
    """Every stage with its open leads, and how many of them are overdue at `now`."""
    found = stages()
    late = Count("id", filter=overdue(now, hours(found)))
    rows = Lead.objects.filter(closed_at=None).order_by().values_list("known", "stage").annotate(n=Count("*"), late=late)
    held = {(known, stage): (n, late) for known, stage, n, late in rows}
    none = (0, 0)
    pairs = [(stage, held.get((True, stage.key), none), held.get((False, stage.key), none)) for stage in found]
    return [Board(stage, known[0], anonymous[0], known[1] + anonymous[1]) for stage, known, anonymous in pairs]
