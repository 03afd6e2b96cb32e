"""A fact is delivered once per handler, with its effects; a failing one rests, is tried again, and is parked at last."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from kernel import clock, facts, tenancy, work
from kernel.claim import PARK_AFTER
from kernel.models import Delivery
from tenants.facts import WorkspaceOpened
from tests.cast import Cast

HEARD: list[WorkspaceOpened] = []


@pytest.fixture
def hear() -> Callable[[Callable[[WorkspaceOpened], None]], None]:
    """Let only the given handler hear WorkspaceOpened for the length of a test."""
    kept = dict(facts.HANDLERS)
    facts.HANDLERS.clear()
    HEARD.clear()

    def listen(handler: Callable[[WorkspaceOpened], None]) -> None:
        facts.on(WorkspaceOpened)(handler)

    yield listen  # type: ignore[misc]
    facts.HANDLERS.clear()
    facts.HANDLERS.update(kept)


def test_a_fact_comes_back_as_it_was_published(cast: Cast, hear: Callable[..., None]) -> None:
    def listen(fact: WorkspaceOpened) -> None:
        HEARD.append(fact)

    hear(listen)
    told = WorkspaceOpened(workspace_id=uuid4(), history=True)
    with tenancy.scope(cast.acme.id):
        facts.publish(told)
    assert work.run_until_quiet(cast.acme.id) == 1
    heard = list(HEARD)
    assert heard == [told]


def test_a_fact_that_nobody_hears_is_not_stored(cast: Cast, hear: Callable[..., None]) -> None:
    with tenancy.scope(cast.acme.id):
        before = Delivery.objects.count()
        facts.publish(WorkspaceOpened(workspace_id=uuid4()))
        assert Delivery.objects.count() == before


def test_a_failing_handler_rests_and_is_parked_and_its_effects_are_undone(cast: Cast, hear: Callable[..., None]) -> None:
    def fail(fact: WorkspaceOpened) -> None:
        Delivery.objects.update(last_error="an effect of the handler")
        raise ValueError("no")

    hear(fail)
    with tenancy.scope(cast.acme.id):
        facts.publish(WorkspaceOpened(workspace_id=uuid4()))
    for attempt in range(1, PARK_AFTER + 1):
        work.run_until_quiet(cast.acme.id)
        with tenancy.scope(cast.acme.id):
            row = Delivery.objects.get(handler="tests.fail")
            assert (row.attempt, row.state) == (attempt, "parked" if attempt == PARK_AFTER else "waiting")
            assert row.last_error == "ValueError('no')"
            assert row.due_at > clock.now()
            Delivery.objects.filter(pk=row.pk).update(due_at=clock.now())
    assert work.run_until_quiet(cast.acme.id) == 0


def test_at_once_everything_is_heard_in_its_order_before_the_block_is_left(cast: Cast, hear: Callable[..., None]) -> None:
    """What a handler publishes comes after what was published before it; a block inside another settles what was said so far."""
    one, two, three = (WorkspaceOpened(workspace_id=uuid4()) for _ in range(3))

    def listen(fact: WorkspaceOpened) -> None:
        HEARD.append(fact)
        if fact is one:
            facts.publish(three)

    hear(listen)
    with tenancy.scope(cast.acme.id):
        before = Delivery.objects.count()
        with facts.at_once():
            facts.publish(one)
            with facts.at_once():
                facts.publish(two)
                assert HEARD == []
            heard = list(HEARD)
            assert heard == [one, two, three]
        assert (HEARD, Delivery.objects.count()) == ([one, two, three], before)
        facts.publish(two)
        assert (HEARD, Delivery.objects.count()) == ([one, two, three], before + 1)


def test_at_once_a_failing_handler_ends_the_change(cast: Cast, hear: Callable[..., None]) -> None:
    def fail(fact: WorkspaceOpened) -> None:
        raise ValueError("no")

    hear(fail)
    with tenancy.scope(cast.acme.id):
        before = Delivery.objects.count()
        with pytest.raises(ValueError, match="no"), facts.at_once():
            facts.publish(WorkspaceOpened(workspace_id=uuid4()))
        facts.publish(WorkspaceOpened(workspace_id=uuid4()))
        assert Delivery.objects.count() == before + 1
