"""A worker that was slower than its lease has lost the fact: it neither marks it done nor puts it aside."""

import contextlib
from datetime import timedelta

import pytest
from django.db import DatabaseError

from kernel import claim, clock, delivery, facts, sql, tenancy
from kernel.claim import Claimed
from kernel.models import Delivery
from tenants.facts import WorkspaceOpened
from tests.cast import Cast

HEARD: list[WorkspaceOpened] = []


def listen(fact: WorkspaceOpened) -> None:
    HEARD.append(fact)


@pytest.fixture
def lapsed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[Claimed, Claimed]:
    """One fact, claimed by a slow worker, and after its lease by a second one."""
    HEARD.clear()
    monkeypatch.setattr(facts, "HANDLERS", {"tests.listen": (WorkspaceOpened, listen)})
    with tenancy.scope(cast.acme.id):
        facts.publish(WorkspaceOpened(workspace_id=cast.acme.id))
        (slow,) = claim.claim(delivery.TABLE, delivery.READY, 20)
    later = clock.now() + claim.LEASE + timedelta(seconds=1)
    with clock.pretend(later), tenancy.scope(cast.acme.id):
        (second,) = claim.claim(delivery.TABLE, delivery.READY, 20)
    return slow, second


def state(cast: Cast) -> tuple[str, int]:
    with tenancy.scope(cast.acme.id):
        row = Delivery.objects.get(handler="tests.listen")
        return row.state, row.attempt


def test_the_slow_one_leaves_it_to_the_second(cast: Cast, lapsed: tuple[Claimed, Claimed]) -> None:
    slow, second = lapsed
    delivery._deliver_one(cast.acme.id, slow, delivery.Hand())
    assert (len(HEARD), state(cast)) == (0, ("waiting", 2))
    delivery._deliver_one(cast.acme.id, second, delivery.Hand())
    assert (len(HEARD), state(cast)) == (1, ("done", 2))
    delivery._deliver_one(cast.acme.id, slow, delivery.Hand())
    assert (len(HEARD), state(cast)) == (1, ("done", 2))


def test_a_fact_that_kills_its_workers_is_parked_and_takes_no_neighbour_with_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    HEARD.clear()
    monkeypatch.setattr(facts, "HANDLERS", {"tests.listen": (WorkspaceOpened, listen)})
    at = clock.now()
    with tenancy.scope(cast.acme.id):
        facts.publish(WorkspaceOpened(workspace_id=cast.acme.id))
    for death in range(claim.PARK_AFTER):
        at += claim.LEASE + timedelta(seconds=1)
        with clock.pretend(at), tenancy.scope(cast.acme.id):
            assert [row.attempt for row in delivery._claim()] == [death + 1]  # and the worker is gone
    with clock.pretend(at), tenancy.scope(cast.acme.id):
        facts.publish(WorkspaceOpened(workspace_id=cast.acme.id))
    with clock.pretend(at + claim.LEASE + timedelta(seconds=1)):
        while delivery.deliver(cast.acme.id):
            pass
    with tenancy.scope(cast.acme.id):
        assert sorted(Delivery.objects.filter(handler="tests.listen").values_list("state", flat=True)) == ["done", "parked"]
    assert len(HEARD) == 1


def test_a_handler_that_goes_on_after_an_error_of_the_database_has_failed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commit would say nothing and keep nothing: neither its effects nor that it is done."""

    def careless(_fact: WorkspaceOpened) -> None:
        with contextlib.suppress(DatabaseError):
            sql.execute("SELECT 1 / 0")

    monkeypatch.setattr(facts, "HANDLERS", {"tests.listen": (WorkspaceOpened, careless)})
    with tenancy.scope(cast.acme.id):
        facts.publish(WorkspaceOpened(workspace_id=cast.acme.id))
    assert delivery.deliver(cast.acme.id) == 1
    with tenancy.scope(cast.acme.id):
        row = Delivery.objects.get(handler="tests.listen")
    assert (row.state, "savepoint" in row.last_error) == ("waiting", True)
