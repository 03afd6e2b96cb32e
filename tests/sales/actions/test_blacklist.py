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
from leads.models import Lead
from sales.actions.hand_off import open_hand_off
from sales.actions.steps import hand_to_sales
from sales.models import HandOff
from sales.queries import gate
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(days=3)
Lena, Mql, Happens, Pump = Callable[..., UUID], Callable[..., HandOff], Callable[..., None], Callable[[], int]
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
