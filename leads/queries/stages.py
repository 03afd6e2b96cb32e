"""Stages as defined here, and how many leads stand in each."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from leads.models import Lead, StageDefinition


def stages() -> list[StageDefinition]:
    """The stages in order."""
    return list(StageDefinition.objects.order_by("position"))


def names() -> dict[str, str]:
    """stage → its name in the language of the reader."""
    return {stage.key: stage.label for stage in stages()}


@dataclass(frozen=True)
class Board:
    """One stage with its leads."""

    stage: StageDefinition
    known: int
    anonymous: int

    @property
    def total(self) -> int:
        return self.known + self.anonymous


def counts(found: "QuerySet[Lead]") -> dict[str, int]:
    """stage → how many of these leads stand in it."""
    return dict(found.order_by().values_list("stage").annotate(Count("id")))


def board() -> list[Board]:
    """Every stage with its open leads."""
    rows = Lead.objects.filter(closed_at=None).order_by().values_list("known", "stage").annotate(n=Count("id"))
    held = {(known, stage): n for known, stage, n in rows}
    return [Board(stage, held.get((True, stage.key), 0), held.get((False, stage.key), 0)) for stage in stages()]
