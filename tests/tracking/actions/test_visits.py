"""A machine that shows itself late: what it read before in the same visit is a bot's too, by itself (docs/bots.md)."""

from datetime import datetime, timedelta
from typing import Any

from kernel import clock, tenancy
from leads.models import Lead
from scoring.models import LedgerEntry
from scoring.queries.explain import explain
from tests.tracking.conftest import Shop
from tests.tracking.domain.test_devices import CHROME
from tracking.actions.redecide import redecide
from tracking.actions.visits import judge_visits
from tracking.domain.humanity import VIEWS
from tracking.models import Visitor

NOON = datetime(2026, 11, 2, 12, 0).astimezone()
BROWSER = {"HTTP_ORIGIN": "https://www.shop.example", "HTTP_USER_AGENT": CHROME, "REMOTE_ADDR": "5.9.7.77"}
TRAP = "/gone?lw_trap=1"
MINUTE = timedelta(minutes=1)


def reads(shop: Shop, path: str, at: datetime, who: str = "m", settle: bool = True, **more: Any) -> None:
    """A page, digested with all that follows."""
    body = {"anonymousId": who, "timestamp": at.isoformat(), "properties": {"url": f"https://www.shop.example{path}"}, **more}
    with clock.pretend(at + timedelta(seconds=3)):
        shop.send("/v1/identify" if "traits" in more else "/v1/page", body, **BROWSER)
        if settle:
            shop.digest()


def taken(shop: Shop) -> list[bool]:
    return [event.is_bot for event in shop.events()]


def test_what_it_read_before_the_trap_is_a_bots_and_gives_no_points(shop: Shop) -> None:
    reads(shop, "/pricing", NOON)
    reads(shop, "/cases/1", NOON + MINUTE)
    with tenancy.scope(shop.workspace.id):
        [lead] = Lead.objects.all()
        assert (before := explain(lead.pk, NOON + 2 * MINUTE)) is not None
        assert before.interest > 0
        entries = LedgerEntry.objects.count()
    reads(shop, TRAP, NOON + 2 * MINUTE)
    assert taken(shop) == [True, True, True]
    told = [event.context["human"] for event in shop.events()]
    assert [human["doubts"] for human in told] == [["visitor"], ["visitor"], ["trap"]]
    assert [human.get("told", False) for human in told] == [True, True, False]
    with tenancy.scope(shop.workspace.id):
        assert (after := explain(lead.pk, NOON + 3 * MINUTE)) is not None
        assert after.interest == 0
        assert LedgerEntry.objects.count() > entries, "the ledger only grows"
    [visitor] = shop.of(Visitor)
    assert (visitor.is_bot, visitor.doubted_at, visitor.doubts) == (True, None, ["trap"])


def test_the_visit_of_yesterday_stays_what_it_was_and_a_hand_brings_all_back(shop: Shop) -> None:
    reads(shop, "/pricing", NOON - timedelta(days=1))
    reads(shop, "/pricing", NOON)
    reads(shop, TRAP, NOON + MINUTE)
    assert taken(shop) == [False, True, True]
    [visitor] = shop.of(Visitor)
    with clock.pretend(NOON + 5 * MINUTE):
        with tenancy.scope(shop.workspace.id):
            redecide(visitor_id=visitor.pk, actor=shop.actor, verdict="human")
        shop.digest()
    assert taken(shop) == [False, False, False]
    reads(shop, TRAP, NOON + 6 * MINUTE)
    assert taken(shop) == [False] * 4
    with tenancy.scope(shop.workspace.id):
        assert judge_visits() == 0


def test_a_crowd_makes_the_pages_before_it_a_bots(shop: Shop) -> None:
    reads(shop, "/", NOON)
    for number in range(VIEWS + 1):
        reads(shop, f"/{number}", NOON + MINUTE + timedelta(milliseconds=100 * number), settle=False)
    with clock.pretend(NOON + 2 * MINUTE):
        shop.digest()
    assert taken(shop) == [True] * (VIEWS + 2)
    assert [event.context["human"]["doubts"] for event in shop.events()][:2] == [["visitor"], ["speed"]]


def test_a_crowd_that_two_digests_cut_in_two_is_seen_by_both_together(shop: Shop) -> None:
    for number in range(VIEWS + 1):
        reads(shop, f"/{number}", NOON + timedelta(milliseconds=100 * number), settle=number in (2, VIEWS))
    assert taken(shop) == [True] * (VIEWS + 1)
    [visitor] = shop.of(Visitor)
    assert (visitor.doubts, visitor.is_bot, visitor.doubted_at) == (["speed"], True, None)


def test_a_few_tabs_over_two_digests_are_a_persons(shop: Shop) -> None:
    for number in range(VIEWS):
        reads(shop, f"/{number}", NOON + timedelta(milliseconds=100 * number), settle=number in (2, VIEWS - 1))
    assert taken(shop) == [False] * VIEWS
    [visitor] = shop.of(Visitor)
    assert (visitor.doubts, visitor.is_bot, visitor.doubted_at) == ([], False, None)


def test_who_said_who_they_are_keeps_what_they_did_before_their_tabs_were_restored(shop: Shop) -> None:
    reads(shop, "/pricing", NOON)
    reads(shop, "/", NOON + MINUTE, traits={"email": "lena@firm.example"})
    for number in range(VIEWS + 1):
        reads(shop, f"/{number}", NOON + 2 * MINUTE + timedelta(milliseconds=100 * number), settle=False)
    with clock.pretend(NOON + 3 * MINUTE):
        shop.digest()
    assert taken(shop) == [False, False] + [True] * (VIEWS + 1)
    reads(shop, TRAP, NOON + 4 * MINUTE)
    assert taken(shop) == [True] * (VIEWS + 4), "no person follows a link that nobody sees"


def test_judged_again_it_stays_the_same(shop: Shop) -> None:
    reads(shop, "/pricing", NOON)
    reads(shop, TRAP, NOON + MINUTE)
    before = [(event.is_bot, event.context) for event in shop.events()]
    with clock.pretend(NOON + 2 * MINUTE), tenancy.scope(shop.workspace.id):
        Visitor.objects.update(doubted_at=NOON + MINUTE)
        assert (judge_visits(), judge_visits()) == (1, 0)
    assert [(event.is_bot, event.context) for event in shop.events()] == before
