"""A lead is held before its score, by everybody: two who come from either side would else wait for each other."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from kernel import clock, ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.models import Lead, Snapshot
from scoring.queries import due, states
from tests.cast import Cast, assemble
from tests.conftest import NOON
from tests.plans import by_index

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(transactional_db: None) -> tuple[Cast, UUID]:
    """Seen by other threads, and silent since NOON."""
    cast = assemble()
    with tenancy.scope(cast.acme.id):
        made = create_lead({"email": "lena@buyer.example"}, SYSTEM).pk
        Snapshot.objects.filter(pk=made).update(silent_at=NOON)
    return cast, made


def elsewhere(pool: ThreadPoolExecutor, cast: Cast, work: Callable[[], Any]) -> Future[Any]:
    """`work` on a connection of its own."""

    def run() -> Any:
        try:
            with tenancy.scope(cast.acme.id), clock.pretend(NOON):
                return work()
        finally:
            connections.close_all()

    return pool.submit(run)


def test_who_holds_a_lead_may_come_to_its_score(lead: tuple[Cast, UUID]) -> None:
    cast, key = lead
    with ThreadPoolExecutor(1) as pool:
        with tenancy.scope(cast.acme.id):
            Lead.objects.select_for_update().get(pk=key)
            waiting = elsewhere(pool, cast, lambda: list(states.lock([key])))
            time.sleep(0.3)
            assert not waiting.done()
            Snapshot.objects.select_for_update(nowait=True).get(pk=key)
            Snapshot.objects.filter(pk=key).update(fit=7.0)
        assert waiting.result(10) == [key]


def test_what_was_written_while_one_waited_is_what_one_gets(lead: tuple[Cast, UUID]) -> None:
    cast, key = lead
    with ThreadPoolExecutor(1) as pool:
        with tenancy.scope(cast.acme.id):
            states.lock([key])
            waiting = elsewhere(pool, cast, lambda: states.lock([key])[key].fit)
            time.sleep(0.3)
            Snapshot.objects.filter(pk=key).update(fit=7.0)
        assert waiting.result(10) == 7.0


def test_what_is_no_more_due_when_it_is_had_is_not_had(lead: tuple[Cast, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """The instant is moved on between the look and the lock."""
    cast, key = lead
    monkeypatch.setattr(due, "CLAIM", due.CLAIM.replace("ORDER BY", "AND (SELECT pg_sleep(1)) IS NOT NULL ORDER BY"))
    with ThreadPoolExecutor(1) as pool:
        claimed = elsewhere(pool, cast, lambda: due.claim("silent_at", 5))
        time.sleep(0.4)
        with tenancy.scope(cast.acme.id):
            Snapshot.objects.filter(pk=key).update(silent_at=NOON.replace(year=NOON.year + 1))
        assert not claimed.done()
        assert claimed.result(10) == []


def test_a_lead_that_somebody_has_is_left_to_them(lead: tuple[Cast, UUID]) -> None:
    cast, key = lead
    with ThreadPoolExecutor(1) as pool:
        with tenancy.scope(cast.acme.id):
            Lead.objects.select_for_update().get(pk=key)
            assert elsewhere(pool, cast, lambda: due.claim("silent_at", 5)).result(10) == []
        assert elsewhere(pool, cast, lambda: due.claim("silent_at", 5)).result(10) == [key]


def test_each_is_found_by_its_keys_and_held_on_the_way(lead: tuple[Cast, UUID]) -> None:
    """However many of a million: an index that is asked for thousands at once is read whole."""
    with tenancy.scope(lead[0].acme.id):
        plan = by_index(states.LOCK, ids=[ids.new()])
    for table in ("leads_lead", "leads_snapshot", "leads_person"):
        assert f"Index Scan using {table}_pkey" in plan
    assert plan.count("LockRows") == 2
