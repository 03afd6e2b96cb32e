"""A new job opens a new episode; the person and what happened stay."""

from collections.abc import Callable

import pytest

from kernel import clock, tenancy
from kernel.problems import Refused
from leads.actions.episodes import change_job
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import assign_owner, create_lead
from leads.models import Identifier, Lead, Person
from sales.models import HandOff
from tests.cast import Cast, as_actor
from tests.leads.conftest import Happen, message


def episodes() -> list[tuple[int, str, str]]:
    return list(Lead.objects.order_by("number").values_list("number", "closed_reason", "stage"))


def test_a_known_user_id_with_an_address_elsewhere_opens_a_new_lead(cast: Cast, happen: Happen) -> None:
    happen(message("identify", "d1", userId="u1", traits={"email": "lena@acme.example", "title": "CTO", "company": "Acme"}))
    happen(message("identify", "d2", userId="u1", traits={"email": "lena@globex.example", "title": "CEO"}))
    with tenancy.scope(cast.acme.id):
        person = Person.objects.get(merged_into=None)
        assert (person.email, person.title, person.company and person.company.domain) == ("lena@globex.example", "CEO", "globex.example")
        assert episodes() == [(1, "job_change", "name"), (2, "", "name")]
        assert Identifier.objects.filter(person=person).count() == 3


@pytest.mark.parametrize("address", ["lena@gmail.com", "lena@acme.de", "lena@acme.example"])
def test_a_private_address_or_a_sister_domain_is_no_new_job(cast: Cast, happen: Happen, address: str) -> None:
    happen(message("identify", "d1", userId="u1", traits={"email": "lena.f@acme.example"}))
    happen(message("identify", "d2", userId="u1", traits={"email": address}))
    with tenancy.scope(cast.acme.id):
        assert episodes() == [(1, "", "name")]


def test_by_hand_with_owner_and_queue(cast: Cast, pump: Callable[[], int]) -> None:
    mara = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"email": "lena@acme.example", "name": "Lena"}, mara)
        assign_owner(lead.pk, cast.sam.pk, mara)
        move_stage(Move(lead.pk, "mql", "manual", clock.now(), through=True), mara)
    pump()
    with tenancy.scope(cast.acme.id):
        new = change_job(lead.pk, mara, company="Globex", title="CEO")
    pump()
    with tenancy.scope(cast.acme.id):
        old = Lead.objects.get(pk=lead.pk)
        assert (old.closed_reason, old.stage) == ("job_change", "mql")
        assert (new.number, new.stage, new.person.company_name, new.owner_id) == (2, "name", "Globex", old.owner_id)
        assert list(HandOff.objects.values_list("state", "close_reason")) == [("closed", "job_change")]


def test_what_is_refused(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    lena = create_lead({"email": "lena@acme.example"}, mara)
    create_lead({"email": "tom@globex.example"}, mara)
    for given, field in (({}, "company"), ({"email": "x"}, "email"), ({"email": "tom@globex.example"}, "email")):
        with pytest.raises(Refused) as refused:
            change_job(lena.pk, mara, **given)
        assert refused.value.field == field
    change_job(lena.pk, mara, company="Globex")
    with pytest.raises(Refused) as refused:
        change_job(lena.pk, mara, company="Globex")
    assert refused.value.status == 404
