"""The blacklist while two work at once: who asks whether a company stands on it waits for whoever is just putting it there (F069)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from django.db import connections

from kernel import tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.people import create_lead
from leads.models import Lead
from sales.actions.blacklist import follow_blacklist
from sales.actions.hand_off import open_hand_off
from sales.models import HandOff
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lena(transactional_db: None) -> tuple[Cast, UUID, UUID]:
    """(the cast, a lead and its company), seen by other threads."""
    cast = assemble()
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"email": "lena@buyer.example"}, SYSTEM)
        return cast, lead.pk, Lead.objects.get(pk=lead.pk).person.company_id


def meanwhile(cast: Cast, first: Callable[[], object], then: Callable[[], object], between: Callable[[], object] = lambda: None) -> None:
    """`first` has done all but commit when `between` and `then` begin; it commits half a second later."""
    done, go_on = Event(), Event()

    def slow() -> None:
        try:
            with tenancy.scope(cast.acme.id):
                first()
                done.set()
                go_on.wait(0.5)
        finally:
            done.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        done.wait(10)
        with tenancy.scope(cast.acme.id):
            between()
        with tenancy.scope(cast.acme.id):
            then()
        go_on.set()
        running.result()


def states(cast: Cast) -> list[str]:
    with tenancy.scope(cast.acme.id):
        return list(HandOff.objects.values_list("state", flat=True))


def test_nobody_is_handed_over_while_their_company_is_being_barred(lena: tuple[Cast, UUID, UUID]) -> None:
    cast, lead_id, company_id = lena
    answers = list[str]()

    def hand_over() -> None:
        try:
            open_hand_off(lead_id, actor=SYSTEM)
        except Refused as refused:
            answers.append(refused.code)

    meanwhile(cast, lambda: blacklist(company_id, "They told us so", SYSTEM), hand_over)
    assert (answers, states(cast)) == (["blacklisted"], [])


def test_a_lift_that_overtakes_the_closing_opens_again(lena: tuple[Cast, UUID, UUID]) -> None:
    cast, lead_id, company_id = lena
    with tenancy.scope(cast.acme.id):
        open_hand_off(lead_id, actor=SYSTEM)
    with tenancy.scope(cast.acme.id):
        blacklist(company_id, "They told us so", SYSTEM)
    meanwhile(
        cast, lambda: follow_blacklist([lead_id]), lambda: follow_blacklist([lead_id]), lambda: lift_blacklist(company_id, "", SYSTEM)
    )
    assert states(cast) == ["open"]
