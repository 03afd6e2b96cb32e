"""Row 12: aliases in any order and number end in one person, and an alias to an id of the workspace next door is one to nobody."""

import itertools

import pytest

from kernel import tenancy, work
from leads.models import Identifier, Lead, Person
from tests.cast import Cast
from tests.leads.conftest import message, put_messages

NAMES = ("a", "b", "c", "d")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_a_storm_of_aliases_in_any_order_is_one_person(cast: Cast, order: tuple[int, ...]) -> None:
    ring = [message("alias", None, userId=NAMES[n], previousId=NAMES[(n + 1) % 4]) for n in range(4)]
    with tenancy.scope(cast.acme.id):
        put_messages([message("identify", f"d-{name}", userId=name) for name in NAMES])
    work.run_until_quiet(cast.acme.id)
    for place in (*order, *reversed(order)):
        with tenancy.scope(cast.acme.id):
            put_messages([ring[place]])
        work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        person = Person.objects.get(merged_into=None)
        assert {row.person_id for row in Identifier.objects.all()} == {person.pk}
        assert Lead.objects.filter(closed_at=None).count() == 1


def test_an_alias_to_an_id_next_door_is_one_to_nobody(cast: Cast) -> None:
    with tenancy.scope(cast.globex.id):
        put_messages([message("identify", "d-1", userId="theirs", traits={"name": "Otto's lead", "email": "lead@globex.example"})])
    work.run_until_quiet(cast.globex.id)
    with tenancy.scope(cast.acme.id):
        put_messages([message("identify", "d-2", userId="ours"), message("alias", None, userId="ours", previousId="theirs")])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert {person.email or "" for person in Person.objects.filter(merged_into=None)} == {""}
    with tenancy.scope(cast.globex.id):
        [person] = Person.objects.filter(merged_into=None)
        assert (person.name, person.email) == ("Otto's lead", "lead@globex.example")
        assert Identifier.objects.filter(person=person).count() == 2
