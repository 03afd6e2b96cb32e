"""The blacklist is followed when people change company, are merged and parted, and when a bulk move is undone (F069)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.merge import merge_people
from leads.actions.move_batches import Target, move_many, undo_moves
from leads.actions.people import change_person
from leads.actions.unmerge import undo_merge
from leads.models import Company, Lead
from sales.models import HandOff
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(days=3)
Lena = Callable[..., UUID]
Mql = Callable[..., HandOff]
Pump = Callable[[], int]


@pytest.fixture
def barred(cast: Cast) -> Company:
    """A company on the blacklist of which we know nobody yet."""
    with tenancy.scope(cast.acme.id):
        company = Company.objects.create(name="Barred", domain="barred.example")
        return blacklist(company.pk, "They told us so", SYSTEM)


def rows(cast: Cast, lead_id: UUID) -> list[tuple[str, str]]:
    with tenancy.scope(cast.acme.id):
        return list(HandOff.objects.filter(lead_id=lead_id).order_by("opened_at", "id").values_list("state", "close_reason"))


def moves_to(cast: Cast, pump: Pump, lead_id: UUID, address: str) -> None:
    with clock.pretend(LATER):
        with tenancy.scope(cast.acme.id):
            change_person(Lead.objects.get(pk=lead_id).person_id, {"email": address}, SYSTEM)
        pump()


def test_who_comes_to_a_barred_company_leaves_the_queue_and_who_leaves_it_waits_again(
    cast: Cast, mql: Mql, pump: Pump, barred: Company
) -> None:
    lead_id = mql().lead_id
    moves_to(cast, pump, lead_id, "lena@barred.example")
    assert rows(cast, lead_id) == [("closed", "blacklisted")]
    moves_to(cast, pump, lead_id, "lena@free.example")
    assert rows(cast, lead_id) == [("open", "")]


def test_who_was_held_back_is_handed_over_once_they_leave(cast: Cast, lena: Lena, mql: Mql, pump: Pump, barred: Company) -> None:
    lead_id = lena(email="lena@barred.example")
    with pytest.raises(HandOff.DoesNotExist):
        mql(lead_id=lead_id)
    moves_to(cast, pump, lead_id, "lena@free.example")
    assert rows(cast, lead_id) == [("open", "")]


def test_what_a_merge_brings_to_a_barred_company_leaves_the_queue_and_comes_back_with_its_undoing(
    cast: Cast, lena: Lena, mql: Mql, pump: Pump, barred: Company
) -> None:
    waiting, other = mql().lead_id, lena("Nina", email="nina@barred.example")
    with tenancy.scope(cast.acme.id):
        loser, winner = (Lead.objects.get(pk=lead).person_id for lead in (waiting, other))
        merge = merge_people(winner, loser, SYSTEM)
    pump()
    with tenancy.scope(cast.acme.id):
        assert not HandOff.objects.filter(state__in=["open", "claimed"]).exists()
        undo_merge(merge.pk, SYSTEM)
    pump()
    assert (rows(cast, waiting), [row for row in rows(cast, other) if row[0] == "open"]) == ([("open", "")], [])


def test_an_undone_merge_opens_nothing_for_a_company_that_was_barred_meanwhile(cast: Cast, lena: Lena, mql: Mql, pump: Pump) -> None:
    waiting, other = mql().lead_id, lena("Nina", email="nina@free.example")
    with tenancy.scope(cast.acme.id):
        loser, winner = (Lead.objects.get(pk=lead).person for lead in (waiting, other))
        merge = merge_people(winner.pk, loser.pk, SYSTEM)
    pump()
    with tenancy.scope(cast.acme.id):
        blacklist(loser.company_id, "They told us so", SYSTEM)
        undo_merge(merge.pk, SYSTEM)
    pump()
    assert rows(cast, waiting) == [("closed", "blacklisted")]
    with tenancy.scope(cast.acme.id):
        lift_blacklist(loser.company_id, "", SYSTEM)
    pump()
    assert rows(cast, waiting) == [("open", "")]


def test_an_undone_bulk_move_puts_nobody_of_a_barred_company_back_into_the_queue(cast: Cast, mql: Mql, pump: Pump) -> None:
    lead_id = mql().lead_id
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=1)):
        batch = move_many({"known": ["yes"]}, Target("target", "recycled", "All of them"), None, SYSTEM).pk
    with clock.pretend(NOON + timedelta(hours=1)):
        pump()
    with clock.pretend(LATER):
        with tenancy.scope(cast.acme.id):
            blacklist(Lead.objects.get(pk=lead_id).person.company_id, "They told us so", SYSTEM)
            undo_moves(batch, SYSTEM)
        pump()
    assert rows(cast, lead_id) == [("closed", "blacklisted")]
