"""The REST API of campaigns, with a secret key."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Message
from kernel import ids, tenancy
from leads.models import Lead
from tenants.actions.api_keys import issue_key
from tests.campaigns.conftest import Queue
from tests.cast import Cast, as_actor

MJML = "<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section></mj-body></mjml>"


class Api:
    def __init__(self, key: str) -> None:
        self.client, self.headers = Client(), {"HTTP_AUTHORIZATION": f"Bearer {key}"}

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = getattr(self.client, method)(f"/api/v1/{path}", body, content_type="application/json", **self.headers)
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def api(cast: Cast) -> Api:
    with tenancy.scope(cast.acme.id):
        return Api(issue_key(kind="secret", name="test", actor=as_actor(cast.olga))[1])


@pytest.fixture
def outsider(cast: Cast) -> Api:
    with tenancy.scope(cast.globex.id):
        return Api(issue_key(kind="secret", name="test", actor=as_actor(cast.otto))[1])


def test_templates_are_made_read_published_and_archived(api: Api) -> None:
    status, made = api.call("post", "templates", {"key": "offer", "name": "Offer", "subject": "Hi", "mjml": MJML})
    assert (status, made["live_version"], made["version"]["subject"], made["results"]["sent"]) == (201, 1, "Hi", 0)
    assert (
        api.call("post", "templates/offer/versions", {"subject": "Hello", "mjml": MJML, "variants": {"cxo": {"subject": "Sir"}}})[0] == 201
    )
    status, read = api.call("get", "templates/offer")
    assert (status, read["live_version"], read["version"]["variants"]) == (200, 2, {"cxo": {"subject": "Sir"}})
    assert [version["number"] for version in api.call("get", "templates/offer/versions")[1]["results"]] == [2, 1]
    assert len(api.call("get", "templates")[1]["results"]) == 10
    assert api.call("delete", "templates/offer") == (204, None)
    assert len(api.call("get", "templates")[1]["results"]) == 9


def test_a_bad_template_is_refused_with_its_line(api: Api) -> None:
    status, answer = api.call("post", "templates", {"key": "offer", "name": "Offer", "subject": "Hi {{ x }}", "mjml": MJML})
    assert (status, answer["code"], answer["errors"][0]["pointer"]) == (400, "template", "/subject")
    assert answer["detail"].startswith("subject, line 1: “x” is unknown.")
    assert api.call("get", "templates/offer")[0] == 404


def test_messages_are_listed_read_and_decided_about(api: Api, cast: Cast, lena: Lead, queue: Queue) -> None:
    answer = queue(lena)
    status, listed = api.call("get", f"messages?state=queued&template=welcome&lead={lena.id}")
    assert (status, [(row["id"], row["template"], row["version"]) for row in listed["results"]]) == (
        200, [(str(answer.message_id), "welcome", 1)],
    )  # fmt: skip
    assert api.call("get", f"messages/{answer.message_id}")[1]["html"] == ""
    assert api.call("post", f"messages/{answer.message_id}/resend")[0] == 409
    assert api.call("post", f"messages/{answer.message_id}/cancel")[1]["state"] == "cancelled"
    assert api.call("post", f"messages/{answer.message_id}/resend")[1]["state"] == "queued"
    assert [api.call("get", "messages?state=nope")[0], api.call("get", "messages?lead=x")[0]] == [400, 400]


def test_suppressions_are_added_and_lifted(api: Api) -> None:
    status, row = api.call("post", "suppressions", {"address": "Lena@Fischer.example", "detail": "asked by phone"})
    assert (status, row["address"], row["reason"]) == (201, "lena@fischer.example", "manual")
    assert [one["id"] for one in api.call("get", "suppressions?q=lena")[1]["results"]] == [row["id"]]
    assert api.call("delete", f"suppressions/{row['id']}")[0] == 400
    assert api.call("delete", f"suppressions/{row['id']}", {"reason": "asked again"})[0] == 204
    assert api.call("get", "suppressions")[1]["results"] == []
    assert api.call("post", "suppressions", {"address": "nobody"})[0] == 400


def test_an_outsider_finds_nothing(api: Api, outsider: Api, cast: Cast, lena: Lead, queue: Queue) -> None:
    answer = queue(lena)
    row = api.call("post", "suppressions", {"address": "x@y.example"})[1]
    api.call("post", "templates", {"key": "offer", "name": "Offer", "subject": "Hi", "mjml": MJML})
    paths = [f"messages/{answer.message_id}", f"suppressions/{row['id']}", "templates/offer"]
    assert [outsider.call("get", path)[0] for path in paths] == [404, 404, 404]
    assert outsider.call("post", f"messages/{answer.message_id}/cancel") == outsider.call("post", f"messages/{ids.new()}/cancel")
    assert outsider.call("get", "messages")[1]["results"] == []
    with tenancy.scope(cast.acme.id):
        assert Message.objects.get().state == "queued"
