"""What sales knows of a lead follows it through a merge."""

from collections.abc import Callable
from uuid import UUID

from kernel import facts, tenancy
from leads.facts import LeadsMerged
from sales.actions.claim import claim
from sales.actions.opportunity import Deal, open_opportunity
from sales.actions.touch import Said, log_touch
from sales.models import HandOff, Opportunity, Touch
from tests.cast import Cast, as_actor
from tests.conftest import NOON


def merge(cast: Cast, loser: UUID, winner: UUID, pump: Callable[[], int]) -> None:
    for _ in range(2):
        with tenancy.scope(cast.acme.id):
            facts.publish(LeadsMerged(winner_ids=[winner], loser_ids=[loser], at=NOON))
        pump()


def queue_of(cast: Cast, lead_id: UUID) -> list[tuple[int, str, str, int | None]]:
    with tenancy.scope(cast.acme.id):
        found = HandOff.objects.filter(lead_id=lead_id).order_by("visit_no")
        return list(found.values_list("visit_no", "state", "close_reason", "owner_id"))


def test_both_in_the_queue_leaves_one(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    loser, winner = mql("Loser"), mql("Winner")
    with tenancy.scope(cast.acme.id):
        log_touch(Said(disposition="no_answer"), actor=as_actor(cast.sam), hand_off_id=loser.pk)
        deal, _ = open_opportunity(loser.lead_id, Deal("Shop"), actor=as_actor(cast.sam))
    merge(cast, loser.lead_id, winner.lead_id, pump)
    assert queue_of(cast, winner.lead_id) == [(1, "open", "", None)]
    assert queue_of(cast, loser.lead_id)[0][1] == "closed"
    with tenancy.scope(cast.acme.id):
        assert Touch.objects.get().lead_id == winner.lead_id
        assert Opportunity.objects.get(pk=deal.pk).lead_id == winner.lead_id


def test_who_worked_on_the_loser_goes_on_with_the_winner(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    loser, winner = mql("Loser"), mql("Winner")
    with tenancy.scope(cast.acme.id):
        claim(loser.pk, actor=as_actor(cast.sam))
        HandOff.objects.filter(pk=winner.pk).delete()
    merge(cast, loser.lead_id, winner.lead_id, pump)
    assert queue_of(cast, winner.lead_id) == [(1, "claimed", "", cast.sam.pk)]
    assert queue_of(cast, loser.lead_id) == []
