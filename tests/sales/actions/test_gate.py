"""Only who can be reached is handed to sales; the others wait in view, and come by themselves."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from campaigns.actions.suppress import lift, suppress
from campaigns.enums import SuppressionReason
from journeys.domain.steps import StepJob
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.merge import merge_people
from leads.actions.people import change_person
from leads.actions.unmerge import undo_merge
from leads.models import Lead, PersonMerge
from sales.actions.gate import open_passing, put_gate
from sales.actions.hand_off import open_hand_off
from sales.actions.steps import hand_to_sales
from sales.actions.touch import Said, log_touch
from sales.models import HandOff, HeldLead
from sales.queries import gate
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(days=2)
Lena, Pump = Callable[..., UUID], Callable[[], int]


@pytest.fixture
def ripe(cast: Cast, lena: Lena, pump: Pump) -> Callable[..., UUID]:
    """`ripe("good", email=…)`: a lead that came to MQL by score where the gate stands so."""

    def make(level: str = "good", history: bool = False, **fields: str) -> UUID:
        lead_id = lena(**fields)
        with clock.pretend(NOON):
            with tenancy.scope(cast.acme.id):
                put_gate(level, actor=SYSTEM)
                move_stage(Move(lead_id, "mql", "score", NOON, through=True), SYSTEM, history=history)
            pump()
        return lead_id

    return make


def state(cast: Cast, lead_id: UUID) -> tuple[list[str], str | None]:
    """(states of its hand-offs, what it lacks or None when it is not held back)."""
    with tenancy.scope(cast.acme.id):
        held = gate.of_lead(lead_id)
        return [h.state for h in HandOff.objects.filter(lead_id=lead_id).order_by("opened_at", "id")], held.lacks if held else None


def edit(cast: Cast, lead_id: UUID, pump: Pump, **changes: str) -> None:
    with clock.pretend(LATER):
        with tenancy.scope(cast.acme.id):
            change_person(Lead.objects.get(pk=lead_id).person_id, changes, SYSTEM)
        pump()


@pytest.mark.parametrize(
    ("level", "email", "expected"),
    [
        ("off", "", (["open"], None)), ("weak", "", ([], "contact")), ("weak", "x@mailinator.com", ([], "other_contact")),
        ("weak", "lena@gmail.com", (["open"], None)), ("good", "lena@gmail.com", ([], "better_contact")),
        ("good", "lena@buyer.example", (["open"], None)), ("proven", "lena@buyer.example", ([], "proof")),
    ],
)  # fmt: skip
def test_the_level_says_who_is_handed_over(
    cast: Cast, ripe: Callable[..., UUID], level: str, email: str, expected: tuple[list[str], str | None]
) -> None:
    assert state(cast, ripe(level, email=email, user_id="u1")) == expected


def test_it_is_off_by_default_and_history_is_never_held(cast: Cast, ripe: Callable[..., UUID]) -> None:
    with tenancy.scope(cast.acme.id):
        assert gate.level() == 0
    assert state(cast, ripe("good", email="lena@gmail.com", history=True)) == ([], None)


def test_an_address_opens_it_and_the_promise_begins_then(cast: Cast, ripe: Callable[..., UUID], pump: Pump) -> None:
    lead_id = ripe(email="lena@gmail.com")
    edit(cast, lead_id, pump, title="Head of purchasing")
    assert state(cast, lead_id) == ([], "better_contact")
    edit(cast, lead_id, pump, phone="+8613800138000")
    assert state(cast, lead_id) == (["open"], None)
    with tenancy.scope(cast.acme.id):
        [hand_off] = HandOff.objects.filter(lead_id=lead_id)
        assert (hand_off.opened_at, hand_off.due_at) == (LATER, LATER + timedelta(hours=24))
        assert HeldLead.objects.count() == 0
        assert open_passing([lead_id]) == []


def test_a_bounce_that_is_lifted_opens_it(cast: Cast, ripe: Callable[..., UUID], lena: Lena, pump: Pump) -> None:
    with tenancy.scope(cast.acme.id):
        row = suppress(address="lena@buyer.example", reason=SuppressionReason.HARD_BOUNCE, actor=SYSTEM)
    lead_id = ripe("weak", email="lena@buyer.example")
    assert state(cast, lead_id) == ([], "other_contact")
    with tenancy.scope(cast.acme.id):
        lift(suppression=row, reason="their server was down", actor=SYSTEM)
    pump()
    assert state(cast, lead_id) == (["open"], None)


@pytest.mark.parametrize(
    ("said", "opened"),
    [
        (Said(kind="call", disposition="connected"), True), (Said(kind="email", disposition="connected"), True),
        (Said(kind="call", disposition="voicemail"), False), (Said(kind="note"), False),
    ],
)  # fmt: skip
def test_an_answer_proves_the_way_and_opens_it(cast: Cast, ripe: Callable[..., UUID], pump: Pump, said: Said, opened: bool) -> None:
    lead_id = ripe("proven", email="lena@buyer.example", phone="+8613800138000")
    with tenancy.scope(cast.acme.id):
        log_touch(said, actor=SYSTEM, lead_id=lead_id)
    pump()
    assert state(cast, lead_id) == ((["open"], None) if opened else ([], "proof"))


def test_a_lower_gate_opens_who_passes_now(cast: Cast, ripe: Callable[..., UUID]) -> None:
    weak, none = ripe("good", email="lena@gmail.com"), ripe("good", email="", user_id="u2")
    with tenancy.scope(cast.acme.id):
        assert put_gate("weak", actor=SYSTEM) == "weak"
    assert [state(cast, weak), state(cast, none)] == [(["open"], None), ([], "contact")]
    with tenancy.scope(cast.acme.id):
        put_gate("off", actor=SYSTEM)
    assert state(cast, none) == (["open"], None)


def test_by_hand_it_is_handed_over_all_the_same(cast: Cast, ripe: Callable[..., UUID]) -> None:
    lead_id = ripe(email="lena@gmail.com")
    with tenancy.scope(cast.acme.id):
        _row, new = open_hand_off(lead_id, actor=SYSTEM)
    assert (new, state(cast, lead_id)) == (True, (["open"], None))


def test_who_leaves_mql_waits_no_more_and_a_new_stay_waits_anew(cast: Cast, ripe: Callable[..., UUID], pump: Pump) -> None:
    lead_id = ripe(email="lena@gmail.com")
    for number, stage in enumerate(("target", "mql"), start=1):
        with clock.pretend(NOON + timedelta(hours=number)):
            with tenancy.scope(cast.acme.id):
                move_stage(Move(lead_id, stage, "journey", NOON + timedelta(hours=number)), SYSTEM)
            pump()
        assert state(cast, lead_id) == ([], None if stage == "target" else "better_contact")
    with tenancy.scope(cast.acme.id):
        assert [str(row) for row in HeldLead.objects.all()] == ["MQL-02"]


def test_a_journey_hears_that_it_is_held_back(cast: Cast, lena: Lena) -> None:
    lead_id = lena(email="lena@gmail.com")
    with tenancy.scope(cast.acme.id):
        put_gate("good", actor=SYSTEM)
        job = StepJob(uuid4(), uuid4(), lead_id, "sales", 1, {}, "k", NOON)
        for _ in range(2):
            assert [result.outcome for result in hand_to_sales([job]).values()] == ["held_back"]
        assert HeldLead.objects.count() == 1


def test_who_becomes_part_of_another_waits_no_more_until_the_merge_is_undone(
    cast: Cast, ripe: Callable[..., UUID], lena: Lena, pump: Pump
) -> None:
    loser, winner = ripe(email="lena@gmail.com"), lena("Winner")
    with tenancy.scope(cast.acme.id):
        people = [Lead.objects.get(pk=lead).person_id for lead in (winner, loser)]
        merge_people(*people, actor=SYSTEM)
    pump()
    assert state(cast, loser)[1] is None
    with tenancy.scope(cast.acme.id):
        undo_merge(PersonMerge.objects.get().pk, SYSTEM)
    pump()
    assert state(cast, loser) == ([], "better_contact")


def test_it_is_audited_and_refuses_what_is_no_level(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        put_gate("good", actor=SYSTEM)
        put_gate("good", actor=SYSTEM)
        with pytest.raises(Refused, match="best") as refused:
            put_gate("best", actor=SYSTEM)
        assert refused.value.field == "level"
        rows = AuditEntry.objects.filter(verb="hand_over_gate.changed")
        assert [row.changes for row in rows] == [{"level": ["off", "good"]}]


def test_the_neighbours_gate_is_his_own(cast: Cast, ripe: Callable[..., UUID]) -> None:
    with tenancy.scope(cast.globex.id):
        put_gate("proven", actor=SYSTEM)
    assert state(cast, ripe("weak", email="lena@gmail.com")) == (["open"], None)


def test_what_a_journey_hurries_while_it_is_held_back_comes_by_the_fast_lane(cast: Cast, ripe: Callable[..., UUID], pump: Pump) -> None:
    lead_id = ripe("good", email="", user_id="u1")
    job = StepJob(uuid4(), uuid4(), lead_id, "hand", 1, {"lane": "fast_lane"}, "key", NOON)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        assert hand_to_sales([job])[job.enrolment_id].outcome == "held_back"
        assert HeldLead.objects.get().lane == "fast_lane"
    edit(cast, lead_id, pump, email="lena@buyer.example")
    with tenancy.scope(cast.acme.id):
        hand_off = HandOff.objects.get()
        assert (hand_off.lane, hand_off.rule, hand_off.due_at) == ("fast_lane", "", LATER + timedelta(minutes=15))
