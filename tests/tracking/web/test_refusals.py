"""Pages Dead letters, one dead letter, the replay and its preview; and the same over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel import ids, tenancy
from tests.cast import Cast, as_actor
from tracking.actions.accept import accept_messages
from tracking.actions.digest import digest
from tracking.actions.sites import add_site
from tracking.models import Event, InboxMessage, Refusal, Site

SignIn = Callable[[str], Client]
GOOD = '{"type": "track", "event": "seen", "anonymousId": "a", "messageId": "m-origin"}'


@pytest.fixture
def site(cast: Cast) -> Site:
    """With two dead letters: one from a foreign origin, one of a time that cannot be."""
    with tenancy.scope(cast.acme.id):
        made, _ = add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.mara))
        accept_messages([{"type": "track", "event": "old", "anonymousId": "a", "messageId": "m-old", "timestamp": "1999-01-01T00:00:00Z"}])
        digest()
        Refusal.objects.create(
            message_id="m-origin", site_id=made.pk, at=cast.acme.created_at, verdict="rejected", reason="origin",
            detail="Not <b>listed</b>.", body=GOOD, kind="track",
        )  # fmt: skip
        return made


def refusal(cast: Cast, reason: str) -> Refusal:
    with tenancy.scope(cast.acme.id):
        return Refusal.objects.get(reason=reason)


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/w/acme/refusals{query}").content.decode()
    return [name for name in ("m-old", "m-origin") if f'break">{name}' in page]


def test_the_list_filters_and_says_the_mend(cast: Cast, signed_in: SignIn, site: Site) -> None:
    client = signed_in("vera")
    queries = (
        "",
        "?reason=origin",
        "?reason=conflict",
        f"?site={site.pk}",
        "?state=replayed",
        "?state=all",
        "?q=m-old",
        "?q=event%22: %22seen",
    )
    assert [listed(client, query) for query in queries] == [
        ["m-old", "m-origin"], ["m-origin"], [], ["m-origin"], [], ["m-old", "m-origin"], ["m-old"], ["m-origin"],
    ]  # fmt: skip
    page = client.get("/w/acme/refusals?reason=origin").content.decode()
    assert ("allowed origins of its site" in page, "Replay all" in page, "Not &lt;b&gt;listed" in page) == (True, False, True)
    assert client.get("/w/acme/refusals?site=x&cursor=x&state=x&q=%00").status_code == 200


def test_one_is_replayed_from_its_page(cast: Cast, signed_in: SignIn, site: Site) -> None:
    client, there = signed_in("mara"), f"/w/acme/refusals/{refusal(cast, 'origin').pk}"
    assert "&quot;event&quot;: &quot;seen&quot;" in client.get(there).content.decode()
    assert client.post(f"{there}/replay").status_code == 302
    assert "Waiting" in client.get(there).content.decode()
    with tenancy.scope(cast.acme.id):
        assert digest() == 1
        assert Event.objects.filter(message_id="m-origin").count() == 1
    assert "See the event" in client.get(there).content.decode()
    assert (listed(client), listed(client, "?state=replayed")) == (["m-old"], ["m-origin"])


def test_all_of_a_filter_after_a_preview(cast: Cast, signed_in: SignIn, site: Site) -> None:
    client = signed_in("mara")
    preview = client.get("/w/acme/refusals/replay").content.decode()
    assert ("Replay 2 messages" in preview, listed(client)) == (True, ["m-old", "m-origin"])
    assert client.get("/w/acme/refusals/replay?reason=origin").content.decode().count("Replay 1 message") == 1
    assert client.post("/w/acme/refusals/replay", {"reason": "origin"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert list(InboxMessage.objects.filter(digested=False).values_list("message_id", flat=True)) == ["m-origin"]
    assert "Nothing to replay" in client.get("/w/acme/refusals/replay?reason=origin").content.decode()


def test_a_viewer_replays_nothing_and_an_outsider_sees_nothing(cast: Cast, signed_in: SignIn, site: Site) -> None:
    key = refusal(cast, "origin").pk
    vera, otto = signed_in("vera"), signed_in("otto")
    assert [vera.post(f"/w/acme/refusals/{path}").status_code for path in (f"{key}/replay", "replay")] == [403, 403]
    assert "Replay</button>" not in vera.get(f"/w/acme/refusals/{key}").content.decode()
    assert [otto.get(f"/w/{slug}/refusals/{key}").status_code for slug in ("acme", "globex")] == [404, 404]
    assert otto.post(f"/w/globex/refusals/{key}/replay").status_code == 404
    assert otto.post("/w/globex/refusals/replay").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Refusal.objects.filter(replayed_at=None).count() == 2


def test_the_api_lists_and_replays(cast: Cast, signed_in: SignIn, site: Site) -> None:
    client: Any = signed_in("mara")
    there = {"headers": {"x-workspace": "acme"}, "content_type": "application/json"}
    found = client.get("/api/v1/refusals?reason=origin&replayed=false", **there).json()["results"]
    assert [(row["message_id"], row["reason"], row["body"]) for row in found] == [("m-origin", "origin", GOOD)]
    said = client.post(f"/api/v1/refusals/{found[0]['id']}/replay", **there)
    assert (said.status_code, said.json()["outcome"], said.json()["refusal"]["replays"]) == (200, "accepted", 1)
    assert said.json()["foreseen"] is None
    assert client.get("/api/v1/refusals?replayed=true", **there).json()["results"][0]["message_id"] == "m-origin"
    codes = [client.post(f"/api/v1/refusals/{key}/replay", **there).status_code for key in (found[0]["id"], ids.new())]
    assert codes == [409, 404]
    assert signed_in("vera").post(f"/api/v1/refusals/{found[0]['id']}/replay", **there).status_code == 403
    assert client.get("/api/v1/refusals?reason=nonsense", **there).status_code == 400
