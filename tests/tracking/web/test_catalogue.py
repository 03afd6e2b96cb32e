"""Pages Event catalogue and one event name."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel import tenancy
from tests.cast import Cast
from tracking.actions.accept import accept_messages
from tracking.actions.digest import digest
from tracking.models import EventName

SignIn = Callable[[str], Client]


@pytest.fixture
def entry(cast: Cast) -> EventName:
    """`seen` of acme, once; `asked` twice."""
    with tenancy.scope(cast.acme.id):
        accept_messages([{"type": "track", "event": name, "anonymousId": "a", "messageId": f"{name}{n}"} for name, n in
                         (("seen", 1), ("asked", 1), ("asked", 2))])  # fmt: skip
        digest()
        return EventName.objects.get(name="seen")


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/w/acme/catalogue{query}").content.decode()
    return sorted((name for name in ("seen", "asked") if f">{name}</a>" in page), key=lambda name: page.index(f">{name}</a>"))


def test_search_filter_and_order(cast: Cast, signed_in: SignIn, entry: EventName) -> None:
    client = signed_in("vera")
    assert [listed(client, query) for query in ("?order=name", "?order=-total", "?q=se", "?kind=page", "?blocked=1")] == [
        ["asked", "seen"], ["asked", "seen"], ["seen"], [], [],
    ]  # fmt: skip
    assert client.get("/w/acme/catalogue?site=x&order=x&cursor=x&q=%00").status_code == 200


def test_block_describe_and_unblock(cast: Cast, signed_in: SignIn, entry: EventName) -> None:
    client, there = signed_in("mara"), f"/w/acme/catalogue/{entry.pk}"
    assert client.post(f"{there}/describe", {"description": "A <b>look</b>"}).status_code == 302
    assert client.post(f"{there}/block").status_code == 302
    page = client.get(there).content.decode()
    assert ("A &lt;b&gt;look&lt;/b&gt;" in page, "Un-block event" in page, listed(client, "?blocked=1")) == (True, True, ["seen"])
    assert client.post(f"{there}/block", {"unblock": "1"}).status_code == 302
    assert listed(client, "?blocked=1") == []


def test_a_key_moment_is_marked_found_and_unmarked(cast: Cast, signed_in: SignIn, entry: EventName) -> None:
    client, there = signed_in("mara"), f"/w/acme/catalogue/{entry.pk}"
    assert "Mark as key moment" in client.get(there).content.decode()
    assert (client.post(f"{there}/mark").status_code, listed(client, "?key=1")) == (302, ["seen"])
    assert "No key moment any more" in client.get(there).content.decode()
    assert (client.post(f"{there}/mark", {"unmark": "1"}).status_code, listed(client, "?key=1")) == (302, [])


def test_a_viewer_changes_nothing_and_an_outsider_sees_nothing(cast: Cast, signed_in: SignIn, entry: EventName) -> None:
    there = f"/w/acme/catalogue/{entry.pk}"
    vera = signed_in("vera")
    assert [vera.post(f"{there}/{verb}").status_code for verb in ("block", "describe", "mark")] == [403, 403, 403]
    assert ("Block event" in vera.get(there).content.decode(), vera.get(there).status_code) == (False, 200)
    assert [signed_in("otto").get(f"/w/{slug}/catalogue/{entry.pk}").status_code for slug in ("acme", "globex")] == [404, 404]
