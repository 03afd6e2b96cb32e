"""Live events: search and deep links; the visit behind an event."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kernel import clock, tenancy
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tracking.actions.accept import accept_messages
from tracking.actions.digest import digest
from tracking.actions.sites import add_site
from tracking.models import Refusal, Visitor

SignIn = Callable[[str], Client]
AGENT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def sent(name: str, who: str = "browser-1", minute: int = 0, **more: Any) -> dict[str, Any]:
    at = (NOON + timedelta(minutes=minute)).isoformat()
    return {"type": "track", "event": name, "anonymousId": who, "messageId": f"m-{name}", "timestamp": at, **more}


@pytest.fixture
def sent_some(cast: Cast) -> None:
    """`first` and `second` an hour apart by one browser, `third` by a user of another, `bad` refused by the digest."""
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=2)):
        site, _ = add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.mara))
        events = [sent("first"), sent("second", minute=60), sent("third", "browser-2", userId="u-9", context={"userAgent": AGENT})]
        accept_messages([*events, sent("bad", timestamp="1999-01-01")], site_id=site.pk)
        digest()


def listed(client: Client, query: str) -> list[str]:
    page = client.get(f"/w/acme/live?{query}", headers={"hx-request": "true"}).content.decode()
    return [name for name in ("first", "second", "third", "bad") if f">{name}<" in page or f"· {name}<" in page]


def test_search_by_message_anonymous_and_user_id(cast: Cast, signed_in: SignIn, sent_some: None) -> None:
    client = signed_in("vera")
    with clock.pretend(NOON + timedelta(hours=3)):
        asked = [
            "q=m-first",
            "q=browser-1&verdict=accepted",
            "q=u-9",
            "q=m-bad",
            "q=nobody",
            "kind=track&name=bad",
            "q=browser-1&name=second",
        ]
        assert [listed(client, query) for query in asked] == [
            ["first"], ["first", "second"], ["third"], ["bad"], [], ["bad"], ["second"],
        ]  # fmt: skip
    # A message is found long after it left the newest ones.
    with clock.pretend(NOON + timedelta(days=60)):
        assert listed(client, "q=m-second") == ["second"]
        assert client.get("/w/acme/live?q=%00").status_code == 200


def test_a_message_has_an_address_with_what_became_of_it(cast: Cast, signed_in: SignIn, sent_some: None) -> None:
    client = signed_in("mara")
    taken = client.get("/w/acme/live/raw?message=m-first").content.decode()
    refused = client.get("/w/acme/live/raw?message=m-bad").content.decode()
    with tenancy.scope(cast.acme.id):
        visitor, refusal = Visitor.objects.get(anonymous_id="browser-1"), Refusal.objects.get()
    assert (f"/w/acme/visitors/{visitor.pk}#event-" in taken, "Replay</button>" in taken) == (True, False)
    assert (f"/w/acme/refusals/{refusal.pk}/replay" in refused, "at most 30 days old" in refused) == (True, True)
    beside = client.get(f"/w/acme/live/raw?refusal={refusal.pk}", headers={"hx-request": "true"}).content.decode()
    assert (f"live/raw?refusal={refusal.pk}" in beside, "<html" in beside) == (True, False)


def test_a_visit_shows_its_events_alone(cast: Cast, signed_in: SignIn, sent_some: None) -> None:
    client = signed_in("vera")
    with tenancy.scope(cast.acme.id):
        one, bot = Visitor.objects.get(anonymous_id="browser-1"), Visitor.objects.get(anonymous_id="browser-2")
    there = f"/w/acme/visitors/{one.pk}"
    pages = [client.get(f"{there}/sessions/{number}").content.decode() for number in (1, 2)]
    assert [(f">{name}<" in page) for page in pages for name in ("first", "second")] == [True, False, False, True]
    assert [client.get(f"{there}/sessions/{number}").status_code for number in (3, 2**40)] == [404, 404]
    assert f"{there}/sessions/2" in client.get(there).content.decode()
    assert ["never scored" in client.get(f"/w/acme/visitors/{key}").content.decode() for key in (one.pk, bot.pk)] == [False, True]
    assert signed_in("otto").get(f"/w/globex/visitors/{one.pk}/sessions/1").status_code == 404
