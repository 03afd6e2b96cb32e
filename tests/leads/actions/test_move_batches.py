"""Many leads to one stage after their number was shown; back in one go, but for those that moved on since."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, ids
from kernel.audit import SYSTEM
from kernel.models import AuditEntry, Outbox
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.move_batches import Target, move_many, undo_moves
from leads.actions.people import create_lead
from leads.domain.bulk_moves import Left
from leads.domain.lifecycle import LEGAL, ORDER
from leads.models import Lead, StageVisit
from leads.queries import move_batches as questions
from tests.cast import Cast, as_actor

ALL = {"known": ["yes"]}
FAIR = Target("engaged", "engaged", "Met at the fair")


@pytest.fixture
def people(acme: Cast, noon: datetime) -> list[UUID]:
    """Six leads in name."""
    at = noon - timedelta(days=30)
    return [create_lead({"email": f"lead{n}@firm{n}.example"}, SYSTEM, at=at).pk for n in range(6)]


def standing() -> dict[UUID, tuple[Any, ...]]:
    """Where everybody stands, to the last column that a move writes."""
    rows = Lead.objects.values_list("id", "stage", "visit_no", "stage_entered_at", "lane", "flags")
    return {row[0]: (*row[1:5], tuple(row[5])) for row in rows}


def visits(lead: UUID) -> list[tuple[str, int, bool]]:
    """(stage, number, whether it goes on) of the visits that stand, in order."""
    rows = StageVisit.objects.filter(lead_id=lead, undone_at=None).order_by("recorded_at", "id")
    return [(row.stage, row.visit_no, row.left_at is None) for row in rows]


def test_they_move_with_reason_and_note_and_both_are_told(acme: Cast, people: list[UUID], noon: datetime) -> None:
    mara = as_actor(acme.mara)
    batch = move_many({"q": ["firm"]}, FAIR, 6, mara)
    assert {lead: (stage, number) for lead, (stage, number, *_) in standing().items()} == dict.fromkeys(people, ("engaged", 1))
    assert batch.before == {str(lead): ["name", 1] for lead in people}
    rows = StageVisit.objects.filter(batch_id=batch.pk).values_list("reason", "note", "actor_name", "from_stage")
    assert set(rows) == {("engaged", "Met at the fair", "Mara", "name")}
    verbs = list(AuditEntry.objects.filter(actor_name="Mara").values_list("verb", flat=True))
    assert (verbs.count("lead.moved"), verbs.count("lead.moved_many")) == (6, 1)
    told = [row.payload for row in Outbox.objects.filter(kind="leads.StageChanged").order_by("id")]
    assert len(told) == 7  # One for each that was created, one for all that moved.


def test_who_cannot_move_is_counted_with_why_and_stays(acme: Cast, people: list[UUID], noon: datetime) -> None:
    move_stage(Move(people[0], "engaged", "engaged", noon), SYSTEM)
    move_stage(Move(people[1], "customer", "won", noon), SYSTEM)
    Lead.objects.filter(pk=people[2]).update(closed_at=noon, closed_reason="job_change")
    before = standing()
    planned = questions.preview(ALL, "engaged", "engaged")
    assert (planned.matched, planned.moving, planned.same) == (6, 3, 1)
    assert planned.left == (Left("name", 1, "closed"), Left("customer", 1, "no_way"))
    assert standing() == before
    batch = move_many(ALL, FAIR, 3, SYSTEM)
    assert sorted(batch.before) == sorted(str(lead) for lead in people[3:])
    assert {lead: row for lead, row in standing().items() if lead in people[:3]} == {lead: before[lead] for lead in people[:3]}


@pytest.mark.parametrize(
    ("filters", "target", "expected", "refused"),
    [
        (ALL, FAIR, 5, ("expected", 409)),
        (ALL, Target("engaged", "engaged", " "), 6, ("note", 400)),
        (ALL, Target("lost", "engaged", "x"), 6, ("to", 400)),
        (ALL, Target("engaged", "mood", "x"), 6, ("reason", 400)),
        ({"shoes": ["red"]}, FAIR, 6, ("shoes", 400)),
        ({"stage": ["engaged"]}, FAIR, 0, ("filters", 409)),
    ],
)
def test_a_bad_move_changes_nothing(
    acme: Cast, people: list[UUID], filters: dict[str, list[str]], target: Target, expected: int, refused: tuple[str, int]
) -> None:
    before = standing()
    with pytest.raises(Refused) as error:
        move_many(filters, target, expected, SYSTEM)
    assert (error.value.field, error.value.status) == refused
    assert standing() == before


def test_more_than_one_go_takes_are_refused(acme: Cast, people: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST", 5)
    with pytest.raises(Refused) as error:
        questions.preview(ALL, "engaged", "engaged")
    assert error.value.field == "filters"


def test_undo_gives_back_where_they_stood_and_frees_the_numbers(acme: Cast, people: list[UUID], noon: datetime) -> None:
    before = standing()
    batch = move_many(ALL, Target("mql", "manual", "Oops", through=True), 6, SYSTEM)
    assert visits(people[0])[2:] == [("engaged", 1, False), ("target", 1, False), ("mql", 1, True)]
    with clock.pretend(noon + timedelta(hours=1)):
        done = undo_moves(batch.pk, as_actor(acme.olga))
    assert (standing(), done.back, done.undone_by) == (before, 6, "Olga")
    assert visits(people[0]) == [("awareness", 1, False), ("name", 1, True)]
    assert StageVisit.objects.filter(batch_id=batch.pk, undone_at=noon + timedelta(hours=1)).count() == 18
    move_many(ALL, FAIR, 6, SYSTEM)
    assert visits(people[0])[2:] == [("engaged", 1, True)]
    with pytest.raises(Refused) as error:
        undo_moves(batch.pk, SYSTEM)
    assert error.value.status == 409
    with pytest.raises(Refused) as error:
        undo_moves(ids.new(), SYSTEM)
    assert error.value.status == 404


def test_who_moved_on_or_was_closed_since_stays(acme: Cast, people: list[UUID], noon: datetime) -> None:
    batch = move_many(ALL, FAIR, 6, SYSTEM)
    move_stage(Move(people[0], "target", "score", noon + timedelta(minutes=1)), SYSTEM)
    move_stage(Move(people[1], "name", "recycled", noon + timedelta(minutes=1)), SYSTEM)
    move_stage(Move(people[1], "engaged", "engaged", noon + timedelta(minutes=2)), SYSTEM)
    Lead.objects.filter(pk=people[2]).update(closed_at=noon)
    kept = {lead: row for lead, row in standing().items() if lead in people[:3]}
    assert undo_moves(batch.pk, SYSTEM).back == 3
    found = standing()
    assert {lead: found[lead] for lead in people[:3]} == kept
    assert {found[lead][:2] for lead in people[3:]} == {("name", 1)}


@pytest.mark.parametrize("seed", range(6))
def test_moves_undone_in_the_order_of_a_stack_leave_no_trace(acme: Cast, people: list[UUID], noon: datetime, seed: int) -> None:
    dice = Random(seed)
    for step, lead in enumerate(people * 2):
        at = noon - timedelta(days=20) + timedelta(hours=step)
        stage = Lead.objects.get(pk=lead).stage
        move_stage(Move(lead, dice.choice(sorted(LEGAL[stage])), "recycled", at), SYSTEM)
    stack = []
    for step in range(4):
        before = standing()
        target = Target(dice.choice(ORDER), "recycled", "Try", dice.random() < 0.5)
        with clock.pretend(noon + timedelta(minutes=step)):
            if questions.preview(ALL, target.to, target.reason).moving:
                stack.append((move_many(ALL, target, None, SYSTEM).pk, before))
    for batch, before in reversed(stack):
        undo_moves(batch, SYSTEM)
        assert standing() == before
    assert all(sum(going for *_, going in visits(lead)) == 1 for lead in people)


def test_as_many_others_than_were_shown_stay_where_they_are(acme: Cast, people: list[UUID], noon: datetime) -> None:
    """Between the look and the button one of six went away, and another came: nobody has seen who would move now."""
    planned = questions.preview({"stage": ["name"]}, "engaged", "engaged")
    shown = questions.digest({"stage": ["name"]}, planned)
    move_stage(Move(people[0], "mql", "manual", noon, note="so"), SYSTEM)
    create_lead({"email": "other@firm.example"}, SYSTEM)
    before = standing()
    with pytest.raises(Refused) as error:
        move_many({"stage": ["name"]}, FAIR, 6, SYSTEM, shown)
    assert (error.value.field, error.value.code, error.value.status) == ("digest", "changed", 409)
    assert standing() == before
    again = questions.digest({"stage": ["name"]}, questions.preview({"stage": ["name"]}, "engaged", "engaged"))
    assert len(move_many({"stage": ["name"]}, FAIR, 6, SYSTEM, again).before) == 6
