"""Page Privacy, and the verdict on a visitor."""

from typing import Any
from uuid import uuid4

import pytest

from kernel import tenancy, work
from tests.cast import Cast
from tests.life import CHROME
from tracking.actions.accept import accept_messages
from tracking.domain.policy import DEFAULT, Policy
from tracking.models import Visitor
from tracking.queries import policy

SAVED = {
    "on": ["channel", "device", "human", "place", "phone"],
    "addresses": "drop",
    "messages": "60",
    "refusals": "35",
    "events": "",
    "sessions": "90",
    "visitors": "",
}


def test_the_page_shows_and_saves(cast: Cast, signed_in: Any) -> None:
    client = signed_in("adam")
    page = client.get("/w/acme/privacy").content.decode()
    assert page.count('name="on"') == 12
    assert 'value="truncate" aria-describedby="way-truncate-help" checked' in page
    assert client.post("/w/acme/privacy/change", SAVED).status_code == 302
    days = {"messages": 60, "refusals": 35, "events": None, "sessions": 90, "visitors": None}
    with tenancy.scope(cast.acme.id):
        assert policy.current() == Policy(
            frozenset({"country", "company", "engagement", "email", "disposable", "free_mail", "company_domain"}), "drop", False, days
        )
    with tenancy.scope(cast.globex.id):
        assert policy.current() == DEFAULT


@pytest.mark.parametrize(
    ("field", "typed"), [("messages", "3"), ("events", "soon"), ("events", "-5"), ("addresses", "sell"), ("sessions", "９９")]
)
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, signed_in: Any, field: str, typed: str) -> None:
    answer = signed_in("adam").post("/w/acme/privacy/change", {**SAVED, field: typed})
    assert answer.status_code == 400
    with tenancy.scope(cast.acme.id):
        assert policy.current() == DEFAULT


def test_only_who_manages_privacy_changes_it(cast: Cast, signed_in: Any) -> None:
    for name in ("mara", "sam", "vera"):
        client = signed_in(name)
        assert (client.get("/w/acme/privacy").status_code, client.post("/w/acme/privacy/change", SAVED).status_code) == (200, 403)


def test_a_person_is_told_from_a_bot_by_hand(cast: Cast, signed_in: Any) -> None:
    with tenancy.scope(cast.acme.id):
        accept_messages([{"type": "page", "anonymousId": "b", "context": {"userAgent": CHROME, "webdriver": True}}])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        visitor = Visitor.objects.get()
    client = signed_in("mara")
    assert "It is a person" in client.get(f"/w/acme/visitors/{visitor.pk}").content.decode()
    assert client.post(f"/w/acme/visitors/{visitor.pk}/judge", {"verdict": "human"}).status_code == 302
    assert client.post(f"/w/acme/visitors/{uuid4()}/judge", {"verdict": "human"}).status_code == 404
    assert signed_in("vera").post(f"/w/acme/visitors/{visitor.pk}/judge", {"verdict": "bot"}).status_code == 403
    with tenancy.scope(cast.acme.id):
        assert [(v.verdict, v.is_bot) for v in Visitor.objects.all()] == [("human", False)]
