"""A bulk move is undone: the queue is as if it had never been, and the next MQL visit is handed over again."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from journeys.actions.publish import publish
from journeys.models import Enrolment, Journey
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.move_batches import Target, move_many, undo_moves
from sales.models import HandOff
from tests.cast import Cast
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def queue(cast: Cast, lead: UUID) -> list[tuple[int, str, str]]:
    with tenancy.scope(cast.acme.id):
        rows = HandOff.objects.filter(lead_id=lead).order_by("id")
        return list(rows.values_list("visit_no", "state", "close_reason"))


def move(cast: Cast, pump: Callable[[], int], to: str, reason: str = "recycled") -> UUID:
    with clock.pretend(NOON + HOUR):
        with tenancy.scope(cast.acme.id):
            batch = move_many({"known": ["yes"]}, Target(to, reason, "All of them"), None, SYSTEM).pk
        pump()
    return UUID(str(batch))


def undo(cast: Cast, pump: Callable[[], int], batch: UUID) -> None:
    with clock.pretend(NOON + 2 * HOUR):
        with tenancy.scope(cast.acme.id):
            undo_moves(batch, SYSTEM)
        pump()


def test_what_the_move_handed_over_is_closed_and_its_number_is_free(cast: Cast, lena: Callable[..., UUID], pump: Callable[[], int]) -> None:
    lead = lena()
    batch = move(cast, pump, "mql", "manual")
    assert queue(cast, lead) == [(1, "open", "")]
    undo(cast, pump, batch)
    assert queue(cast, lead) == [(1, "closed", "unmerged")]
    move(cast, pump, "mql", "manual")
    assert queue(cast, lead) == [(1, "closed", "unmerged"), (1, "open", "")]


def test_who_left_the_queue_by_the_move_waits_again(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    lead = mql().lead_id
    batch = move(cast, pump, "target")
    assert queue(cast, lead) == [(1, "closed", "target")]
    undo(cast, pump, batch)
    assert queue(cast, lead) == [(1, "open", "")]


def test_a_journey_that_the_move_began_ends(cast: Cast, lena: Callable[..., UUID], pump: Callable[[], int]) -> None:
    lead = lena()
    with tenancy.scope(cast.acme.id):
        for journey in Journey.objects.all():
            publish(journey.pk, actor=SYSTEM)
    batch = move(cast, pump, "engaged", "engaged")
    with tenancy.scope(cast.acme.id):
        begun = Enrolment.objects.get(lead_id=lead, entry_key="stage:engaged:1")
        assert begun.state == "active"
    undo(cast, pump, batch)
    with tenancy.scope(cast.acme.id):
        ended = Enrolment.objects.get(pk=begun.pk)
        assert (ended.state, ended.end_reason, ended.entry_key) == ("exited", "undone", f"stage:engaged:1:unmerged:{begun.pk}")
