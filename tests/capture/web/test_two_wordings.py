"""A form whose words are tested: who sees which, that it stays so, and what the form's page says of it."""

import json
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from capture.actions.occasions import Plan, plan_occasion
from capture.domain import starters
from capture.domain.trial import Arm, wording_of
from capture.models import Form, TrialReader
from capture.queries import forms
from kernel import clock, tenancy
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_embed import ask
from tests.capture.web.test_public_forms import sent
from tests.cast import Cast, as_actor
from tests.life import CHROME

WORDING = re.compile(r'data-lw-wording="(\w+)"')
TITLES = {"1a": "Talk to us", "1b": "Ask us anything"}


@pytest.fixture
def form(published: Publish) -> Form:
    asked = starters.content("contact")
    assert asked is not None
    return published(content=msgspec.structs.replace(asked, rival_title={"en": TITLES["1b"]}, rival_button={"en": "Ask"}))


def person(number: int) -> Client:
    """Somebody at a browser of their own."""
    return Client(REMOTE_ADDR=f"198.51.100.{number}", headers={"User-Agent": CHROME})


def seen(client: Client, form: Form) -> str:
    """The wording that they see; its title is that of this wording."""
    page = client.get(f"/f/{form.public_id}").content.decode()
    [wording] = WORDING.findall(page)
    assert [wording for wording, title in TITLES.items() if f">{title}</h1>" in page] == [wording]
    assert ('lw-send">Ask<' in page) == (wording == "1b")
    return str(wording)


def look(client: Client, form: Form) -> str:
    """They see it, and the page's script tells so."""
    wording = seen(client, form)
    told = json.dumps({"event": "form_viewed", "url": "https://acme.example/f", "wording": wording})
    assert client.post(f"/f/{form.public_id}/glance", told, content_type="text/plain").status_code == 204
    return wording


def test_everybody_keeps_what_they_have_seen_first(cast: Cast, form: Form, pump: Any) -> None:
    people = [person(number) for number in range(1, 21)]
    first = [look(one, form) for one in people]
    assert set(first) == {"1a", "1b"}
    assert [seen(one, form) for one in people] == first
    moved = [Client(REMOTE_ADDR="203.0.113.9") for _ in people]
    for one, before in zip(moved, people, strict=True):
        one.cookies = before.cookies
    assert [seen(one, form) for one in moved] == first
    pump()
    with tenancy.scope(cast.acme.id):
        assert sorted(TrialReader.objects.values_list("wording", flat=True)) == sorted(one[-1] for one in first)


def test_readers_are_counted_once_and_who_sent_it_among_them(cast: Cast, form: Form, pump: Any, signed_in: Any) -> None:
    people = {number: person(number) for number in range(1, 9)}
    wordings = {number: look(one, form) for number, one in people.items()}
    look(people[1], form)
    for number in (1, 2):
        answers = {**ANSWERS, "f_email": f"p{number}@x.example"}
        assert sent(people[number], f"/f/{form.public_id}", answers).status_code == 200
    pump()
    expected = tuple(
        Arm(arm, sum(one == f"1{arm}" for one in wordings.values()), sum(wordings[number] == f"1{arm}" for number in (1, 2)))
        for arm in ("a", "b")
    )
    with tenancy.scope(cast.acme.id):
        assert forms.trial_of(form) == expected
    page = signed_in("mara").get(f"/w/acme/forms/{form.pk}").content.decode()
    assert ("Two wordings" in page, "Ask us anything" in page, "too little to choose" in page) == (True, True, True)


def test_an_embed_goes_by_the_id_of_the_browser(form: Form) -> None:
    for number in range(8):
        told = ask(form, "fields", {"aid": f"browser-{number:04}", "language": "en"}, origin="").json()
        assert WORDING.findall(told["html"]) == [f"1{wording_of(form.code, f'browser-{number:04}')}"]


def test_who_would_see_no_difference_is_of_no_wording(cast: Cast, published: Publish) -> None:
    asked = starters.content("registration")
    assert asked is not None
    titles = {"en": TITLES["1a"], "zh-hans": "报名"}
    form = published(content=msgspec.structs.replace(asked, title=titles, rival_title={"en": TITLES["1b"]}))
    assert seen_by_eight(form, language="en") == []
    soon = clock.now() + timedelta(days=1)
    with tenancy.scope(cast.acme.id):
        party = plan_occasion(plan=Plan("Party", "online", soon, soon + timedelta(hours=1), form.pk), actor=as_actor(cast.mara))
    for number in range(1, 9):
        assert WORDING.findall(person(number).get(f"/e/{party.public_id}").content.decode()) == []
        chinese = person(number).get(f"/f/{form.public_id}", headers={"Accept-Language": "zh-CN"}).content.decode()
        assert WORDING.findall(chinese) == []
        english = person(number).get(f"/f/{form.public_id}").content.decode()
        [wording] = WORDING.findall(english)
        assert f">{TITLES[wording]}</h1>" in english


def seen_by_eight(form: Form, **told: str) -> list[str]:
    """Every wording that the embed tells eight browsers."""
    answers = [ask(form, "fields", {"aid": f"browser-{number:04}", **told}, origin="").json() for number in range(8)]
    return [wording for answer in answers for wording in WORDING.findall(answer["html"])]


def test_an_embed_without_an_id_is_of_no_wording(form: Form) -> None:
    """Who sends it there is a browser that nobody knows again, so that the test would see readers who never send."""
    assert seen_by_eight(form, language="en") != []
    for aid in ("", "x", None):
        html = ask(form, "fields", {"aid": aid, "language": "en"}, origin="").json()["html"]
        assert (WORDING.findall(html), 'lw-send">Ask<' in html) == ([], False)


@pytest.mark.parametrize("wording", ["", "b", "0a", "1c", "99999999999a", "1a'--"])
def test_what_a_page_makes_up_is_counted_nowhere(cast: Cast, form: Form, pump: Any, wording: str) -> None:
    told = json.dumps({"event": "form_viewed", "url": "https://acme.example/f", "wording": wording})
    assert person(1).post(f"/f/{form.public_id}/glance", told, content_type="text/plain").status_code == 204
    pump()
    with tenancy.scope(cast.acme.id):
        assert TrialReader.objects.count() == 0


def test_a_form_of_one_wording_says_nothing_of_it(cast: Cast, published: Publish, signed_in: Any) -> None:
    form = published("contact")
    assert WORDING.findall(person(1).get(f"/f/{form.public_id}").content.decode()) == []
    with tenancy.scope(cast.acme.id):
        assert forms.trial_of(form) is None
    assert "Two wordings" not in signed_in("mara").get(f"/w/acme/forms/{form.pk}").content.decode()
