"""Who may learn who scanned: the pages of the workspace's own sites, once, for ten minutes (F028)."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from capture.actions.qr_codes import make_code
from capture.models import QrCode
from kernel import clock, tenancy
from leads.models import Person
from onsite.queries import visits
from tests.capture.web.test_public_things import BOT
from tests.cast import Cast, as_actor
from tracking.actions.accept import accept_messages
from tracking.actions.sites import add_site
from tracking.models import Session, Visitor

HOME = "https://www.acme.example"


@pytest.fixture
def code(cast: Cast) -> QrCode:
    cache.clear()
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url=HOME, actor=as_actor(cast.olga))
        return make_code(name="Stand", target=f"{HOME}/fair", tags=[], utm={}, actor=as_actor(cast.mara))


def word(code: QrCode, client: Client | None = None) -> str:
    location = (client or Client()).get(f"/q/{code.public_id}").headers["Location"]
    return parse_qs(urlsplit(location).query).get("lw_id", [""])[0]


def ask(word: str, origin: str = HOME) -> HttpResponse:
    return Client().post("/q/arrived", word, content_type="text/plain", headers={"origin": origin})  # type: ignore[return-value]


def test_the_own_site_learns_it_once(code: QrCode) -> None:
    client = Client()
    given = word(code, client)
    first, second = ask(given), ask(given)
    assert (first.status_code, first.content.decode(), first.headers["Access-Control-Allow-Origin"]) == (
        200,
        client.cookies["lw_aid"].value,
        HOME,
    )
    assert (second.status_code, second.content) == (404, b"")


def test_nobody_else_learns_it(code: QrCode) -> None:
    given = word(code)
    others = ("", "null", "https://evil.example", "https://www.acme.example.evil.example", "http://www.acme.example")
    answers = [ask(given, origin) for origin in others]
    assert [(answer.status_code, answer.has_header("Access-Control-Allow-Origin")) for answer in answers] == [(404, False)] * len(others)
    assert ask(given).status_code == 200
    assert [ask(bad).status_code for bad in ("", "x", "\u6c49", "a" * 5_000, given[:-1])] == [404] * 5
    assert Client().get("/q/arrived").status_code == 405


def test_it_is_good_for_ten_minutes(code: QrCode) -> None:
    given = word(code)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert ask(given).status_code == 404


def test_a_code_to_a_site_that_is_ours_no_more_hands_nothing_over(code: QrCode) -> None:
    with tenancy.scope(code.workspace_id):
        QrCode.objects.update(target="https://sold.example/fair")
    assert word(code) == ""


def test_machines_and_those_who_refuse_are_handed_nowhere(code: QrCode) -> None:
    assert (word(code, Client(headers={"User-Agent": BOT})), word(code, Client(headers={"Sec-GPC": "1"}))) == ("", "")


def test_who_scans_came_by_the_code_and_is_new_on_every_page_of_that_visit(cast: Cast, code: QrCode, pump: Any) -> None:
    """The scan and the pages after it are one visit by the code's campaign; what the address says itself goes before the code's words."""
    with tenancy.scope(cast.acme.id):
        utm = {"source": "expo", "medium": "qr", "campaign": "booth7"}
        booth = make_code(name="Booth", target=f"{HOME}/fair?utm_campaign=own", tags=[], utm=utm, actor=as_actor(cast.mara))
    client = Client()
    landing = client.get(f"/q/{booth.public_id}").headers["Location"].partition("&lw_id=")[0]
    pump()
    with tenancy.scope(cast.acme.id):
        key = client.cookies["lw_aid"].value
        pages = [{"type": "page", "messageId": url, "anonymousId": key, "context": {"page": {"url": url}}} for url in (landing, f"{HOME}/two")]
        accept_messages(pages)
    pump()
    with tenancy.scope(cast.acme.id):
        visitor, session = Visitor.objects.get(), Session.objects.get()
        touch = [visitor.first_touch[name] for name in ("source", "medium", "campaign", "landing")]
        assert touch == ["expo", "qr", "own", f"{HOME}/fair?utm_campaign=own&utm_source=expo&utm_medium=qr"]
        assert (session.source, session.medium, session.campaign, session.pages, session.events) == ("expo", "qr", "own", 2, 3)
        person = Person.objects.get()
        assert (person.first_source, person.landing_page) == ("expo", touch[3])
        seen = visits.visit(key)
        assert seen is not None
        assert not seen.returning(clock.now() + timedelta(minutes=5))
