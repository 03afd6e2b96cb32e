"""hand_to_sales, ask_for_tasks: what journeys have done by sales, for many leads at once."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from journeys.domain.steps import StepJob, StepResult
from kernel.audit import Actor
from leads.actions.lifecycle import Move, move_stages
from leads.domain.lifecycle import WORKED_BY_SALES
from leads.enums import MoveReason, Stage
from leads.queries import blacklist
from sales.actions.hand_off import open_waiting
from sales.actions.hurry import hurry
from sales.actions.sdr_task import Asked, open_tasks
from sales.enums import RouteLane
from sales.queries import gate, lead_state

JOURNEY = Actor("journey", "", "Journey")
DUE_HOURS = 24


def hand_to_sales(jobs: Sequence[StepJob]) -> dict[UUID, StepResult]:
    """Move the leads to MQL and open their hand-offs; a lead that sales has already stays as it is, so a repeat does nothing.
    One that the gate holds back is `held_back`: its hand-off opens by itself. One whose company stands on the blacklist stays where it is:
    `blacklisted` (F069). By the `lane` fast_lane they come with its promise, and what waits untouched gets it (F088)."""
    leads = lead_state.of_leads({job.lead_id for job in jobs})
    barred = {lead_id for lead_id, lead in leads.items() if lead.blacklisted}
    coming = {
        job.lead_id: job for job in jobs
        if job.lead_id in leads and job.lead_id not in barred and leads[job.lead_id].stage not in WORKED_BY_SALES
    }  # fmt: skip
    moves = [Move(lead_id=lead_id, to=Stage.MQL, reason=_reason(job), at=job.at, through=True) for lead_id, job in coming.items()]
    if moves:
        move_stages(moves, JOURNEY)
    opened = {hand_off.lead_id: hand_off.pk for hand_off in open_waiting([job.lead_id for job in jobs])}
    hurry({job.lead_id: job.at for job in jobs if job.lead_id in leads.keys() - barred and _is_urgent(job)}, JOURNEY)
    missing = [job.lead_id for job in jobs if job.lead_id not in opened]
    held = set(gate.held().filter(lead_id__in=missing).values_list("lead_id", flat=True)) if missing else set()
    return {
        job.enrolment_id: StepResult("handed", detail={"hand_off": str(opened[job.lead_id])}) if job.lead_id in opened
        else StepResult(_not_opened(job.lead_id, leads.keys(), held, barred))
        for job in jobs
    }  # fmt: skip


def _reason(job: StepJob) -> MoveReason:
    """The reason says by which lane its hand-off opens, also where the gate holds it back for a while."""
    return MoveReason.FAST_LANE if _is_urgent(job) else MoveReason.JOURNEY


def _is_urgent(job: StepJob) -> bool:
    return bool(job.config.get("lane") == RouteLane.FAST_LANE)


def _not_opened(lead_id: UUID, known: Collection[UUID], held: Collection[UUID], barred: Collection[UUID]) -> str:
    if lead_id not in known:
        return "no_such_lead"
    if lead_id in barred:
        return "blacklisted"
    return "held_back" if lead_id in held else "with_sales_already"


def ask_for_tasks(jobs: Sequence[StepJob]) -> dict[UUID, StepResult]:
    """One task per job, once per effect key; none for a lead whose company stands on the blacklist: `blacklisted` (F069)."""
    blacklist.hold()
    barred = blacklist.leads(job.lead_id for job in jobs)
    open_tasks([
        Asked(
            lead_id=job.lead_id, title=str(job.config["title"]), body=str(job.config.get("body") or ""), effect_key=job.effect_key,
            due_at=job.at + timedelta(hours=float(job.config.get("due_hours") or DUE_HOURS)),
        )
        for job in jobs if job.lead_id not in barred
    ])  # fmt: skip
    return {job.enrolment_id: StepResult(blacklist.BLACKLISTED if job.lead_id in barred else "asked") for job in jobs}
