"""The queue stands in the order of the scores, found by one index scan."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from kernel import clock, ids, sql, tenancy
from kernel.audit import SYSTEM
from leads.actions.qualification import qualify
from leads.domain.qualification import Answer
from leads.models import Lead
from sales.actions.claim import claim
from sales.models import HandOff
from sales.queries import cards, queue, workload
from tests.cast import Cast, as_actor
from tests.conftest import NOON


def test_the_order_is_that_of_the_scores(
    cast: Cast, mql: Callable[..., HandOff], happens: Callable[..., None], lena: Callable[..., UUID]
) -> None:
    warmth = {"Cold": [], "Warm": ["asset_downloaded"], "Hot": ["offline_meeting_attended", "asset_downloaded"]}
    for name, events in warmth.items():
        lead_id = mql(name).lead_id
        for number, event in enumerate(events):
            happens(lead_id, event, NOON + timedelta(minutes=number + 1))
    for days in (1, 30):
        with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(days=days)):
            found = list(queue.queue("waiting"))
            assert [h.lead.person.name for h in found] == ["Hot", "Warm", "Cold"]
            scores = [cards.score_now(h.lead) for h in found]
            assert scores == sorted(scores, reverse=True)
            assert [h.rank_key for h in found] == [Lead.objects.get(pk=h.lead_id).snapshot.rank_key for h in found]


def test_the_top_fifty_of_many_is_an_index_scan(cast: Cast, mql: Callable[..., HandOff]) -> None:
    lead_id = mql().lead_id
    with tenancy.scope(cast.acme.id):
        HandOff.objects.all().delete()
        rows = [
            HandOff(id=ids.new(), lead_id=lead_id, visit_no=n, lane="nurture_pool", state="open" if n == 1 else "closed", rank_key=float(n))
            for n in range(1, 4000)
        ]
        HandOff.objects.bulk_create(rows)
        # Whether the index gives the order, not whether a planner that knows no numbers yet would rather sort the few that it expects.
        sql.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = queue.queue("waiting").order_by(*queue.BEST_FIRST)[:50].explain()
    assert "hand_off_waiting" in plan
    assert "Sort" not in plan


def test_mine_first_then_what_waits(cast: Cast, mql: Callable[..., HandOff]) -> None:
    first, second, third = mql("A"), mql("B"), mql("C")
    with tenancy.scope(cast.acme.id):
        for number, h in enumerate((first, second, third)):
            HandOff.objects.filter(pk=h.pk).update(rank_key=float(-number))
        claim(third.pk, actor=as_actor(cast.sam))
        claim(second.pk, actor=as_actor(cast.sofia))
        assert queue.work_list(cast.sam.pk) == [third.pk, first.pk]
        here = queue.place(cast.sam.pk)
        assert here is not None
        assert (here.hand_off.pk, here.previous, here.next, here.number, here.count) == (third.pk, None, first.pk, 1, 2)
        assert queue.counts(cast.sam.pk) == {"waiting": 1, "mine": 1, "team": 2, "snoozed": 0}
        assert [(load.owner_id, load.working) for load in workload.workload()] == [
            (cast.sam.pk, 1), (cast.sofia.pk, 1), (None, 1),
        ]  # fmt: skip


def test_why_on_top(cast: Cast, mql: Callable[..., HandOff], happens: Callable[..., None], lena: Callable[..., UUID]) -> None:
    lead_id = mql("Hot").lead_id
    happens(lead_id, "offline_meeting_attended", NOON + timedelta(minutes=1))
    happens(lead_id, "asset_downloaded", NOON + timedelta(minutes=2))
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=23, minutes=49)):
        found = queue.why(HandOff.objects.select_related("lead__person").get(lead_id=lead_id))
        assert [part.text for part in found.parts][:2] == ["Attended an offline meeting", "Downloaded an asset"]
        assert (found.late, found.minutes) == (False, 11)


def test_what_waits_too_long(cast: Cast, mql: Callable[..., HandOff]) -> None:
    mql()
    with tenancy.scope(cast.acme.id):
        with clock.pretend(NOON + timedelta(hours=1)):
            assert workload.waiting() == workload.Waiting(1, 0, 60)
        with clock.pretend(NOON + timedelta(hours=25)):
            assert workload.waiting() == workload.Waiting(1, 1, 1500)


def test_a_window_that_closes_is_told_and_found_and_does_not_change_the_order(cast: Cast, mql: Callable[..., HandOff]) -> None:
    far, near, none = mql("Far"), mql("Near"), mql("None")
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        before = [h.pk for h in queue.queue("waiting")]
        for h, days in ((far, 60), (near, 3)):
            qualify(h.lead_id, "time", Answer("soon", window_end=NOON.date() + timedelta(days=days)), actor=SYSTEM)
        assert [h.pk for h in queue.queue("waiting")] == before
        assert [h.pk for h in queue.queue("closing")] == [near.pk]
        found = {line.hand_off.pk: line.closes_in for line in cards.lines(list(queue.queue("waiting")), {})}
        assert found == {far.pk: None, near.pk: 3, none.pk: None}
        card = cards.card(HandOff.objects.select_related("lead__person").get(pk=near.pk))
        assert (card.closes_in, [one.letter for one in card.known]) == (3, ["time"])


def test_a_score_that_fell_below_the_threshold_since_is_told_and_a_fast_lane_has_none(
    cast: Cast, mql: Callable[..., HandOff], happens: Callable[..., None]
) -> None:
    """60 points are the threshold; what brought it there has faded after a month (F057)."""
    hand_off = mql("Lena")
    for minute, event in enumerate(("offline_meeting_attended", "asset_downloaded")):
        happens(hand_off.lead_id, event, NOON + timedelta(minutes=minute))
    told = []
    for days, lane in ((0, "nurture_pool"), (30, "nurture_pool"), (30, "fast_lane")):
        with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(days=days, minutes=5)):
            HandOff.objects.filter(pk=hand_off.pk).update(lane=lane)
            found = list(queue.queue("waiting"))
            told.append((cards.lines(found, {})[0].below, cards.card(found[0]).below))
    assert told == [(None, None), (60, 60), (None, None)]
