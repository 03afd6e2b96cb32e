"""A lead comes to sales exactly once per MQL visit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kernel import clock, facts, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.facts import StageChanged, StageMove
from leads.models import Lead, StageVisit
from sales.actions.hand_off import open_hand_off
from sales.actions.routing_rules import put_rules
from sales.models import HandOff
from tests.cast import Cast, as_actor
from tests.conftest import NOON


def hand_offs(cast: Cast, lead_id: UUID) -> list[tuple[str, int, str, str]]:
    with tenancy.scope(cast.acme.id):
        found = HandOff.objects.filter(lead_id=lead_id).order_by("opened_at", "id")
        return [(str(h), h.visit_no, h.lane, h.state) for h in found]


def test_a_score_over_the_threshold_opens_one(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    assert hand_offs(cast, hand_off.lead_id) == [("MQL-01", 1, "nurture_pool", "open")]
    assert hand_off.rule == "Everything else"
    assert (hand_off.opened_at, hand_off.due_at) == (NOON, NOON + timedelta(hours=24))


def test_a_fact_told_twice_opens_one(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    lead_id = mql().lead_id
    move = StageMove(lead_id=lead_id, from_stage="target", to_stage="mql", visit_no=1, at=NOON, reason="score")
    for _ in range(2):
        with tenancy.scope(cast.acme.id):
            facts.publish(StageChanged(moves=[move]))
    pump()
    assert hand_offs(cast, lead_id) == [("MQL-01", 1, "nurture_pool", "open")]


def test_history_opens_nothing(cast: Cast, lena: Callable[..., UUID], pump: Callable[[], int]) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        move_stage(Move(lead_id, "mql", "score", NOON, through=True), SYSTEM, history=True)
    pump()
    assert hand_offs(cast, lead_id) == []


def test_who_leaves_mql_by_another_door_leaves_the_queue(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    lead_id = mql().lead_id
    with tenancy.scope(cast.acme.id):
        move_stage(Move(lead_id, "target", "journey", NOON + timedelta(hours=1)), SYSTEM)
    pump()
    assert hand_offs(cast, lead_id) == [("MQL-01", 1, "nurture_pool", "closed")]
    mql(lead_id=lead_id, at=NOON + timedelta(hours=2))
    assert hand_offs(cast, lead_id) == [("MQL-01", 1, "nurture_pool", "closed"), ("MQL-02", 2, "nurture_pool", "open")]


def test_opened_by_hand_moves_to_mql_through_what_it_passes(cast: Cast, lena: Callable[..., UUID], pump: Callable[[], int]) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        first, new = open_hand_off(lead_id, actor=as_actor(cast.sam))
        again, new_again = open_hand_off(lead_id, actor=as_actor(cast.sofia))
        assert (new, new_again, again.pk) == (True, False, first.pk)
    pump()
    with tenancy.scope(cast.acme.id):
        stages = list(StageVisit.objects.filter(lead_id=lead_id).order_by("recorded_at", "id").values_list("stage", "visit_no"))
        assert stages == [("awareness", 1), ("name", 1), ("engaged", 1), ("target", 1), ("mql", 1)]
    assert hand_offs(cast, lead_id) == [("MQL-01", 1, "nurture_pool", "open")]


def test_told_from_the_past_promises_nothing(cast: Cast, lena: Callable[..., UUID]) -> None:
    long_ago = datetime(2018, 3, 1, tzinfo=UTC)
    lead_id = lena(at=datetime(2018, 2, 1, tzinfo=UTC))
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        hand_off, new = open_hand_off(lead_id, actor=as_actor(cast.sam), at=long_ago)
        assert (new, hand_off.history, hand_off.due_at, hand_off.opened_at) == (True, True, None, long_ago)
        assert open_hand_off(lead_id, actor=as_actor(cast.sam), at=long_ago) == (hand_off, False)


def test_who_is_past_mql_is_refused_but_a_retry_finds_the_first(cast: Cast, lena: Callable[..., UUID]) -> None:
    lead_id, at = lena(), NOON - timedelta(days=3)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        first, _ = open_hand_off(lead_id, actor=SYSTEM, at=at)
        move_stage(Move(lead_id, "customer", "won", NOON, through=True), SYSTEM)
        assert open_hand_off(lead_id, actor=SYSTEM, at=at)[0].pk == first.pk
    other = lena()
    with tenancy.scope(cast.acme.id):
        move_stage(Move(other, "sql", "manual", NOON, through=True), SYSTEM)
        with pytest.raises(Refused) as refused:
            open_hand_off(other, actor=SYSTEM)
        assert (refused.value.status, refused.value.code) == (409, "past_mql")


def test_nobody_knows_a_strangers_lead(cast: Cast, lena: Callable[..., UUID]) -> None:
    lead_id = lena()
    with tenancy.scope(cast.globex.id), pytest.raises(Refused) as refused:
        open_hand_off(lead_id, actor=SYSTEM)
    assert refused.value.status == 404


def test_leads_are_given_in_turn_and_an_owner_keeps_his(cast: Cast, mql: Callable[..., HandOff], lena: Callable[..., UUID]) -> None:
    with tenancy.scope(cast.acme.id):
        rest = {"name": "All", "lane": "nurture_pool", "condition": {}, "assignee_ids": [cast.sam.pk, cast.sofia.pk]}
        put_rules([rest], actor=as_actor(cast.adam))
    owners = [mql(f"Lead{number}").owner_id for number in range(4)]
    assert owners == [cast.sam.pk, cast.sofia.pk, cast.sam.pk, cast.sofia.pk]
    his = lena("His")
    with tenancy.scope(cast.acme.id):
        Lead.objects.filter(pk=his).update(owner_id=cast.sofia.pk)
    assert mql(lead_id=his).owner_id == cast.sofia.pk
