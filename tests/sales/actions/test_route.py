"""Consultation and search ads straight to sales, through the stages they pass; all else waits for its score."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.models import Lead, StageVisit
from sales.models import HandOff
from scoring.actions.rulebooks import begin_draft, publish
from scoring.domain import rulebook
from scoring.queries import rulebooks
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=5)


def visits(cast: Cast, lead_id: UUID) -> list[tuple[str, str]]:
    with tenancy.scope(cast.acme.id):
        return list(StageVisit.objects.filter(lead_id=lead_id).order_by("recorded_at", "id").values_list("stage", "reason"))


def test_a_consultation_goes_straight_to_sales(cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None]) -> None:
    lead_id = lena()
    happens(lead_id, "contact_request_submitted", LATER)
    assert [stage for stage, _ in visits(cast, lead_id)] == ["awareness", "name", "engaged", "target", "mql"]
    assert visits(cast, lead_id)[-1] == ("mql", "fast_lane")
    with tenancy.scope(cast.acme.id):
        hand_off = HandOff.objects.get(lead_id=lead_id)
        assert (hand_off.lane, hand_off.rule, hand_off.opened_at) == ("fast_lane", "Consultation and search ads", LATER)
        assert hand_off.due_at == LATER + timedelta(minutes=15)
        lead = Lead.objects.get(pk=lead_id)
        assert (lead.stage, lead.visit_no, lead.lane) == ("mql", 1, "harvest")


def test_a_download_waits_in_the_pool(cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None]) -> None:
    lead_id = lena()
    happens(lead_id, "asset_downloaded", LATER)
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(pk=lead_id).stage == "engaged"
        assert HandOff.objects.filter(lead_id=lead_id).count() == 0


def test_a_download_from_a_search_ad_goes_straight(cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None]) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        Lead.objects.filter(pk=lead_id).update(entry_channel="paid_search")
    happens(lead_id, "asset_downloaded", LATER)
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.get(lead_id=lead_id).lane == "fast_lane"


def test_history_moves_at_its_own_time_and_opens_nothing(cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None]) -> None:
    then = NOON - timedelta(days=400)
    lead_id = lena(at=then)
    happens(lead_id, "contact_request_submitted", then + timedelta(hours=1), history=True, now=NOON)
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(pk=lead_id)
        assert (lead.stage, lead.stage_entered_at) == ("mql", then + timedelta(hours=1))
        assert HandOff.objects.filter(lead_id=lead_id).count() == 0


def test_it_asks_again_and_again_but_stands_in_the_queue_once(cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None]) -> None:
    lead_id = lena()
    for minutes in (1, 2, 3):
        happens(lead_id, "demo_requested", NOON + timedelta(minutes=minutes))
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.filter(lead_id=lead_id).count() == 1


@pytest.mark.parametrize("returns", [3, 4])
def test_after_three_returns_a_person_looks_first(
    cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None], returns: int
) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        Lead.objects.filter(pk=lead_id).update(returns=returns)
    happens(lead_id, "demo_requested", LATER)
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.filter(lead_id=lead_id).count() == 0


@pytest.mark.parametrize(("agreed", "returns", "opened"), [(1, 1, 0), (1, 0, 1), (5, 4, 1), (5, 5, 0), (0, 0, 1)])
def test_how_many_returns_are_too_many_is_what_the_rulebook_agrees(
    cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None], pump: Callable[[], int], agreed: int, returns: int, opened: int
) -> None:
    """A11.2"""
    with clock.pretend(NOON):
        with tenancy.scope(cast.acme.id):
            rules = rulebook.plain(rulebooks.live().rules) | {"max_returns": agreed}
            publish(begin_draft(SYSTEM, rules).version, SYSTEM)
        pump()
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        assert rulebooks.live().rules.max_returns == agreed
        Lead.objects.filter(pk=lead_id).update(returns=returns)
    happens(lead_id, "demo_requested", LATER)
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.filter(lead_id=lead_id).count() == opened
