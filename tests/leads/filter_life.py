"""Every filter of the list of leads as a segment of its own, and the doors that the other lives leave alone."""

import contextlib
from datetime import datetime
from random import Random
from uuid import UUID

from kernel import clock, ids
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.flags import add_flag
from leads.actions.identify import identify
from leads.actions.lifecycle import Move, move_stages
from leads.actions.people import assign_owner, change_person
from leads.actions.segments import build_segment
from leads.enums import MoveReason, Stage
from leads.models import Lead
from onsite.actions.reactions import keep
from onsite.actions.slots import create_slot
from onsite.models import Slot
from sales.actions.competitors import name_competitor
from sales.actions.hand_off import open_waiting
from sales.actions.touch import Said, return_hand_off
from sales.enums import ReturnReason, Standing
from sales.models import HandOff
from scoring.actions.products import save_product
from tests.cast import Cast
from tracking.actions.record import OwnEvent, record_own

DAYS = "2026-10-01..2027-12-31"
# What a filter asks of the life that is lived here: some of the leads at some time, others never. Where everything is named, both.
VALUES: dict[str, list[str]] = {
    "q": ["firm3"], "known": ["yes"], "stage": ["mql", "sql"], "phase": ["close"], "lane": ["harvest"], "source": ["-"],
    "channel": ["direct"], "industry": ["software", "Soft"], "country": ["DE"], "persona": ["-"], "language": ["-"], "intent": ["-"],
    "company_size": ["40.."],
    "awake": ["yes"], "account_score": ["20.."], "tier": ["t1", "t2"], "market_class": ["big_b", "small_b"], "blacklisted": ["yes"],
    "created": ["3d.."], "active": ["..3d"], "entered": ["2d.."], "overdue": ["yes"], "ping_pong": ["yes"], "window_closes": ["30"],
    "returns": ["1"], "closed": ["yes"], "contactable": ["good"], "email_reach": ["valid"], "phone_reach": ["mobile"],
    "flag": ["out_of_order"], "score": ["20.."], "grade": ["A", "B"], "engagement": ["1", "2"], "cell": ["D1", "D2"],
    "band": ["over", "near"], "model": ["default"], "tag": ["hot"], "tag_weight": ["hot:0.5.."], "interest": ["L380;3d"],
    "in_journey": ["any"], "hesitated": ["any:3d"],
    "key_account": ["Acme"], "competitor": ["Rival"], "points": ["interest:1.."],
    "held_back": ["yes"], "has_hand_off": ["yes"], "dormant": ["7"],
    "was_sent": ["any"], "invited": ["any"], "reached": ["mql"], "stay": ["mql:2026-11"], "won": ["any"],
    "rfm": ["champions", "newcomers"], "scored": [f"{DAYS};10.."], "crossed": [f"{DAYS};;returned"], "funnel": [f"standard;{DAYS};1"],
    "intent_mail": [f"{DAYS};taken_up"],
}  # fmt: skip
# Those whose values are only known once the life has begun, and the one that is asked as a question of its own.
KNOWN_LATER, ASKED_AS_SEGMENT = {"owner", "company", "reacted"}, {"in_segment"}


def some_segments(cast: Cast, leads: list[UUID]) -> None:
    """One for each filter, named by its key; one that stands on another."""
    save_product(sku="L380", name="L380", paths=["/1"], actor=SYSTEM)
    slot, company = create_slot(key="hello", name="Hello", actor=SYSTEM), Lead.objects.get(pk=leads[0]).person.company_id
    found = {**VALUES, "owner": [str(cast.mara.pk)], "company": [str(company)], "reacted": [f"viewed:{slot.pk}"]}
    for key, values in found.items():
        asked = [{"ask": "filter", "key": key, "value": value} for value in values]
        made = build_segment(name=key, tree={"any": asked}, actor=SYSTEM)
    build_segment(name="in_segment", tree={"not": {"ask": "segment", "segment": str(made.line_id)}}, actor=SYSTEM)


def owned(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    assign_owner(lead_id, random.choice((cast.mara.pk, cast.sam.pk, None)), SYSTEM)


def flagged(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    add_flag(lead_id, "out_of_order", SYSTEM)


def rivalled(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    name_competitor(lead_id, "Rival", random.choice(Standing.values), actor=SYSTEM)


def rewritten(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    """Another number, country, persona; seen from the network of a key account, or not."""
    given = random.choice((
        {"phone": f"+86138{random.randrange(10**8):08}"}, {"phone": ""}, {"country": random.choice(("DE", "CN"))}, {"persona": "buyer"},
        {"language": "en"}, {"attributes": {"key_account": "Acme"}}, {"attributes": {}}, {"name": f"Firm3 {random.randrange(9)}"},
    ))  # fmt: skip
    with contextlib.suppress(Refused):  # of who is part of somebody else now
        change_person(Lead.objects.get(pk=lead_id).person_id, given, SYSTEM)


def reacted(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    """Sees the slot, or hesitates on a form."""
    name, told = random.choice((("slot_shown", {"slot_id": str(Slot.objects.get().pk)}), ("form_hesitated", {"form": "contact"})))
    events = record_own([OwnEvent(Lead.objects.get(pk=lead_id).person_id, name, at, str(ids.new()), told)])
    identify(events, False)
    keep(events)


def crossed(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    """Over the threshold, and into the queue."""
    for stage, reason in ((Stage.TARGET, MoveReason.MANUAL), (Stage.MQL, MoveReason.SCORE)):
        move_stages([Move(lead_id, stage, reason, at, note="so")], SYSTEM)
    open_waiting([lead_id], gated=random.random() < 0.3)


def sent_back(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    """The oldest hand-off in the queue comes back, whose lead it ever is."""
    waiting = HandOff.objects.filter(state__in=("open", "claimed")).order_by("opened_at", "id").first()
    if waiting:
        with contextlib.suppress(Refused):  # of whom sales holds no more
            return_hand_off(waiting.pk, Said(reason=random.choice(ReturnReason.values), at=clock.now()), actor=SYSTEM)


def won(lead_id: UUID, random: Random, at: datetime, cast: Cast) -> None:
    move_stages([Move(lead_id, Stage.CUSTOMER, MoveReason.MANUAL, at, note="so", through=True)], SYSTEM)


DOORS = (owned, owned, flagged, rivalled, rewritten, rewritten, rewritten, reacted, reacted, crossed, crossed, sent_back, sent_back, won)
