"""Hosted pages tell from where their visitors came: the page before and the landing page are never the form itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from capture.models import Submission
from kernel import clock, tenancy
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_public_forms import HIDDEN, opened, sent
from tests.capture.web.test_public_things import asset_of, occasion_of
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site

SITE = "https://www.acme.example"


def told_by(cast: Cast) -> list[tuple[str, str]]:
    """(previous, landing) of each submission, in their order."""
    with tenancy.scope(cast.acme.id):
        kept = Submission.objects.order_by("id").values_list("attribution", flat=True)
        return [(one["previous"], one["landing"]) for one in kept]


@pytest.mark.parametrize("kind", ["form", "asset", "occasion"])
def test_the_page_before_is_the_one_that_led_to_the_form(cast: Cast, published: Publish, kind: str) -> None:
    """A browser names the form itself as the referrer of its post."""
    form = published("registration" if kind == "occasion" else "contact")
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url=SITE, actor=as_actor(cast.olga))
    address = {"form": lambda: f"/f/{form.public_id}", "asset": lambda: f"/d/{asset_of(cast, form).public_id}",
               "occasion": lambda: f"/e/{occasion_of(cast, form).public_id}"}[kind]()  # fmt: skip
    itself = f"http://testserver{address}"
    for before in (f"{SITE}/landing?a=1", "https://www.google.com/", itself, ""):
        client = Client()
        with clock.pretend(clock.now() - timedelta(seconds=20)):
            hidden = opened(client, address, headers={"referer": before} if before else {})
            # One more page of it, whose errors are mended: the signed word stays.
            wrong = client.post(address, {**hidden, **ANSWERS, "f_email": "no"}, headers={"referer": itself})
        assert wrong.status_code == 422
        hidden = dict(HIDDEN.findall(wrong.content.decode()))
        assert client.post(address, {**hidden, **ANSWERS}, headers={"referer": itself}).status_code == 200
    assert told_by(cast) == [(f"{SITE}/landing?a=1", f"{SITE}/landing?a=1"), ("https://www.google.com/", ""), ("", ""), ("", "")]


def test_a_hosted_form_is_no_landing_page(cast: Cast, published: Publish, pump: Any) -> None:
    """Neither when its own script told of it before it was sent."""
    form = published()
    client = Client()
    client.post(f"/f/{form.public_id}/glance", {"event": "form_viewed", "url": f"http://testserver/f/{form.public_id}"}, "application/json")
    pump()
    sent(client, f"/f/{form.public_id}", ANSWERS)
    assert told_by(cast) == [("", "")]
