"""open_waiting, open_hand_off, close_left: a lead comes to sales, exactly once per MQL visit."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.membership import touch
from leads.enums import MoveReason, Stage
from leads.queries import blacklist, trees
from sales.actions.routing_rules import take_turns
from sales.domain import gate, promise, routing
from sales.domain.dispositions import WORKING
from sales.domain.routing import Rule
from sales.enums import HandOffState, RouteLane
from sales.facts import LeadsHeld
from sales.models import HandOff, HeldLead
from sales.queries import hand_offs, lead_state, rules
from sales.queries.lead_state import Entering, LeadState

UNMERGED = "unmerged"  # of a visit that only an undone merge had brought: it founds nothing
PAST_MQL = (Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)

CLOSE_LEFT = """
WITH moved_on AS (
    DELETE FROM sales_heldlead d USING leads_lead l
    WHERE d.workspace_id = %(workspace_id)s AND l.workspace_id = %(workspace_id)s AND l.id = d.lead_id
      AND d.lead_id = ANY(%(lead_ids)s::uuid[]) AND (l.stage <> 'mql' OR l.visit_no <> d.visit_no)
)
UPDATE sales_handoff h SET state = 'closed', closed_at = %(now)s, close_reason = l.stage, version = h.version + 1
FROM leads_lead l
WHERE h.workspace_id = %(workspace_id)s AND l.workspace_id = %(workspace_id)s AND l.id = h.lead_id
  AND h.lead_id = ANY(%(lead_ids)s::uuid[]) AND h.state IN ('open', 'claimed')
  AND (l.stage <> 'mql' OR l.visit_no <> h.visit_no)
"""


def close_left(lead_ids: Iterable[UUID]) -> int:
    """Close the waiting hand-offs of leads that left MQL by another door (a journey, a hand, a merge); they are held back no more."""
    leads = list(lead_ids)
    touch(leads)
    return sql.execute(CLOSE_LEFT, lead_ids=list(leads), now=clock.now())


def open_waiting(lead_ids: Sequence[UUID], *, at: datetime | None = None, history: bool = False, gated: bool = True) -> list[HandOff]:
    """Open a hand-off for each of these leads that stands at MQL and has none for this visit (F056, F059); the rest is left alone.

    The rule by which a lead came names who gets it, in turn; a lead that has an owner already stays his, and one that a journey puts on
    the fast lane is for whoever claims it first. Whom nobody can reach well enough is held back (F167), unless it is of `history`
    or not `gated`: somebody who knows it better hands it over. Nobody of a company on the blacklist is handed over (F069) while it stands.
    """
    blacklist.hold()
    close_left(lead_ids)
    coming = lead_state.entering(lead_ids)
    if not history:
        coming = _through_the_gate(coming, gated)
    if not coming:
        return []
    stored = rules.rules()
    asked = any(rule.assignees for rule in stored) or any(lead.owner_id for lead in coming)
    able, rows = rules.workers() if asked else [], []
    for rule, group in _by_rule(coming, stored):
        people = [person for person in rule.assignees if person in able] if rule else []
        leads = list(group)
        first = take_turns(rule.name, len(leads)) if rule and people else 0
        for turn, lead in enumerate(leads, start=first):
            owner = lead.owner_id if lead.owner_id in able else routing.in_turn(people, turn)
            rows.append(_row(lead, rule, owner, at, history))
    HandOff.objects.bulk_create(rows, ignore_conflicts=True)
    if waited := [lead.lead_id for lead in coming if lead.held]:
        HeldLead.objects.filter(lead_id__in=waited).delete()
    return list(HandOff.objects.filter(id__in=[row.pk for row in rows]))


def _through_the_gate(coming: Sequence[Entering], gated: bool) -> list[Entering]:
    """Those that pass; the others wait in view. Told again, they have waited since the first time."""
    below = {lead.lead_id: lead for lead in coming if lead.blacklisted or (gated and not gate.passes(lead.reach, lead.gate))}
    if fresh := [lead for lead in below.values() if not lead.held]:
        HeldLead.objects.bulk_create([HeldLead(lead_id=lead.lead_id, visit_no=lead.visit_no) for lead in fresh], ignore_conflicts=True)
        facts.publish(LeadsHeld(lead_ids=[lead.lead_id for lead in fresh]))
    return [lead for lead in coming if lead.lead_id not in below]


def _by_rule(coming: Sequence[Entering], stored: Sequence[Rule]) -> list[tuple[Rule | None, list[Entering]]]:
    """Out of the pool by the first rule whose tree names the lead now: one query for all, none where no rule of the pool asks a tree."""
    pooled = [lead.lead_id for lead in coming if _lane(lead) == RouteLane.NURTURE_POOL]
    named = trees.named(routing.out_of_pool(stored) if pooled else [], pooled)
    found = [(_rule(lead, stored, named.get(lead.lead_id, ())), lead) for lead in coming]
    found.sort(key=lambda pair: pair[0].name if pair[0] else "")
    return [(rule, [lead for _, lead in group]) for rule, group in groupby(found, key=lambda pair: pair[0])]


def _rule(lead: Entering, stored: Sequence[Rule], named: Collection[str]) -> Rule | None:
    """What a journey puts on the fast lane comes by none of the rules: no turn is used up for it, and whoever is quickest takes it."""
    by_journey = lead.by_journey if lead.reason == MoveReason.FAST_LANE else bool(lead.hurried)
    return None if by_journey else routing.for_lane(stored, _lane(lead), lead.note, named)


def _lane(lead: Entering) -> str:
    fast = lead.reason == MoveReason.FAST_LANE or lead.hurried == RouteLane.FAST_LANE
    return str(RouteLane.FAST_LANE if fast else RouteLane.NURTURE_POOL)


def _row(lead: Entering, rule: Rule | None, owner_id: int | None, at: datetime | None, history: bool) -> HandOff:
    opened_at, now = at or lead.entered_at, clock.now()
    due_from = now if promise.is_past(opened_at, now) else opened_at
    return HandOff(
        lead_id=lead.lead_id, visit_no=lead.visit_no, lane=_lane(lead), rule=rule.name if rule else "", rank_key=lead.rank_key,
        state=HandOffState.OPEN if owner_id is None else HandOffState.CLAIMED, owner_id=owner_id,
        claimed_at=None if owner_id is None else opened_at, opened_at=opened_at, history=history,
        due_at=None if history else promise.due(_lane(lead), due_from),
    )  # fmt: skip


def open_hand_off(lead_id: UUID, *, actor: Actor, at: datetime | None = None, history: bool = False) -> tuple[HandOff, bool]:
    """Hand this lead to sales and say whether that was new; a lead that is not at MQL is moved there, through what it passes.

    Whoever names a lead knows whom to call: the gate (F167) holds back only what comes by itself.
    A hand-off that waits, or was opened at this `at`, is the answer to a retry. `history`, or an `at` older than a day, tells
    of the past: nothing is promised. Refuses a lead that is not here, one that sales has accepted already, and one whose company stands
    on the blacklist (F069).
    """
    blacklist.hold()
    lead = lead_state.of_lead(lead_id)
    if lead is None:
        raise Refused("There is no such open lead in this workspace.", field="lead", code="not_found", status=404)
    known, barred = _known(lead, at), lead.blacklisted and not history
    if known is not None and not (barred and _is_let_go(known)):
        return known, False
    if lead.stage in PAST_MQL:
        raise Refused(f"This lead is at {lead.stage} already: sales has it.", field="lead", code="past_mql", status=409)
    if barred:
        raise _barred()
    past = history or (at is not None and promise.is_past(at, clock.now()))
    if lead.stage != Stage.MQL:
        move = Move(lead_id=lead_id, to=Stage.MQL, reason=MoveReason.MANUAL, at=at or clock.now(), through=True)
        move_stage(move, actor, history=past)
    opened = open_waiting([lead_id], at=at, history=past, gated=False)
    if not opened:
        waiting = hand_offs.of_lead(lead_id).first()
        if waiting is None:  # they have come to a company on the blacklist this moment
            raise _barred()
        return waiting, False
    audit.record(actor, "hand_off.opened", opened[0], {"lead": ["", str(lead_id)]})
    return opened[0], True


def _barred() -> Refused:
    told = "This company is on the blacklist: nobody of it is handed to sales until it is taken off."
    return Refused(told, field="lead", code=blacklist.BLACKLISTED, status=409)


def _is_let_go(known: HandOff) -> bool:
    """Whether the queue has let it go because of the blacklist, or is about to."""
    return known.state in WORKING or known.close_reason == blacklist.BLACKLISTED


def _known(lead: LeadState, at: datetime | None) -> HandOff | None:
    found = list(hand_offs.of_lead(lead.id))
    same = [h for h in found if h.state in WORKING or (at is not None and h.opened_at == at)]
    here = [h for h in found if lead.stage == Stage.MQL and h.visit_no == lead.visit_no and h.close_reason != UNMERGED]
    return next(iter([*same, *here]), None)
