"""open_opportunity, win, lose: a possible deal and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from kernel import audit, clock, facts
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.flags import add_flag
from leads.actions.lifecycle import Move, move_stage
from leads.domain.lifecycle import POSITION
from leads.enums import MoveReason, Stage
from sales.actions.competitors import name_competitor
from sales.domain import competitors, money, promise
from sales.enums import OpportunityState, Standing
from sales.facts import OutcomeRecorded
from sales.models import Opportunity
from sales.queries import lead_state, opportunities
from sales.queries.lead_state import LeadState
from tracking.actions.record import OwnEvent, record_own

BEFORE_CONTACT = "won_before_first_contact"


@dataclass(frozen=True)
class Deal:
    """What is told of an opportunity when it opens."""

    name: str
    value: Any = 0
    currency: str = "USD"
    external_id: str = ""
    owner_name: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def open_opportunity(lead_id: UUID, deal: Deal, *, actor: Actor) -> tuple[Opportunity, bool]:
    """Open a deal and move the lead to opportunity, through what it passes; say whether it was new (a retry finds it by external_id).

    An `at` older than a day tells of the past. Refuses a lead that is not here, a value that is no money, and an external_id that
    another lead's deal has.
    """
    _affordable(deal.value, deal.currency)
    lead = lead_state.of_lead(lead_id)
    if lead is None:
        raise Refused("There is no such open lead in this workspace.", field="lead", code="not_found", status=404)
    known = opportunities.by_external_id(deal.external_id)
    if known is None:
        known, made = _insert(lead_id, deal)
        if made:
            _advance(lead, Stage.OPPORTUNITY, MoveReason.OPPORTUNITY, known.opened_at, actor, deal.name)
            audit.record(actor, "opportunity.opened", known, {"lead": ["", str(lead_id)], "value_minor": [None, known.value_minor]})
            return known, True
    if known.lead_id != lead_id:
        raise Refused("A deal of another lead has this external_id.", field="external_id", code="taken", status=409)
    return known, False


def _insert(lead_id: UUID, deal: Deal) -> tuple[Opportunity, bool]:
    row = Opportunity(
        lead_id=lead_id, name=deal.name[:200], value_minor=money.minor(deal.value, deal.currency), currency=deal.currency,
        external_id=deal.external_id, owner_name=deal.owner_name, attributes=dict(deal.attributes), opened_at=deal.at or clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = opportunities.by_external_id(deal.external_id)
        if known is None:
            raise
        return known, False
    return row, True


def win(opportunity_id: UUID, *, actor: Actor, at: datetime | None = None, value: Any = None, currency: str = "") -> Opportunity:
    """Won: the lead becomes a customer at `at`; recorded as the event opportunity_won, announced as OutcomeRecorded.

    A win before the lead's first contact is kept and flagged. To repeat it changes nothing; refuses a deal that was lost.
    """
    deal = opportunities.locked(opportunity_id)
    if deal.state == OpportunityState.WON:
        return deal
    _still_open(deal)
    if value is not None:
        deal.currency = currency or deal.currency
        _affordable(value, deal.currency)
        deal.value_minor = money.minor(value, deal.currency)
    _close(deal, OpportunityState.WON, at, actor)
    lead = lead_state.of_lead(deal.lead_id)
    if lead is not None and deal.closed_at is not None:
        _advance(lead, Stage.CUSTOMER, MoveReason.WON, deal.closed_at, actor, deal.name)
        if deal.closed_at < lead.created_at:
            add_flag(lead.id, BEFORE_CONTACT, actor)
    return deal


def lose(opportunity_id: UUID, *, actor: Actor, reason: str, at: datetime | None = None, lost_to: str = "") -> Opportunity:
    """Lost, for a reason: back to target, unless another deal of the lead is open. To repeat it changes nothing; refuses a won deal.

    `lost_to` names the competitor that they chose (F167): it stands with the lead, too.
    """
    deal = opportunities.locked(opportunity_id)
    if deal.state == OpportunityState.LOST:
        return deal
    _still_open(deal)
    if not reason.strip():
        raise Refused("Say why it was lost: the next lead like this one profits from it.", field="reason")
    deal.lost_reason, deal.lost_to = reason.strip()[:200], competitors.tidy(lost_to)
    _close(deal, OpportunityState.LOST, at, actor)
    if deal.lost_to:
        name_competitor(deal.lead_id, deal.lost_to, Standing.CHOSE, actor=actor)
    lead = lead_state.of_lead(deal.lead_id)
    if lead is not None and lead.stage == Stage.OPPORTUNITY and deal.closed_at is not None and not opportunities.others_open(deal):
        move = Move(lead_id=lead.id, to=Stage.TARGET, reason=MoveReason.LOST, at=deal.closed_at, note=deal.lost_reason)
        move_stage(move, actor, history=promise.is_past(deal.closed_at, clock.now()))
    return deal


def _still_open(deal: Opportunity) -> None:
    if deal.state != OpportunityState.OPEN:
        raise Refused(f"This opportunity is {deal.state} already: open another one.", code="already_closed", status=409)


def _affordable(value: Any, currency: str) -> None:
    wrong = money.problem(value, currency)
    if wrong:
        raise Refused(wrong, field="value" if "value" in wrong or "decimals" in wrong else "currency")


def _advance(lead: LeadState, to: str, reason: str, at: datetime, actor: Actor, note: str) -> None:
    if POSITION[lead.stage] < POSITION[to]:
        move = Move(lead_id=lead.id, to=to, reason=reason, at=at, note=note[:500], through=True)
        move_stage(move, actor, history=promise.is_past(at, clock.now()))


def _close(deal: Opportunity, state: OpportunityState, at: datetime | None, actor: Actor) -> None:
    now = clock.now()
    deal.state, deal.closed_at = state, at or now
    if deal.closed_at > now:
        raise Refused("A deal is closed when it has happened: give an instant that has passed.", field="at")
    deal.save()
    past, lead = promise.is_past(deal.closed_at, now), lead_state.of_lead(deal.lead_id)
    told = {"opportunity_id": str(deal.pk), "value_minor": deal.value_minor, "currency": deal.currency, "reason": deal.lost_reason}
    if deal.lost_to:
        told["lost_to"] = deal.lost_to
    if lead is not None:
        name = f"opportunity_{state.value}"
        record_own([OwnEvent(lead.person_id, name, deal.closed_at, f"{name}:{deal.pk}", told, history=past)])
    audit.record(actor, f"opportunity.{state.value}", deal, {"value_minor": [None, deal.value_minor]})
    outcome = OutcomeRecorded(lead_id=deal.lead_id, opportunity_id=deal.pk, outcome=state.value, at=deal.closed_at, history=past)
    facts.publish(outcome)
