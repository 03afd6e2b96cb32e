"""Refused messages go through the door again: once, under their ids, with their times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock, tenancy
from kernel.models import AuditEntry
from tests.tracking.conftest import Shop
from tracking.actions.catalogue import block_event, unblock_event
from tracking.actions.replay import Replayed, replay
from tracking.actions.sites import change_site
from tracking.domain import limits
from tracking.gateways.keys import KEYS
from tracking.models import EventName, Refusal
from tracking.queries.refusals import outcome

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def again(shop: Shop) -> Replayed:
    with tenancy.scope(shop.workspace.id):
        return replay(list(Refusal.objects.values_list("pk", flat=True)), actor=shop.actor)


def state(shop: Shop) -> list[tuple[str, str, int, str]]:
    with tenancy.scope(shop.workspace.id):
        return [(row.verdict, row.reason, row.replays, outcome(row)) for row in Refusal.objects.order_by("at", "id")]


def test_a_foreign_origin_is_let_in_with_its_original_time(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=["https://www.shop.example"])
    KEYS.forget()
    item = {"type": "track", "event": "seen", "anonymousId": "a", "timestamp": "2026-11-02T11:50:00Z", "properties": {"long": "x" * 9_000}}
    with clock.pretend(NOON):
        answer = shop.send("/v1/batch", {"batch": [item], "sentAt": "2026-11-02T11:55:00Z"}, HTTP_ORIGIN="https://new.example")
    assert (answer.status, [event["reason"] for event in answer.json["events"]]) == (403, ["origin"])
    done = again(shop)
    assert (dict(done.counts), state(shop)) == ({"accepted": 1}, [("rejected", "origin", 1, "waiting")])
    shop.digest()
    [event] = shop.events()
    # Five minutes before it was sent, which was at noon on our clock.
    assert (event.occurred_at, event.received_at, len(event.properties["long"])) == (NOON - timedelta(minutes=5), NOON, 9_000)
    assert event.message_id == answer.json["events"][0]["message_id"]
    assert (again(shop).outcomes, state(shop)) == ({}, [("rejected", "origin", 1, "taken")])


def test_a_single_message_keeps_the_kind_of_its_path(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=["https://www.shop.example"])
    KEYS.forget()
    shop.send("/v1/page", {"anonymousId": "a"}, HTTP_ORIGIN="https://new.example")
    again(shop)
    shop.digest()
    assert [event.kind for event in shop.events()] == ["page"]


def test_what_is_still_bad_stays_with_its_reason_of_now(shop: Shop) -> None:
    shop.send("/v1/batch", {"batch": [{"type": "track", "anonymousId": "a", "messageId": "m"}, "no object", {"type": "page"}]})
    done = again(shop)
    assert (done.taken, done.still, dict(done.counts)) == (0, 3, {"rejected": 3})
    assert state(shop) == [("rejected", reason, 1, "open") for reason in ("no_event_name", "not_an_object", "no_id")]
    with tenancy.scope(shop.workspace.id):
        [entry] = AuditEntry.objects.filter(verb="refusals.replayed")
    assert entry.changes == {"refusals": [3, 3], "outcomes": [{}, {"rejected": 3}]}


def test_the_id_may_be_taken_meanwhile(shop: Shop) -> None:
    good = {"type": "track", "event": "seen", "anonymousId": "a", "messageId": "m"}
    shop.send("/v1/track", good)
    shop.send("/v1/track", {**good, "event": "other"})
    assert (dict(again(shop).counts), state(shop)) == ({"conflict": 1}, [("conflict", "", 1, "open")])
    shop.digest()
    assert [event.name for event in shop.events()] == ["seen"]


def test_two_copies_of_one_refused_message_become_one_event(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        change_site(site_id=shop.site.id, actor=shop.actor, name="Web", allowed_origins=["https://www.shop.example"])
    KEYS.forget()
    item = {"type": "track", "event": "seen", "anonymousId": "a", "messageId": "m"}
    for _ in range(2):
        shop.send("/v1/track", item, HTTP_ORIGIN="https://new.example")
    assert dict(again(shop).counts) == {"accepted": 1, "duplicate": 1}
    shop.digest()
    assert len(shop.events()) == 1


def test_a_blocked_event_comes_back_once_it_is_taken_again(shop: Shop) -> None:
    def noise(number: int) -> dict[str, Any]:
        return {"type": "track", "event": "noise", "anonymousId": "a", "messageId": f"m-{number}"}

    shop.send("/v1/track", noise(1))
    shop.digest()
    with tenancy.scope(shop.workspace.id):
        entry = EventName.objects.get(name="noise")
        block_event(entry_id=entry.pk, actor=shop.actor)
    shop.send("/v1/track", noise(2))
    shop.digest()
    assert dict(again(shop).counts) == {"accepted": 1}
    shop.digest()
    assert state(shop) == [("rejected", "blocked", 1, "again"), ("rejected", "blocked", 0, "open")]
    with tenancy.scope(shop.workspace.id):
        unblock_event(entry_id=entry.pk, actor=shop.actor)
    again(shop)
    shop.digest()
    assert [outcome for *_, outcome in state(shop)] == ["taken", "taken"]
    again(shop)
    shop.digest()
    assert [event.message_id for event in shop.events()] == ["m-1", "m-2"]


@pytest.mark.parametrize("size", [limits.EVENT_BYTES, 100_000])
def test_what_is_too_large_stays_too_large(shop: Shop, size: int) -> None:
    shop.send("/v1/track", {"event": "seen", "anonymousId": "a", "properties": {"long": "x" * size}})
    assert (dict(again(shop).counts), state(shop)) == ({"rejected": 1}, [("rejected", "too_large", 1, "open")])


def test_what_the_digest_will_say_is_foreseen(shop: Shop) -> None:
    """A time that cannot be stays one, a blocked event is refused until its name is taken again; what becomes an event has no word."""
    old = {"type": "track", "event": "old", "anonymousId": "a", "messageId": "m-old", "timestamp": "1999-01-01T00:00:00Z"}
    shop.send("/v1/track", old)
    for number in (1, 2):
        shop.send("/v1/track", {"type": "track", "event": "noise", "anonymousId": "a", "messageId": f"m-{number}"})
        shop.digest()
        with tenancy.scope(shop.workspace.id):
            entry = EventName.objects.get(name="noise")
            block_event(entry_id=entry.pk, actor=shop.actor)
    done = again(shop)
    assert (dict(done.counts), sorted(drop.reason for drop in done.foreseen.values())) == ({"accepted": 2}, ["bad_time", "blocked"])
    shop.digest()
    with tenancy.scope(shop.workspace.id):
        refused = Refusal.objects.filter(replayed_at=None).order_by("reason").values_list("message_id", "verdict", "reason")
        assert list(refused) == [("m-old", "quarantined", "bad_time"), ("m-2", "rejected", "blocked")]
        unblock_event(entry_id=entry.pk, actor=shop.actor)
        mended = replay(Refusal.objects.filter(reason="blocked", replayed_at=None).values_list("pk", flat=True), actor=shop.actor)
        assert (dict(mended.counts), mended.foreseen) == ({"accepted": 1}, {})
