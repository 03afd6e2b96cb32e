"""Deals: opened, won, lost, each once and at its own time."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.models import Lead, StageVisit
from sales.actions.opportunity import Deal, lose, open_opportunity, win
from sales.models import HandOff, Opportunity
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tracking.models import Event

HOUR = timedelta(hours=1)


def test_won(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    lead_id, sam = mql().lead_id, as_actor(cast.sam)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + HOUR):
        deal, new = open_opportunity(lead_id, Deal("Shop", Decimal("1200.50"), "EUR", "crm-7", "Rosa", {"segment": "pet"}), actor=sam)
        assert (new, deal.value_minor, deal.currency, deal.state) == (True, 120050, "EUR", "open")
        assert Lead.objects.get(pk=lead_id).stage == "opportunity"
        won = win(deal.pk, actor=sam, value=Decimal("1500"))
        assert (won.state, won.value_minor, won.closed_at) == ("won", 150000, NOON + HOUR)
        assert Lead.objects.get(pk=lead_id).stage == "customer"
        stages = list(StageVisit.objects.filter(lead_id=lead_id).order_by("recorded_at", "id").values_list("stage", flat=True))
        assert stages == ["awareness", "name", "engaged", "target", "mql", "sql", "opportunity", "customer"]
        event = Event.objects.get(name="opportunity_won")
        assert (event.properties["value_minor"], event.properties["currency"]) == (150000, "EUR")
        assert win(deal.pk, actor=sam, value=Decimal("1")).value_minor == 150000
        with pytest.raises(Refused) as refused:
            lose(deal.pk, actor=sam, reason="Changed their mind")
        assert (refused.value.status, refused.value.code) == (409, "already_closed")
    pump()
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.get(lead_id=lead_id).state == "closed"


def test_lost_goes_back_to_target(cast: Cast, mql: Callable[..., HandOff]) -> None:
    lead_id, sam = mql().lead_id, as_actor(cast.sam)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + HOUR):
        deal, _ = open_opportunity(lead_id, Deal("Shop"), actor=sam)
        with pytest.raises(Refused) as refused:
            lose(deal.pk, actor=sam, reason=" ")
        assert refused.value.field == "reason"
        lost = lose(deal.pk, actor=sam, reason="Too dear")
        assert (lost.state, lost.lost_reason) == ("lost", "Too dear")
        assert Lead.objects.get(pk=lead_id).stage == "target"
        assert lose(deal.pk, actor=sam, reason="Other").lost_reason == "Too dear"


def test_another_open_deal_keeps_the_stage(cast: Cast, mql: Callable[..., HandOff]) -> None:
    lead_id, sam = mql().lead_id, as_actor(cast.sam)
    with tenancy.scope(cast.acme.id):
        first, _ = open_opportunity(lead_id, Deal("Shop"), actor=sam)
        open_opportunity(lead_id, Deal("Warehouse"), actor=sam)
        lose(first.pk, actor=sam, reason="Too dear")
        assert Lead.objects.get(pk=lead_id).stage == "opportunity"


def test_a_retry_finds_the_deal_by_its_external_id(cast: Cast, mql: Callable[..., HandOff], lena: Callable[..., UUID]) -> None:
    lead_id, other = mql().lead_id, lena("Otto")
    with tenancy.scope(cast.acme.id):
        first, new = open_opportunity(lead_id, Deal("Shop", external_id="d-1"), actor=SYSTEM)
        again, new_again = open_opportunity(lead_id, Deal("Shop again", external_id="d-1"), actor=SYSTEM)
        assert (new, new_again, again.pk, Opportunity.objects.count()) == (True, False, first.pk, 1)
        with pytest.raises(Refused) as refused:
            open_opportunity(other, Deal("Theirs", external_id="d-1"), actor=SYSTEM)
        assert (refused.value.status, refused.value.field) == (409, "external_id")


def test_won_before_first_contact_is_kept_and_flagged(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    lead_id, before = mql().lead_id, NOON - timedelta(days=40)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + HOUR):
        deal, _ = open_opportunity(lead_id, Deal("Shop", at=before), actor=SYSTEM)
        won = win(deal.pk, actor=SYSTEM, at=before)
        assert (won.opened_at, won.closed_at) == (before, before)
        lead = Lead.objects.get(pk=lead_id)
        assert (lead.stage, "won_before_first_contact" in lead.flags, "out_of_order" in lead.flags) == ("customer", True, True)
        visit = StageVisit.objects.get(lead_id=lead_id, stage="customer")
        assert (visit.entered_at, visit.out_of_order) == (before, True)
    pump()
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(pk=lead_id)
        assert (lead.stage, lead.flags.count("won_before_first_contact")) == ("customer", 1)


@pytest.mark.parametrize(
    ("deal", "field"),
    [
        (Deal("X", "12.345", "EUR"), "value"),
        (Deal("X", -1), "value"),
        (Deal("X", 1, "XQZ"), "currency"),
    ],
)
def test_what_is_no_money_names_its_field(cast: Cast, mql: Callable[..., HandOff], deal: Deal, field: str) -> None:
    lead_id = mql().lead_id
    with tenancy.scope(cast.acme.id), pytest.raises(Refused) as refused:
        open_opportunity(lead_id, deal, actor=SYSTEM)
    assert refused.value.field == field


def test_nothing_is_closed_in_the_future(cast: Cast, mql: Callable[..., HandOff]) -> None:
    lead_id = mql().lead_id
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + HOUR):
        deal, _ = open_opportunity(lead_id, Deal("Shop"), actor=SYSTEM)
        with pytest.raises(Refused) as refused:
            win(deal.pk, actor=SYSTEM, at=NOON + 2 * HOUR)
        assert refused.value.field == "at"


def test_a_stranger_finds_no_deal(cast: Cast, mql: Callable[..., HandOff]) -> None:
    lead_id = mql().lead_id
    with tenancy.scope(cast.acme.id):
        deal, _ = open_opportunity(lead_id, Deal("Shop"), actor=SYSTEM)
    for act in (
        lambda: win(deal.pk, actor=SYSTEM),
        lambda: lose(deal.pk, actor=SYSTEM, reason="x"),
        lambda: open_opportunity(lead_id, Deal("Theirs"), actor=SYSTEM),
    ):
        with tenancy.scope(cast.globex.id), pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 404
