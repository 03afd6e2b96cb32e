"""The built-in steps that change something: tag and move_stage, set-based and idempotent by their effect key."""

from uuid import UUID

from journeys.domain import settings
from journeys.domain.builtin import KINDS
from journeys.domain.problem import gettext_noop as _
from journeys.domain.steps import StepJob, StepKind, StepResult, register
from kernel.audit import Actor
from leads.actions.lifecycle import Move, move_stages
from leads.enums import MoveReason
from scoring.actions.tags import TagPut, add_tags

__all__ = ["KINDS"]
ENGINE = Actor("journey", "", "Journey")


def put_tags(jobs: list[StepJob]) -> dict[UUID, StepResult]:
    """Give each lead its tag; a tag it has stays as it is."""
    add_tags([TagPut(job.lead_id, job.config["tag"].strip(), job.effect_key, job.at, f"journey:{job.journey_id}") for job in jobs])
    return {job.enrolment_id: StepResult("tagged", detail={"tag": job.config["tag"]}) for job in jobs}


def move(jobs: list[StepJob]) -> dict[UUID, StepResult]:
    """Move each lead to the stage; a move that the life cycle does not allow is written down as refused, and the journey goes on."""
    moves = [
        Move(lead_id=job.lead_id, to=job.config["stage"], reason=MoveReason.JOURNEY, at=job.at, note=str(job.config.get("note", "")))
        for job in jobs
    ]
    moved = move_stages(moves, actor=ENGINE)
    told: dict[UUID, tuple[str, str]] = {change.lead_id: ("moved", "") for change in moved}
    told |= {move.lead_id: ("refused", why) for move, why in moved.refused}
    return {job.enrolment_id: _moved(job, *told.get(job.lead_id, ("there", ""))) for job in jobs}


def _moved(job: StepJob, outcome: str, why: str) -> StepResult:
    return StepResult(outcome, detail={"stage": job.config["stage"], **({"why": why} if why else {})})


register(StepKind("tag", _("Tag"), settings.tag_problems, put_tags))
register(StepKind("move_stage", _("Move stage"), settings.move_problems, move))
