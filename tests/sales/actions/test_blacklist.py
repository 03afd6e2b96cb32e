"""Nobody of a company on the blacklist is with sales (F069): waiting, coming, by hand, by rule, by journey; and back when it is lifted."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journeys.domain.steps import StepJob
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.models import Lead, Snapshot
from sales.actions.hand_off import open_hand_off
from sales.actions.steps import ask_for_tasks, hand_to_sales
from sales.models import HandOff, SdrTask
from sales.queries import gate
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(days=3)
Lena = Callable[..., UUID]
Mql = Callable[..., HandOff]
Happens = Callable[..., None]
Pump = Callable[[], int]
Bar = Callable[..., None]


@pytest.fixture
def bar(cast: Cast, pump: Pump) -> Bar:
    """`bar(lead_id)` puts their company on the blacklist, `bar(lead_id, False)` takes it off; with all that follows."""

    def change(lead_id: UUID, on: bool = True) -> None:
        with clock.pretend(LATER):
            with tenancy.scope(cast.acme.id):
                company = Lead.objects.get(pk=lead_id).person.company_id
                (blacklist if on else lift_blacklist)(company, "They told us so", SYSTEM)
            pump()

    return change


def standing(cast: Cast, lead_id: UUID) -> tuple[str, list[tuple[str, str]], str | None]:
    """(stage, its hand-offs as state and reason, what it lacks or None when nothing holds it back)."""
    with tenancy.scope(cast.acme.id):
        held = gate.of_lead(lead_id)
        rows = list(HandOff.objects.filter(lead_id=lead_id).order_by("opened_at", "id").values_list("state", "close_reason"))
        return Lead.objects.get(pk=lead_id).stage, rows, held.lacks if held else None


def test_what_waits_leaves_the_queue_and_waits_again_when_it_is_lifted(cast: Cast, mql: Mql, bar: Bar) -> None:
    lead_id = mql().lead_id
    bar(lead_id)
    assert standing(cast, lead_id) == ("mql", [("closed", "blacklisted")], None)
    bar(lead_id, False)
    assert standing(cast, lead_id) == ("mql", [("open", "")], None)
    with tenancy.scope(cast.acme.id):
        row = HandOff.objects.get(lead_id=lead_id)
        assert (row.closed_at, row.due_at) == (None, LATER + timedelta(hours=24))


def test_what_waits_again_is_promised_and_ranked_as_if_it_came_now_however_often(cast: Cast, mql: Mql, bar: Bar) -> None:
    lead_id = mql().lead_id
    for _ in range(2):
        bar(lead_id)
        with tenancy.scope(cast.acme.id):
            Snapshot.objects.filter(pk=lead_id).update(rank_key=77.0)  # nobody ranks what is closed
            # As after a lift of before: opened at NOON, promised much later.
            HandOff.objects.filter(lead_id=lead_id).update(due_at=LATER + timedelta(hours=24))
        bar(lead_id, False)
        with tenancy.scope(cast.acme.id):
            row = HandOff.objects.get(lead_id=lead_id)
            assert (row.due_at, row.rank_key) == (LATER + timedelta(hours=24), 77.0)


def test_by_hand_is_refused_for_what_was_closed_and_what_is_about_to_be(cast: Cast, mql: Mql, bar: Bar) -> None:
    hand_off = mql()
    bar(hand_off.lead_id)
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        for state, reason in (("closed", "blacklisted"), ("open", "")):
            HandOff.objects.update(state=state, close_reason=reason)
            for at in (None, hand_off.opened_at):
                with pytest.raises(Refused) as refused:
                    open_hand_off(hand_off.lead_id, actor=SYSTEM, at=at)
                assert (refused.value.code, refused.value.status) == ("blacklisted", 409)
        # What sales has done with it before is still the answer to a retry.
        HandOff.objects.update(state="accepted")
        assert open_hand_off(hand_off.lead_id, actor=SYSTEM, at=hand_off.opened_at)[1] is False


def test_no_journey_asks_for_a_call(cast: Cast, lena: Lena, bar: Bar) -> None:
    barred, other = lena(), lena("Nina", email="nina@free.example")
    bar(barred)
    jobs = [StepJob(uuid4(), uuid4(), lead, "call", 1, {"title": "Call"}, str(lead), LATER) for lead in (barred, other)]
    with tenancy.scope(cast.acme.id):
        done = ask_for_tasks(jobs)
        assert [done[job.enrolment_id].outcome for job in jobs] == ["blacklisted", "asked"]
        assert list(SdrTask.objects.values_list("lead_id", flat=True)) == [other]


def test_who_comes_to_mql_is_held_back_in_view_until_it_is_lifted(cast: Cast, lena: Lena, mql: Mql, bar: Bar) -> None:
    lead_id = lena()
    bar(lead_id)
    with pytest.raises(HandOff.DoesNotExist):
        mql(lead_id=lead_id)
    assert standing(cast, lead_id) == ("mql", [], "blacklisted")
    bar(lead_id, False)
    assert standing(cast, lead_id) == ("mql", [("open", "")], None)


def test_no_hand_and_no_rule_and_no_journey_hands_it_over(cast: Cast, lena: Lena, happens: Happens, bar: Bar) -> None:
    lead_id = lena()
    bar(lead_id)
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        with pytest.raises(Refused) as refused:
            open_hand_off(lead_id, actor=SYSTEM)
        assert (refused.value.code, refused.value.status) == ("blacklisted", 409)
        job = StepJob(uuid4(), uuid4(), lead_id, "sales", 1, {}, "k", LATER)
        assert hand_to_sales([job])[job.enrolment_id].outcome == "blacklisted"
    happens(lead_id, "demo_requested", LATER)
    assert standing(cast, lead_id) == ("target", [], None)  # its score moved it there; no rule moved it on
    bar(lead_id, False)
    happens(lead_id, "demo_requested", LATER + timedelta(hours=1))
    assert standing(cast, lead_id)[0] == "mql"
