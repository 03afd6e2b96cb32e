"""A hundred identifies of the same address from as many devices, twenty at a time: one person, nothing lost (row 11)."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import connection

from kernel import tenancy, work
from leads.actions.identify import identify
from leads.models import Identifier, Lead, Person
from tests.cast import Cast
from tests.leads.conftest import message, put_messages
from tracking.actions.digest import digest
from tracking.models import Event, Visitor

MANY, AT_ONCE = 100, 20


def test_one_person_out_of_a_hundred_devices(transactional_db: None, cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        put_messages([message("page", f"d{n}", context={"page": {"url": f"https://x.example/?utm_source=s{n}"}}) for n in range(MANY)])
        put_messages([message("identify", f"d{n}", traits={"email": "lena@acme.example"}) for n in range(MANY)])
        digest()
        events: dict[UUID, list[UUID]] = {}
        for event in Event.objects.order_by("id"):
            events.setdefault(event.visitor_id, []).append(event.pk)

    def one(event_ids: list[UUID]) -> None:
        try:
            for event in event_ids:
                with tenancy.scope(cast.acme.id):
                    identify([event])
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, events.values()))
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        person = Person.objects.get(merged_into=None)
        identifier = Identifier.objects.get()
        assert (identifier.person_id, identifier.source) == (person.pk, "event")
        # Only what comes in order is counted, so that a replay counts nothing twice.
        assert 1 <= identifier.times <= MANY
        assert Visitor.objects.filter(person_id=person.pk).count() == MANY
        assert Lead.objects.filter(closed_at=None).count() == 1
        assert person.first_source in {f"s{n}" for n in range(MANY)}
        assert Event.objects.count() == 2 * MANY
