"""The REST API of messages and slots, with a secret key."""

from typing import Any

import pytest
from django.test import Client

from kernel import ids, tenancy
from onsite.actions.messages import create_message
from tenants.actions.api_keys import issue_key
from tests.onsite.conftest import Shop, rule


@pytest.fixture
def call(shop: Shop) -> Any:
    with tenancy.scope(shop.cast.acme.id):
        key = issue_key(kind="secret", name="test", actor=shop.actor)[1]

    def ask(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = getattr(Client(), method)(f"/api/v1/{path}", body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {key}")
        return answer.status_code, answer.json()

    return ask


def test_messages_are_read_and_paused(shop: Shop, call: Any) -> None:
    message = shop.popup()
    status, listed = call("get", "onsite-messages")
    assert (status, [row["name"] for row in listed["results"]]) == (200, ["Welcome"])
    status, one = call("get", f"onsite-messages/{message.pk}")
    assert (status, one["definition"]["content"]["title"], one["results"]) == (200, "Welcome back", {"views": 0, "clicks": 0, "closes": 0})
    assert call("post", f"onsite-messages/{message.pk}/state", {"state": "paused"})[1]["state"] == "paused"
    assert shop.shown()[0] == []
    assert call("post", f"onsite-messages/{message.pk}/state", {"state": "live"})[1]["state"] == "live"
    assert shop.shown()[0] == ["Welcome back"]
    assert call("post", f"onsite-messages/{message.pk}/state", {"state": "moon"})[0] == 400
    assert call("get", f"onsite-messages/{ids.new()}")[0] == 404


def test_what_was_never_published_cannot_go_live(shop: Shop, call: Any) -> None:
    with tenancy.scope(shop.cast.acme.id):
        draft = create_message(name="Draft", actor=shop.actor)
    assert call("post", f"onsite-messages/{draft.pk}/state", {"state": "live"})[0] == 409
    assert call("get", f"onsite-messages/{draft.pk}")[1]["definition"] is None


def test_slots(shop: Shop, call: Any) -> None:
    slot = shop.slot("hero", rule("all"))
    assert [row["key"] for row in call("get", "slots")[1]["results"]] == ["hero"]
    assert call("get", f"slots/{slot.pk}")[1]["definition"]["rules"][0]["content"]["text"] == "all"
    assert call("post", f"slots/{slot.pk}/state", {"state": "paused"})[1]["state"] == "paused"
    assert shop.shown()[1] == {}
