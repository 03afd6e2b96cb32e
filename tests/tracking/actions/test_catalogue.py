"""The catalogue as the digest keeps it, and blocking."""

from typing import Any

import pytest

from kernel import tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from tests.tracking.conftest import Shop
from tracking.actions.catalogue import block_event, describe_event, mark_key_moment, unblock_event
from tracking.domain import catalogue
from tracking.models import EventDay, EventName, Volume


def track(name: str, number: int, site: str = "a-1") -> dict[str, Any]:
    return {"type": "track", "event": name, "anonymousId": site, "messageId": f"{name}-{number}"}


def send(shop: Shop, *batch: dict[str, Any]) -> None:
    shop.send("/v1/batch", {"batch": list(batch)})
    shop.digest()


def totals(shop: Shop) -> list[tuple[str, str, int, int]]:
    return sorted((row.kind, row.name, row.total, row.blocked_total) for row in shop.of(EventName))


def named(shop: Shop, name: str) -> EventName:
    return next(row for row in shop.of(EventName) if row.name == name)


def test_names_are_counted_over_batches_and_days(shop: Shop) -> None:
    page = {"type": "page", "anonymousId": "a-1", "context": {"page": {"url": "https://www.shop.example/a"}}}
    send(shop, track("seen", 1), track("seen", 2), {**page, "messageId": "p-1"})
    send(shop, track("seen", 3), {**page, "messageId": "p-2", "name": "Prices"})
    send(shop, track("seen", 3))  # a duplicate
    assert totals(shop) == [("page", "Prices", 1, 0), ("page", "page", 1, 0), ("track", "seen", 3, 0)]
    assert sum(row.events for row in shop.of(EventDay)) == 5
    [hour] = shop.of(Volume)
    assert (hour.accepted, hour.site_id) == (5, shop.site.id)
    found = named(shop, "seen")
    assert (found.site_id, found.first_seen_at < found.last_seen_at) == (shop.site.id, True)


def test_a_blocked_event_is_refused_kept_and_counted_until_it_is_taken_again(shop: Shop) -> None:
    send(shop, track("noise", 1))
    with tenancy.scope(shop.workspace.id):
        block_event(entry_id=named(shop, "noise").pk, actor=shop.actor)
    send(shop, track("noise", 2), track("wanted", 1))
    assert [event.name for event in shop.events()] == ["noise", "wanted"]
    [refusal] = shop.refusals()
    assert (refusal.reason, refusal.message_id, refusal.stage, refusal.kind, refusal.name) == (
        "blocked",
        "noise-2",
        "digest",
        "track",
        "noise",
    )
    assert totals(shop) == [("track", "noise", 1, 1), ("track", "wanted", 1, 0)]
    [hour] = shop.of(Volume)
    assert (hour.accepted, hour.blocked, hour.rejected) == (2, 1, 0)
    with tenancy.scope(shop.workspace.id):
        unblock_event(entry_id=named(shop, "noise").pk, actor=shop.actor)
        verbs = list(AuditEntry.objects.filter(verb__startswith="event_name.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["event_name.blocked", "event_name.unblocked"]
    send(shop, track("noise", 3))
    assert [event.message_id for event in shop.events(name="noise")] == ["noise-1", "noise-3"]


def test_a_hostile_site_cannot_fill_the_table(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CAP", 3)
    send(shop, *(track(f"n-{number}", 1) for number in range(5)))
    send(shop, *(track(f"m-{number}", 1) for number in range(5)), track("n-0", 2))
    assert totals(shop) == [("track", "", 7, 0), ("track", "n-0", 2, 0), ("track", "n-1", 1, 0), ("track", "n-2", 1, 0)]
    assert len(shop.events()) == 11
    with tenancy.scope(shop.workspace.id), pytest.raises(Refused):
        block_event(entry_id=named(shop, "").pk, actor=shop.actor)


def test_a_description(shop: Shop) -> None:
    send(shop, track("seen", 1))
    entry = named(shop, "seen")
    with tenancy.scope(shop.workspace.id):
        assert describe_event(entry_id=entry.pk, text=" Looked at it. ", actor=shop.actor).description == "Looked at it."
        with pytest.raises(Refused) as refused:
            describe_event(entry_id=entry.pk, text="x" * 501, actor=shop.actor)
    assert refused.value.field == "description"


def test_a_key_moment_is_marked_once_and_stays_over_batches(shop: Shop) -> None:
    send(shop, track("signed", 1))
    entry_id = named(shop, "signed").pk
    with tenancy.scope(shop.workspace.id):
        for on in (True, True, False, True):
            mark_key_moment(entry_id=entry_id, on=on, actor=shop.actor)
        verbs = list(AuditEntry.objects.filter(verb__startswith="event_name.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["event_name.marked", "event_name.unmarked", "event_name.marked"]
    send(shop, track("signed", 2))
    assert (named(shop, "signed").key_moment, named(shop, "signed").total) == (True, 2)


def test_views_without_a_name_are_no_key_moment(shop: Shop) -> None:
    page = {"type": "page", "anonymousId": "a-1", "context": {"page": {"url": "https://www.shop.example/a"}}}
    send(shop, {**page, "messageId": "p-1"}, {**page, "messageId": "p-2", "name": "Prices"})
    with tenancy.scope(shop.workspace.id):
        assert mark_key_moment(entry_id=named(shop, "Prices").pk, on=True, actor=shop.actor).key_moment
        with pytest.raises(Refused) as refused:
            mark_key_moment(entry_id=named(shop, "page").pk, on=True, actor=shop.actor)
    assert refused.value.code == "not_one_name"
