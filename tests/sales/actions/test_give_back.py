"""Sales returns a lead: the score falls under the threshold by a margin, and only later, by new interest, it comes again (F061)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from kernel import clock, tenancy
from leads.models import Lead, StageVisit
from sales.actions.touch import Said, log_touch
from sales.models import HandOff
from sales.queries.cards import score_now
from scoring.models import LedgerEntry
from tests.cast import Cast, as_actor
from tests.conftest import NOON

Happens = Callable[..., None]
DAY = timedelta(days=1)


def lead_of(cast: Cast, lead_id: UUID) -> Lead:
    with tenancy.scope(cast.acme.id):
        found: Lead = Lead.objects.select_related("snapshot").get(pk=lead_id)
        return found


def give_back(cast: Cast, pump: Callable[[], int], lead_id: UUID, at: datetime) -> None:
    with clock.pretend(at):
        with tenancy.scope(cast.acme.id):
            hand_off = HandOff.objects.get(lead_id=lead_id, state__in=["open", "claimed"])
            said = Said(disposition="not_now", reason="budget_priority", note="Next year")
            log_touch(said, actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        pump()


def warm_up(happens: Happens, lead_id: UUID, at: datetime) -> None:
    """Offline meeting, broadcast and more: over any threshold."""
    for minute, name in enumerate(["offline_meeting_attended", "live_broadcast_watched", "product_tried"]):
        happens(lead_id, name, at + timedelta(minutes=minute))


def test_the_whole_way_back_and_forth(cast: Cast, lena: Callable[..., UUID], happens: Happens, pump: Callable[[], int]) -> None:
    lead_id = lena()
    warm_up(happens, lead_id, NOON)
    lead = lead_of(cast, lead_id)
    assert (lead.stage, lead.visit_no) == ("mql", 1)
    before = score_now(lead, NOON + DAY)

    give_back(cast, pump, lead_id, NOON + DAY)
    lead = lead_of(cast, lead_id)
    with tenancy.scope(cast.acme.id):
        hand_off = HandOff.objects.get(lead_id=lead_id)
        assert (hand_off.state, hand_off.close_reason) == ("returned", "budget_priority")
        assert sum(LedgerEntry.objects.filter(lead_id=lead_id, rule="sales_return").values_list("points", flat=True)) < 0
        visit = StageVisit.objects.get(lead_id=lead_id, stage="target", reason="sales_return")
        assert (visit.note, visit.entered_at) == ("Next year", NOON + DAY)
    assert (lead.stage, lead.owner_id, lead.returns, lead.cool_until) == ("target", None, 1, NOON + 8 * DAY)
    after = score_now(lead, NOON + DAY)
    assert after <= min(before - 20, 50) + 0.1

    # Within the cool-down nothing brings it back, however warm it gets.
    warm_up(happens, lead_id, NOON + 3 * DAY)
    assert lead_of(cast, lead_id).stage == "target"

    # After it, new interest over the threshold does: MQL-02 and a hand-off of its own.
    warm_up(happens, lead_id, NOON + 9 * DAY)
    lead = lead_of(cast, lead_id)
    assert (lead.stage, lead.visit_no) == ("mql", 2)
    with tenancy.scope(cast.acme.id):
        found = HandOff.objects.filter(lead_id=lead_id).order_by("visit_no").values_list("visit_no", "state", "owner_id")
        assert list(found) == [(1, "returned", cast.sam.pk), (2, "open", None)]


def test_after_three_returns_it_comes_no_more_by_itself(
    cast: Cast, lena: Callable[..., UUID], happens: Happens, pump: Callable[[], int]
) -> None:
    lead_id, at = lena(), NOON
    for number in (1, 2, 3):
        warm_up(happens, lead_id, at)
        lead = lead_of(cast, lead_id)
        assert (lead.stage, lead.visit_no, lead.returns) == ("mql", number, number - 1)
        give_back(cast, pump, lead_id, at + DAY)
        at += 10 * DAY
    warm_up(happens, lead_id, at)
    happens(lead_id, "demo_requested", at + DAY)
    lead = lead_of(cast, lead_id)
    assert (lead.stage, lead.returns) == ("target", 3)
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.filter(lead_id=lead_id).count() == 3


def test_what_was_accepted_may_be_returned_too(cast: Cast, mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    hand_off, sam = mql(), as_actor(cast.sam)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + DAY):
        log_touch(Said(disposition="accept"), actor=sam, hand_off_id=hand_off.pk)
        log_touch(Said(disposition="not_a_fit"), actor=sam, hand_off_id=hand_off.pk)
    pump()
    lead = lead_of(cast, hand_off.lead_id)
    assert (lead.stage, lead.owner_id, lead.returns) == ("target", None, 1)
