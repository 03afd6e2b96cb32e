"""Moves: numbered visits without gaps, one open at a time, whatever is asked."""

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kernel import ids, tenancy
from kernel.audit import SYSTEM
from kernel.models import AuditEntry, Outbox
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage, move_stages
from leads.actions.people import create_lead
from leads.domain.lifecycle import LEGAL, ORDER, lane_of
from leads.models import Lead, StageVisit
from tests.cast import Cast, as_actor


def lead_of(cast: Cast, at: datetime) -> UUID:
    return create_lead({"email": "lena@acme.example"}, as_actor(cast.mara), at=at - timedelta(days=30)).pk


@pytest.mark.parametrize("seed", range(6))
def test_random_moves_keep_every_promise(acme: Cast, noon: datetime, seed: int) -> None:
    dice = random.Random(seed)
    lead_id = lead_of(acme, noon)
    stage, made = "name", 2
    for step in range(30):
        to, through = dice.choice(ORDER), dice.random() < 0.3
        moved = move_stages([Move(lead_id, to, "recycled", noon + timedelta(minutes=step), through=through)], SYSTEM)
        legal = to in LEGAL[stage]
        assert (len(moved), len(moved.refused)) == ((1, 0) if legal else (0, int(to != stage)))
        if legal:
            made += ORDER.index(to) - ORDER.index(stage) if through and ORDER.index(to) > ORDER.index(stage) else 1
            stage = to
    visits = list(StageVisit.objects.filter(lead_id=lead_id).order_by("entered_at", "id"))
    assert len(visits) == made
    for name in ORDER:
        numbers = sorted(visit.visit_no for visit in visits if visit.stage == name)
        assert numbers == list(range(1, len(numbers) + 1))
    (current,) = [visit for visit in visits if visit.left_at is None]
    lead = Lead.objects.get(pk=lead_id)
    assert (lead.stage, lead.visit_no, lead.stage_entered_at, lead.lane) == (
        current.stage,
        current.visit_no,
        current.entered_at,
        lane_of(stage),
    )
    chain = {visit.stage for visit in visits}
    assert all(visit.from_stage in chain | {""} and (visit.from_stage == visit.stage) is False for visit in visits)
    assert all(visit.left_at is None or visit.left_at >= visit.entered_at for visit in visits)


def test_the_same_move_twice_is_one_move(acme: Cast, noon: datetime) -> None:
    lead_id = lead_of(acme, noon)
    assert [len(move_stages([Move(lead_id, "mql", "score", noon)], SYSTEM)) for _ in range(2)] == [1, 0]
    assert StageVisit.objects.filter(lead_id=lead_id, stage="mql").count() == 1


def test_through_writes_what_is_passed_and_tells_of_the_last(acme: Cast, noon: datetime) -> None:
    lead_id = lead_of(acme, noon)
    (move,) = move_stages([Move(lead_id, "mql", "fast_lane", noon, through=True)], SYSTEM)
    assert (move.from_stage, move.to_stage, move.visit_no, move.reason) == ("name", "mql", 1, "fast_lane")
    visits = StageVisit.objects.filter(lead_id=lead_id).order_by("recorded_at", "id").values_list("stage", "from_stage", "reason")
    assert list(visits)[2:] == [("engaged", "name", "passed"), ("target", "engaged", "passed"), ("mql", "target", "fast_lane")]


def test_a_deal_won_before_its_first_contact_is_kept_and_flagged(acme: Cast, noon: datetime) -> None:
    lead_id = lead_of(acme, noon)
    early = noon - timedelta(days=40)
    move_stages([Move(lead_id, "customer", "won", early, through=True)], SYSTEM, history=True)
    lead = Lead.objects.get(pk=lead_id)
    assert (lead.stage, lead.stage_entered_at, lead.flags) == ("customer", early, ["out_of_order"])
    assert set(StageVisit.objects.filter(lead_id=lead_id, entered_at=early).values_list("out_of_order", flat=True)) == {True}


def test_one_illegal_move_does_not_hold_up_the_batch(acme: Cast, noon: datetime) -> None:
    one, other = lead_of(acme, noon), create_lead({"email": "tom@acme.example"}, as_actor(acme.mara)).pk
    moved = move_stages(
        [Move(one, "awareness", "manual", noon), Move(other, "engaged", "engaged", noon), Move(ids.new(), "mql", "score", noon)], SYSTEM
    )
    assert ([move.lead_id for move in moved], [move.lead_id == one for move, _ in moved.refused]) == ([other], [True, False])


def test_a_single_illegal_move_is_refused_and_a_members_move_is_audited(acme: Cast, noon: datetime) -> None:
    lead_id = lead_of(acme, noon)
    with pytest.raises(Refused) as refused:
        move_stage(Move(lead_id, "friend", "manual", noon), as_actor(acme.mara))
    assert (refused.value.field, refused.value.status) == ("to", 409)
    move_stage(Move(lead_id, "target", "manual", noon), as_actor(acme.mara))
    assert AuditEntry.objects.filter(verb="lead.moved", target_id=str(lead_id)).count() == 1
    assert Outbox.objects.filter(kind="leads.StageChanged").count() >= 1


def test_a_lead_next_door_cannot_be_moved(cast: Cast, noon: datetime) -> None:
    with tenancy.scope(cast.acme.id):
        lead_id = lead_of(cast, noon)
    with tenancy.scope(cast.globex.id):
        assert len(move_stages([Move(lead_id, "mql", "score", noon)], SYSTEM).refused) == 1
