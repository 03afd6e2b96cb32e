"""give_back: sales returns a lead; its score falls, it goes back to the pool, its owner is released (F061)."""

from datetime import datetime

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import assign_owner
from leads.enums import MoveReason, Stage
from leads.queries import schemes
from sales.queries.lead_state import LeadState
from scoring.actions.penalty import penalise_return

FROM = (Stage.MQL, Stage.SQL)


def give_back(lead: LeadState, *, reason: str, note: str, actor: Actor, at: datetime, history: bool = False) -> None:
    """A negative entry that leaves the score under the threshold by a margin, the stage back to target, no owner.

    The hand-off itself is closed by the touch that returns it. Refuses an unknown reason and a lead that sales does not hold.
    """
    reasons = schemes.reasons()
    if reason not in reasons:
        raise Refused(f"Say why: one of {', '.join(reasons)}.", field="reason")
    if lead.stage not in FROM:
        raise Refused("Only a lead at MQL or SQL can be returned.", code="not_held", status=409)
    move = Move(lead_id=lead.id, to=Stage.TARGET, reason=MoveReason.SALES_RETURN, at=at, note=note or reasons[reason])
    move_stage(move, actor, history=history)
    penalise_return(lead.id, actor, at)
    if lead.owner_id is not None:
        assign_owner(lead.id, None, actor)
    audit.record(actor, "lead.returned", lead.id, {"reason": ["", reason], "owner_id": [lead.owner_id, None]})
