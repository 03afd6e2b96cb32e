"""Two records that are one human."""

import pytest

from kernel import ids
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stages
from leads.actions.merge import merge_people
from leads.actions.people import assign_owner, change_person, create_lead
from leads.models import Identifier, Lead, Person, PersonMerge
from leads.queries import leads
from tests.cast import Cast, as_actor


def test_the_winner_takes_what_it_lacks(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    one = create_lead({"email": "lena@acme.example", "name": "Lena"}, mara)
    other = create_lead({"phone": "+4930901820", "name": "L. Fischer", "title": "CTO", "source": "expo"}, mara)
    assign_owner(other.pk, acme.sam.pk, mara)
    move_stages([Move(other.pk, "target", "manual", other.created_at)], SYSTEM)
    merge_people(one.person_id, other.person_id, mara, {})
    person, lead = Person.objects.get(pk=one.person_id), Lead.objects.get(pk=one.pk)
    assert (person.name, person.title, person.phone, person.first_source) == ("Lena", "CTO", "+4930901820", "expo")
    assert (lead.stage, lead.owner_id, lead.closed_at) == ("target", acme.sam.pk, None)
    assert set(Identifier.objects.values_list("person_id", flat=True)) == {one.person_id}
    assert Lead.objects.get(pk=other.pk).closed_reason == "merged"
    assert [row.pk for row in leads.search({"q": ["fischer"]})] == []
    merge = PersonMerge.objects.get()
    assert (merge.reason, len(merge.moved["identifiers"]), merge.moved["before"]["title"]) == ("manual", 1, "")
    assert AuditEntry.objects.filter(verb="person.merged").count() == 1
    with pytest.raises(Refused):
        merge_people(one.person_id, other.person_id, mara)


@pytest.mark.parametrize("known", [True, False])
def test_what_is_not_there_cannot_be_merged(acme: Cast, known: bool) -> None:
    one = create_lead({"email": "lena@acme.example"}, as_actor(acme.mara)).person_id
    with pytest.raises(Refused):
        merge_people(one, one if known else ids.new(), as_actor(acme.mara))


def test_an_address_of_somebody_else_is_refused_and_an_empty_person_too(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    one = create_lead({"email": "lena@acme.example"}, mara)
    create_lead({"email": "tom@acme.example"}, mara)
    for changes, field in (
        ({"email": "tom@acme.example"}, "email"),
        ({"email": ""}, "name"),
        ({"shoe": "1"}, "shoe"),
        ({"phone": "x"}, "phone"),
    ):
        with pytest.raises(Refused) as refused:
            change_person(one.person_id, changes, mara)
        assert refused.value.field == field
    with pytest.raises(Refused):
        assign_owner(one.pk, acme.otto.pk, mara)
