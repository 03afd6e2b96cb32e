"""From the inbox to visitors, sessions and events, end to end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock, ids, tenancy
from tests.tracking.conftest import Shop
from tests.tracking.domain.test_devices import CHROME, IPHONE
from tracking.actions import digest, store
from tracking.actions.visitors import attach
from tracking.models import Session, Visitor
from tracking.queries import events as event_queries
from tracking.queries import timeline

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOME = "https://www.shop.example"


def page(minute: float, path: str = "/", *, number: int = 0, agent: str = CHROME, referrer: str = "", who: str = "a-1") -> dict[str, Any]:
    return {
        "type": "page", "messageId": f"{who}-{minute}-{path}-{number}", "anonymousId": who,
        "timestamp": (NOON + timedelta(minutes=minute)).isoformat(),
        "context": {
            "page": {"url": HOME + path, "title": "T", "referrer": referrer}, "userAgent": agent, "library": {"name": "leadway.js"},
        },
    }  # fmt: skip


def send(shop: Shop, *batch: dict[str, Any], path: str = "/v1/batch", at: datetime = NOON + timedelta(hours=3)) -> None:
    with clock.pretend(at):
        answer = shop.send(path, {"batch": list(batch)})
        assert answer.verdicts == ["accepted"] * len(batch)
        with tenancy.scope(shop.workspace.id):
            assert digest.digest() == len(batch)


def test_a_visit_becomes_visitor_session_and_events(shop: Shop) -> None:
    landing = page(
        0, "/pricing?utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=crm&gclid=c1", referrer="https://www.google.com/"
    )
    engaged = {**page(2, "/pricing"), "type": "track", "event": "page_engaged", "properties": {"engaged_ms": 65_000}}
    identify = {
        **page(3, "/contact"),
        "type": "identify",
        "userId": "u-1",
        "traits": {"email": "lena@acme.example", "phone": 123, "title": "CTO"},
    }
    send(shop, landing, engaged, identify, page(40, "/blog", referrer=HOME + "/contact"))
    [visitor] = shop.of(Visitor)
    touch = {
        "channel": "paid_search", "source": "google", "medium": "cpc", "campaign": "spring", "term": "crm", "content": "",
        "referrer": "https://www.google.com/", "landing": landing["context"]["page"]["url"],
    }  # fmt: skip
    assert (visitor.anonymous_id, visitor.episode, visitor.sessions, visitor.device, visitor.browser) == ("a-1", 1, 2, "desktop", "Chrome")
    assert (visitor.first_touch, visitor.last_touch, visitor.search_intent) == (touch, touch, "crm")
    assert (visitor.first_seen_at, visitor.last_seen_at) == (NOON, NOON + timedelta(minutes=40))
    first, second = shop.of(Session)
    assert (first.number, first.pages, first.events, first.engaged_ms, first.channel, first.campaign) == (
        1,
        1,
        3,
        65_000,
        "paid_search",
        "spring",
    )
    assert (first.entry_url, first.exit_url) == (touch["landing"], HOME + "/contact")
    assert (second.number, second.pages, second.events, second.channel) == (2, 1, 1, "direct")
    found = shop.events()
    assert [(e.kind, e.name, e.channel) for e in found] == [
        ("page", "/pricing", "paid_search"), ("track", "page_engaged", "paid_search"), ("identify", "identify", "paid_search"),
        ("page", "/blog", "direct"),
    ]  # fmt: skip
    assert [e.occurred_at for e in found] == [ids.time_of(e.id) for e in found] == [NOON + timedelta(minutes=m) for m in (0, 2, 3, 40)]
    assert found[2].identity == {
        "user_id": "u-1", "email": "lena@acme.example", "phone": "123",
        "traits": {"email": "lena@acme.example", "phone": 123, "title": "CTO"},
    }  # fmt: skip
    assert found[0].context == {
        "utm": {"source": "google", "medium": "cpc", "campaign": "spring", "term": "crm"}, "click_ids": {"gclid": "c1"},
        "library": "leadway.js", "device": "desktop", "browser": "Chrome", "os": "Windows",
    }  # fmt: skip


def test_first_touch_never_changes_and_the_last_does(shop: Shop) -> None:
    send(shop, page(0, "/a?utm_source=zhihu"))
    send(shop, page(60, "/b?utm_source=news&utm_medium=email"), page(100, "/c"))
    send(shop, page(-600, "/earlier?utm_source=google&utm_medium=cpc"))
    [visitor] = shop.of(Visitor)
    assert (visitor.first_touch["source"], visitor.last_touch["source"], visitor.sessions) == ("zhihu", "google", 4)
    assert visitor.first_seen_at == NOON - timedelta(minutes=600)


def test_a_session_goes_on_over_batches(shop: Shop) -> None:
    for minute in (0, 29, 58, 89):
        send(shop, page(minute))
    assert [(session.number, session.pages) for session in shop.of(Session)] == [(1, 3), (2, 1)]


def test_late_events_of_one_visit_are_one_visit_over_batches(shop: Shop) -> None:
    """They lie before the newest visit, so that alone does not say where they belong; what is of now goes on with it."""
    send(shop, page(0))
    for minutes in ((-180,), (-175,), (-170, 10)):
        send(shop, *[page(minute) for minute in minutes])
    assert {(visit.number, visit.pages) for visit in shop.of(Session)} == {(1, 2), (2, 3)}
    assert [visitor.sessions for visitor in shop.of(Visitor)] == [2]


def test_only_late_events_ask_for_more_than_the_newest_visit(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest is hot: whoever goes on or comes back costs no second question."""
    asked: list[int] = []
    earlier = store._earlier
    monkeypatch.setattr(store, "_earlier", lambda late: asked.append(len(late)) or earlier(late))
    for minute in (0, -20, 40, 200, -600):
        send(shop, page(minute), at=NOON + timedelta(hours=5))
    assert asked == [0, 0, 0, 0, 1]


def test_bots_are_flagged_and_kept_without_a_session(shop: Shop) -> None:
    send(shop, page(0, agent="Googlebot/2.1 (+http://www.google.com/bot.html)", who="bot"), page(1, agent=IPHONE))
    assert [(event.is_bot, event.session_id is None) for event in shop.events()] == [(True, True), (False, False)]
    assert sorted((visitor.anonymous_id, visitor.is_bot, visitor.device) for visitor in shop.of(Visitor)) == [
        ("a-1", False, "phone"),
        ("bot", True, "desktop"),
    ]


def test_a_server_is_no_bot_and_starts_no_session(shop: Shop) -> None:
    library = {"name": "analytics-python", "version": "2.4.0"}
    send(
        shop,
        {
            "type": "track",
            "event": "signed_up",
            "userId": "u-9",
            "messageId": "s",
            "context": {"library": library, "userAgent": "python-requests/2"},
        },
    )
    [event] = shop.events()
    assert (event.is_bot, event.session_id, event.identity) == (False, None, {"user_id": "u-9"})
    assert [visitor.anonymous_id for visitor in shop.of(Visitor)] == ["user:u-9"]


def test_absurd_times_are_quarantined(shop: Shop) -> None:
    odd = ["1900-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "not a time", (NOON - timedelta(days=31)).isoformat()]
    batch = [{**page(0, number=n), "timestamp": when} for n, when in enumerate(odd)]
    send(shop, *batch, {**page(1), "timestamp": (NOON + timedelta(minutes=4)).isoformat()}, at=NOON)
    assert [(row.verdict, row.reason) for row in shop.refusals()] == [("quarantined", "bad_time")] * 4
    assert [event.occurred_at for event in shop.events()] == [NOON]


def test_a_wrong_clock_is_corrected(shop: Shop) -> None:
    wrong = timedelta(days=-3 * 365)
    body = {**page(0), "timestamp": (NOON + wrong).isoformat()}
    with clock.pretend(NOON + timedelta(minutes=10)):
        shop.send("/v1/batch", {"batch": [body], "sentAt": (NOON + wrong + timedelta(minutes=10)).isoformat()})
        shop.digest()
    assert [event.occurred_at for event in shop.events()] == [NOON]


@pytest.mark.parametrize("together", [True, False])
def test_a_slow_request_changes_no_order(shop: Shop, together: bool) -> None:
    """The first request was two seconds on the wire, the second a moment: what happened first stays first, however the digest cuts."""
    for told, sent, received, path in ((0, 0.1, 2.1, "/first"), (0.3, 2.5, 2.52, "/second"), (60, 60, 60.1, "/later")):
        at, sent_at, received_at = (NOON + timedelta(seconds=seconds) for seconds in (told, sent, received))
        with clock.pretend(received_at):
            shop.send("/v1/batch", {"batch": [{**page(0, path), "timestamp": at.isoformat()}], "sentAt": sent_at.isoformat()})
            if not together:
                shop.digest()
    shop.digest()
    found = [(event.path, (event.occurred_at - NOON).total_seconds()) for event in shop.events()]
    assert found == [("/first", 2.0), ("/second", 2.3), ("/later", 60.1)]


def test_the_import_door_keeps_its_times(shop: Shop) -> None:
    old = "2017-06-14T00:00:00+00:00"
    batch = [{**page(0, f"/{n}"), "timestamp": old} for n in range(3)]
    with clock.pretend(NOON):
        assert shop.send("/v1/import", {"batch": batch, "sentAt": "2026-11-02T11:59:00Z"}).verdicts == ["accepted"] * 3
        shop.digest()
    assert [(event.occurred_at.isoformat(), event.door, event.path) for event in shop.events()] == [
        (old, "import", f"/{n}") for n in range(3)
    ]


def test_a_poison_message_costs_only_itself(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the database does not take is found by halving; a step that fails is told by name."""
    original = store._record

    def spoilt(draft: Any, key: Any) -> Any:
        record = original(draft, key)
        record.kind = "a kind that no column takes\x00" if "poison" in draft.message_id else record.kind
        return record

    monkeypatch.setattr(store, "_record", spoilt)
    send(shop, *[page(n, number=n) for n in range(9)], {**page(9), "messageId": "poison"}, {**page(10), "messageId": "also poison"})
    assert sorted((row.message_id, row.verdict, row.reason) for row in shop.refusals()) == [
        ("also poison", "rejected", "error"), ("poison", "rejected", "error"),
    ]  # fmt: skip
    assert (len(shop.events()), [session.pages for session in shop.of(Session)]) == (9, [9])


def test_ids_bound_what_is_read(shop: Shop) -> None:
    send(shop, *[page(n, f"/{n}") for n in range(5)])
    stored = shop.events()
    with tenancy.scope(shop.workspace.id):
        found = event_queries.of_ids([event.id for event in reversed(stored[1:4])])
        assert [(row.id, row.path, row.anonymous_id, row.properties) for row in found] == [(e.id, e.path, "a-1", {}) for e in stored[1:4]]
        assert event_queries.of_ids([]) == []


def test_the_timeline_of_a_person(shop: Shop) -> None:
    send(shop, page(0), page(1, who="b-1"), page(2), page(3, who="other"))
    person = ids.new()
    with tenancy.scope(shop.workspace.id):
        mine = [visitor.id for visitor in Visitor.objects.filter(anonymous_id__in=["a-1", "b-1"])]
        attach([(visitor_id, person) for visitor_id in mine])
        assert [row.occurred_at.minute for row in timeline.of_person(person)] == [2, 1, 0]
        assert [row.occurred_at.minute for row in timeline.of_person(person, before=NOON + timedelta(minutes=2), limit=1)] == [1]
