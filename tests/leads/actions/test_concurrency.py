"""A hundred identifies of the same address from as many devices, each before the page that led to it, twenty at a time: one person, nothing
lost, everything counted once (row 11)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.actions.identify import identify
from leads.models import Identifier, Lead, Person
from tests.cast import Cast
from tests.leads.conftest import Happen, message, put_messages
from tracking.actions.digest import digest
from tracking.actions.redecide import redecide
from tracking.models import Event, Visitor

MANY, AT_ONCE = 100, 20
EMAIL = {"email": "lena@acme.example"}


def at_once(what: Any, things: list[Any]) -> None:
    def one(thing: Any) -> None:
        try:
            what(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, things))


def test_one_person_out_of_a_hundred_devices(transactional_db: None, cast: Cast) -> None:
    acme = cast.acme.id
    with tenancy.scope(acme):
        now = clock.now()

    def send(number: int) -> None:
        page = {"page": {"url": f"https://x.example/?utm_source=s{number}"}}
        late = message("page", f"d{number}", now - timedelta(minutes=number), context=page)
        for told in (message("identify", f"d{number}", now - timedelta(seconds=number), traits=EMAIL), late):
            with tenancy.scope(acme):
                put_messages([told])
            work.run_until_quiet(acme)

    at_once(send, list(range(MANY)))
    work.run_until_quiet(acme)
    with tenancy.scope(acme):
        person = Person.objects.get(merged_into=None)
        identifier = Identifier.objects.get()
        assert (identifier.person_id, identifier.source) == (person.pk, "event")
        assert (identifier.times, identifier.last_seen_at, identifier.seen_at) == (MANY, now, now - timedelta(seconds=MANY - 1))
        assert Visitor.objects.filter(person_id=person.pk).count() == MANY
        assert Lead.objects.filter(closed_at=None).count() == 1
        assert person.first_source == f"s{MANY - 1}"
        assert Event.objects.count() == 2 * MANY


def test_one_person_when_batches_are_decided_at_once(transactional_db: None, cast: Cast) -> None:
    """The decision itself, twenty at a time, without the turns in which facts are delivered."""
    acme = cast.acme.id
    with tenancy.scope(acme):
        put_messages([message("page", f"d{n}") for n in range(MANY)] + [message("identify", f"d{n}", traits=EMAIL) for n in range(MANY)])
        digest()
        events: dict[UUID, list[UUID]] = {}
        for event in Event.objects.order_by("-id"):
            events.setdefault(event.visitor_id, []).append(event.pk)

    def decide(event_ids: list[UUID]) -> None:
        for event in event_ids:
            with tenancy.scope(acme):
                identify([event])

    at_once(decide, list(events.values()))
    with tenancy.scope(acme):
        person = Person.objects.get(merged_into=None)
        assert Identifier.objects.get().times == MANY
        assert Visitor.objects.filter(person_id=person.pk).count() == MANY
        assert Lead.objects.filter(closed_at=None).count() == 1


def test_whoever_is_taken_for_a_bot_and_cleared_is_counted_once(cast: Cast, happen: Happen) -> None:
    for day in (2, 0, 1):
        happen(message("identify", "d1", clock.now() - timedelta(days=day), traits=EMAIL))
    with tenancy.scope(cast.acme.id):
        visitor = Visitor.objects.get().pk
    for verdict in ("bot", "human", "bot", "human"):
        judge(cast, visitor, verdict)
        with tenancy.scope(cast.acme.id):
            assert Identifier.objects.get().times == 3


def test_a_bot_before_it_was_heard_is_counted_when_it_is_cleared(cast: Cast, happen: Happen) -> None:
    """Announced as a person's, a bot's before leads heard of it: no evidence; a person's after all: evidence, once."""
    happen(message("identify", "d1", clock.now() - timedelta(days=1), traits=EMAIL))
    with tenancy.scope(cast.acme.id):
        put_messages([message("identify", "d1", traits=EMAIL)])
        digest()
        visitor = Visitor.objects.get().pk
        redecide(visitor_id=visitor, actor=SYSTEM, verdict="bot")
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert Identifier.objects.get().times == 1
    for verdict in ("human", "bot", "human"):
        judge(cast, visitor, verdict)
        with tenancy.scope(cast.acme.id):
            assert Identifier.objects.get().times == 2


def test_a_bot_again_before_the_clearing_was_heard_is_still_owed(cast: Cast, happen: Happen) -> None:
    """Cleared and taken back between two turns of leads: what was never counted is counted when it is cleared for good, once."""
    happen(message("identify", "d1", clock.now() - timedelta(days=1), traits=EMAIL))
    with tenancy.scope(cast.acme.id):
        put_messages([message("identify", "d1", traits=EMAIL)])
        digest()
        visitor = Visitor.objects.get().pk
        redecide(visitor_id=visitor, actor=SYSTEM, verdict="bot")
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        redecide(visitor_id=visitor, actor=SYSTEM, verdict="human")
        redecide(visitor_id=visitor, actor=SYSTEM, verdict="bot")
    work.run_until_quiet(cast.acme.id)
    judge(cast, visitor, "human")
    with tenancy.scope(cast.acme.id):
        assert Identifier.objects.get().times == 2


def judge(cast: Cast, visitor: UUID, verdict: str) -> None:
    with tenancy.scope(cast.acme.id):
        redecide(visitor_id=visitor, actor=SYSTEM, verdict=verdict)
    work.run_until_quiet(cast.acme.id)
