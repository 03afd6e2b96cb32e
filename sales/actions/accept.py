"""accept: sales takes the lead as SQL (F063)."""

from datetime import datetime

from kernel.audit import Actor
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import assign_owner
from leads.domain.lifecycle import POSITION
from leads.enums import MoveReason, Stage
from sales.queries.lead_state import LeadState


def accept(lead: LeadState, *, owner_id: int | None, note: str, actor: Actor, at: datetime, history: bool = False) -> None:
    """Move the lead to SQL and give it its owner; a lead that went further meanwhile stays there."""
    if POSITION[lead.stage] < POSITION[Stage.SQL]:
        move_stage(Move(lead_id=lead.id, to=Stage.SQL, reason=MoveReason.ACCEPTED, at=at, note=note, through=True), actor, history=history)
    if owner_id is not None and owner_id != lead.owner_id:
        assign_owner(lead.id, owner_id, actor)
