"""route, route_identified: leads whose conversion a fast-lane rule names go straight to sales (F058–F060)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stages
from leads.domain.lifecycle import WORKED_BY_SALES
from leads.enums import MoveReason, Stage
from leads.queries import trees
from sales.domain import routing
from sales.domain.routing import Rule
from sales.enums import RouteLane
from sales.queries import conversions, lead_state, rules
from sales.queries.conversions import Conversion
from sales.queries.lead_state import LeadState
from scoring.domain.stage_policy import needs_review
from scoring.queries import rulebooks

# How long before somebody gives a name a request of his is still one to call back on.
ASKED_BEFORE = timedelta(days=1)


def route(event_ids: Sequence[UUID], lead_ids: Sequence[UUID], *, history: bool = False) -> int:
    """Move each known lead whose conversion a fast-lane rule names to MQL, at the conversion's own time, through the stages it passes.

    event_ids[i] happened to lead_ids[i]. Leads that sales works on already, or has returned too often, stay; who asks again after a
    return does not wait out the cool-down. Announces StageChanged, on which the hand-off opens (never for history).
    """
    stored = rules.rules()
    lead_of = dict(zip(event_ids, lead_ids, strict=True))
    found = [(lead_of[asked.id], asked) for asked in conversions.among(event_ids, routing.interesting(stored))]
    return _send(found, stored, history)


def route_identified(lead_ids: Sequence[UUID], at: datetime, *, history: bool = False) -> int:
    """The same for leads that gave a name just now: what they asked for before, as somebody unknown, counts."""
    stored = rules.rules()
    asked = conversions.of_leads(lead_ids, routing.interesting(stored), at - ASKED_BEFORE)
    return _send([(conversion.lead_id, conversion) for conversion in asked if conversion.lead_id], stored, history)


def _send(found: Sequence[tuple[UUID, Conversion]], stored: Sequence[Rule], history: bool) -> int:
    leads = _who_may_come(lead_id for lead_id, _ in found)
    returned = lead_state.sent_back(leads) if leads else {}
    named = trees.named(routing.asking(stored), leads)
    moves: dict[UUID, Move] = {}
    for lead_id, asked in found:
        lead, rule = leads.get(lead_id), None
        if lead and lead_id not in moves and (lead_id not in returned or asked.occurred_at > returned[lead_id]):
            rule = routing.decide(stored, asked.name, lead.entry_channel or asked.channel, named.get(lead_id, ()))
        if rule and rule.lane == RouteLane.FAST_LANE:
            moves[lead_id] = _move(leads[lead_id], asked, rule)
    if moves:
        move_stages(list(moves.values()), SYSTEM, history=history)
    return len(moves)


def _move(lead: LeadState, asked: Conversion, rule: Rule) -> Move:
    at = max(asked.occurred_at, lead.known_at or asked.occurred_at)
    return Move(lead_id=lead.id, to=Stage.MQL, reason=MoveReason.FAST_LANE, at=at, note=rule.name, through=True)


def _who_may_come(lead_ids: Iterable[UUID]) -> dict[UUID, LeadState]:
    """After as many returns as the rulebook agrees a person looks first (A11.2)."""
    wanted = set(lead_ids)
    if not wanted:
        return {}
    found, book = lead_state.of_leads(wanted), rulebooks.live()
    return {i: lead for i, lead in found.items() if lead.known_at and lead.stage not in WORKED_BY_SALES and not lead.blacklisted
            and not needs_review(lead.returns, book.of(lead.entry_channel).rules)}  # fmt: skip
