"""Whom each channel reaches: by address, by what speaks against it, and by what they said (F166)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from analytics.queries import channels
from analytics.queries.channels import Reached
from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from capture.actions.consents import withdraw
from kernel import clock, tenancy, work
from leads.actions.people import create_lead
from tests.capture.conftest import ANSWERS, Publish, _apart, published
from tests.capture.web.test_public_forms import sent
from tests.cast import Cast, as_actor
from tests.life import CHROME
from tracking.actions.accept import accept_messages

__all__ = ["_apart", "published"]


@pytest.fixture
def people(cast: Cast, published: Publish) -> None:
    """Lena consented by e-mail and has a number, Max took it back, Ida left the box empty; Kim's address bounced; Udo only has a number."""
    form = published("contact")
    for name, yes in (("lena", "yes"), ("max", "yes"), ("ida", "")):
        told = {**ANSWERS, "f_email": f"{name}@fischer.example", **({"f_news": "yes"} if yes else {})}
        sent(Client(), f"/f/{form.public_id}", told)
    work.run_until_quiet(cast.acme.id)
    actor = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id):
        create_lead({"email": "lena@fischer.example", "phone": "+8613800138000"}, actor)
        create_lead({"email": "kim@fischer.example"}, actor)
        create_lead({"name": "Udo", "phone": "+4930123456"}, actor)
        suppress(address="kim@fischer.example", reason=SuppressionReason.HARD_BOUNCE, actor=actor)
        withdraw(email="max@fischer.example", actor=actor, purpose="newsletter")


def counted(cast: Cast) -> dict[str, Reached]:
    with tenancy.scope(cast.acme.id):
        return {row.channel: row for row in channels.run()[0]}


def test_every_channel_is_counted_apart_and_all_together(cast: Cast, people: None) -> None:
    found = counted(cast)
    assert list(found) == ["", *channels.CHANNELS]
    assert found["email"] == Reached("email", 4, 3, 1, 2)
    assert found["phone"] == Reached("phone", 2, 2, 0, 0)
    assert found["sms"] == Reached("sms", 2, 1, 0, 0)
    assert found["wechat"] == Reached("wechat", None, None, 0, 0)
    assert (found[""].known, found[""].reachable, found[""].consented) == (5, 4, 1)


def test_another_workspace_reaches_nobody_of_ours(cast: Cast, people: None) -> None:
    with tenancy.scope(cast.globex.id):
        assert channels.run()[0][0] == Reached("", 0, 0, 0, None)


def test_who_was_on_the_website_lately_is_reached_there(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        page = {"page": {"url": "https://acme.example/"}, "userAgent": CHROME}
        told = {"anonymousId": "a", "userId": "u-1", "context": page}
        accept_messages([{**told, "type": "page"}, {**told, "type": "identify", "traits": {"email": "lena@fischer.example"}}])
    work.run_until_quiet(cast.acme.id)
    assert counted(cast)["onsite"] == Reached("onsite", 1, 1, None, None)
    with clock.pretend(clock.now() + timedelta(days=91)):
        assert counted(cast)["onsite"] == Reached("onsite", 1, 0, None, None)


def test_the_page_shows_them_and_its_numbers_open_their_leads(cast: Cast, people: None, signed_in: Callable[[str], Client]) -> None:
    page: Any = signed_in("vera").get("/w/acme/insights/channels")
    assert page.status_code == 200
    email = next(one for one in page.context["rows"] if one["row"].channel == "email")
    assert (email["silent"], f'{email["reachable_url"]}"'.replace("&", "&amp;") in page.content.decode()) == (0, True)
    with tenancy.scope(cast.acme.id):
        for key, number in (("known_url", 4), ("reachable_url", 3)):
            listed: Any = signed_in("mara").get(email[key])
            assert (listed.status_code, len(listed.context["page"].rows)) == (200, number)
    export = signed_in("mara").get("/w/acme/insights/channels?export=csv").content.decode()
    assert export.splitlines()[2] == "email,4,3,1,2"
    assert signed_in("otto").get("/w/acme/insights/channels").status_code == 404
