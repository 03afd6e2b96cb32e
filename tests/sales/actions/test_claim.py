"""One lead, one owner: under twenty who claim at once, and on second thoughts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.people import create_lead
from sales.actions.claim import claim, claim_next, release, snooze
from sales.actions.hand_off import open_hand_off
from sales.models import HandOff
from sales.queries import queue
from tenants.actions.members import add_member
from tenants.models import User
from tests.cast import Cast, as_actor, assemble, person
from tests.conftest import NOON


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_owner() -> None:
    cast = assemble()
    with tenancy.scope(cast.acme.id):
        sdrs = [person(f"sdr{number}@acme.example", f"SDR {number}") for number in range(20)]
        for user in sdrs:
            add_member(user=user, role="sdr", actor=SYSTEM)
        lead = create_lead({"email": "lena@buyer.example"}, SYSTEM)
        hand_off, _ = open_hand_off(lead.pk, actor=SYSTEM)
    together = Barrier(20)

    def try_it(user: User) -> str:
        try:
            with tenancy.scope(cast.acme.id):
                together.wait()
                claim(hand_off.pk, actor=as_actor(user))
            return user.name
        except Refused as refused:
            return f"{refused.status} {refused.code}: {refused.detail}"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(try_it, sdrs))
    with tenancy.scope(cast.acme.id):
        owner = User.objects.get(pk=HandOff.objects.get(pk=hand_off.pk).owner_id)
        assert AuditEntry.objects.filter(verb="hand_off.claimed").count() == 1
    assert answers.count(owner.name) == 1
    assert answers.count(f"409 claimed_by: {owner.name} has claimed this lead.") == 19


def test_to_claim_again_changes_nothing(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off, sam = mql(), as_actor(cast.sam)
    with tenancy.scope(cast.acme.id):
        first, again = claim(hand_off.pk, actor=sam), claim(hand_off.pk, actor=sam)
        assert (first.version, again.version, again.owner_id) == (2, 2, cast.sam.pk)


def test_next_is_the_best_that_waits(cast: Cast, mql: Callable[..., HandOff]) -> None:
    low, high = mql("Low"), mql("High")
    with tenancy.scope(cast.acme.id):
        HandOff.objects.filter(pk=low.pk).update(rank_key=1.0)
        HandOff.objects.filter(pk=high.pk).update(rank_key=2.0)
        taken = [claim_next(actor=as_actor(cast.sam)), claim_next(actor=as_actor(cast.sofia)), claim_next(actor=as_actor(cast.sam))]
        assert [found and (found.pk, found.owner_id) for found in taken] == [(high.pk, cast.sam.pk), (low.pk, cast.sofia.pk), None]


def test_release_puts_it_back(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        claim(hand_off.pk, actor=as_actor(cast.sam))
        with pytest.raises(Refused) as refused:
            release(hand_off.pk, actor=as_actor(cast.sofia))
        assert (refused.value.status, refused.value.detail) == (409, "Sam has claimed this lead.")
        back = release(hand_off.pk, actor=as_actor(cast.sam))
        assert (back.state, back.owner_id, back.version) == ("open", None, 3)
        claim(hand_off.pk, actor=as_actor(cast.sofia))
        assert release(hand_off.pk, actor=as_actor(cast.adam), any_owner=True).state == "open"


def test_what_rests_comes_back_by_itself(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        with clock.pretend(NOON):
            snooze(hand_off.pk, until=NOON + timedelta(hours=1), actor=as_actor(cast.sam))
            assert [list(queue.queue(tab)) for tab in ("waiting", "snoozed")] == [[], [hand_off]]
            assert claim_next(actor=as_actor(cast.sam)) is None
        with clock.pretend(NOON + timedelta(hours=1)):
            assert [list(queue.queue(tab)) for tab in ("waiting", "snoozed")] == [[hand_off], []]


@pytest.mark.parametrize("minutes", [-1, 0, 60 * 24 * 367])
def test_no_rest_into_the_past_or_for_ever(cast: Cast, mql: Callable[..., HandOff], minutes: int) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id), clock.pretend(NOON), pytest.raises(Refused) as refused:
        snooze(hand_off.pk, until=NOON + timedelta(minutes=minutes), actor=as_actor(cast.sam))
    assert refused.value.field == "until"


def test_only_who_may_work_the_queue_claims(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    for user in (cast.vera, cast.otto):
        with tenancy.scope(cast.acme.id), pytest.raises(Refused) as refused:
            claim(hand_off.pk, actor=as_actor(user))
        assert refused.value.field == "owner_id"


def test_a_stranger_finds_nothing(cast: Cast, mql: Callable[..., HandOff]) -> None:
    found: UUID = mql().pk
    for act in (
        lambda: claim(found, actor=as_actor(cast.otto)),
        lambda: release(found, actor=as_actor(cast.otto)),
        lambda: snooze(found, until=clock.now() + timedelta(hours=1), actor=as_actor(cast.otto)),
    ):
        with tenancy.scope(cast.globex.id), pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 404
