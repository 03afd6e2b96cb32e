"""Pages: held back, the level of the gate, competitors of a lead."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stage
from sales.actions.opportunity import Deal, open_opportunity
from sales.models import CompetitorMention, HandOff
from sales.queries import gate
from tests.cast import Cast
from tests.conftest import NOON

W = "/w/acme"
SignIn = Callable[[str], Client]


@pytest.fixture
def waits(cast: Cast, lena: Callable[..., UUID], pump: Callable[[], int], signed_in: SignIn) -> UUID:
    """A lead that the gate, set on its page, holds back."""
    assert signed_in("olga").post(f"{W}/queue/held", {"level": "good"}).status_code == 302
    lead_id = lena(email="lena@gmail.com")
    with clock.pretend(NOON):
        with tenancy.scope(cast.acme.id):
            move_stage(Move(lead_id, "mql", "score", NOON, through=True), SYSTEM)
        pump()
    return lead_id


def test_who_waits_stands_there_with_why(cast: Cast, signed_in: SignIn, waits: UUID) -> None:
    sam = signed_in("sam")
    page = sam.get(f"{W}/queue/held").content.decode()
    for text in ("Lena", "free mailbox", "ask for the business one"):
        assert text in page
    assert "ask for the business one" in sam.get(f"{W}/leads/{waits}").content.decode()
    listed = sam.get(f"{W}/queue/list").content.decode()
    assert f'href="{W}/queue/held"' in listed
    assert signed_in("otto").get(f"{W}/queue/held").status_code == 404


def test_by_hand_it_goes_all_the_same(cast: Cast, signed_in: SignIn, waits: UUID) -> None:
    assert signed_in("sam").post(f"{W}/leads/{waits}/hand-over").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert [HandOff.objects.filter(lead_id=waits).count(), gate.held().count()] == [1, 0]


def test_who_may_not_edit_routing_sets_no_gate(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in("sam").post(f"{W}/queue/held", {"level": "good"}).status_code == 403
    assert signed_in("olga").post(f"{W}/queue/held", {"level": "best"}).status_code == 400
    with tenancy.scope(cast.acme.id):
        assert gate.level() == 0


def test_a_competitor_is_named_and_taken_off_on_the_lead_page(cast: Cast, signed_in: SignIn, lena: Callable[..., UUID]) -> None:
    lead_id, sam = lena(), signed_in("sam")
    assert sam.post(f"{W}/leads/{lead_id}/competitors", {"name": "Hooli", "standing": "considers"}).status_code == 302
    assert sam.post(f"{W}/leads/{lead_id}/competitors", {"name": " ", "standing": "uses"}).status_code == 302
    page = sam.get(f"{W}/leads/{lead_id}").content.decode()
    assert ("Hooli" in page, "Considers it" in page, "Say which competitor it is" in page) == (True, True, True)
    with tenancy.scope(cast.acme.id):
        [row] = CompetitorMention.objects.all()
    assert signed_in("otto").post(f"{W}/competitors/{row.pk}/drop").status_code == 404
    assert sam.post(f"{W}/competitors/{row.pk}/drop").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert CompetitorMention.objects.count() == 0


def test_a_deal_is_lost_to_one(cast: Cast, signed_in: SignIn, lena: Callable[..., UUID]) -> None:
    lead_id, sam = lena(), signed_in("sam")
    with tenancy.scope(cast.acme.id):
        deal, _new = open_opportunity(lead_id, Deal(name="Line 3", value="10"), actor=SYSTEM)
    sam.post(f"{W}/opportunities/{deal.pk}/lost", {"reason": "price", "lost_to": "Hooli & Sons"})
    assert "Hooli &amp; Sons" in sam.get(f"{W}/opportunities/{deal.pk}").content.decode()
    page = sam.get(f"{W}/opportunities?state=lost&lost_to=hooli+%26+sons").content.decode()
    assert ("?state=lost&amp;lost_to=Hooli%20%26%20Sons" in page, "Line 3" in page) == (True, True)
    assert "Line 3" not in sam.get(f"{W}/opportunities?state=lost&lost_to=Initech").content.decode()
