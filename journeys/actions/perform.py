"""The built-in steps that change something: tag and move_stage, set-based and idempotent by their effect key."""

from uuid import UUID

from scoring.actions.tags import TagPut, add_tags

from journeys.domain import settings
from journeys.domain.problem import gettext_noop as _
from journeys.domain.steps import StepJob, StepKind, StepResult, register
from kernel.audit import Actor
from leads.actions.lifecycle import Move, move_stages
from leads.enums import MoveReason

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
    done = {change.lead_id for change in move_stages(moves, actor=ENGINE)}
    return {
        job.enrolment_id: StepResult("moved" if job.lead_id in done else "refused", detail={"stage": job.config["stage"]}) for job in jobs
    }


register(StepKind("tag", _("Tag"), settings.tag_problems, put_tags))
register(StepKind("move_stage", _("Move stage"), settings.move_problems, move))
