"""Row 18 for what strangers reach without a session or a key: forms, files, links, events, codes, heat and what a page shows."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.domain import starters
from capture.models import Form
from kernel import clock, tenancy
from kernel.audit import Actor
from tests.cast import Cast, as_actor, assemble
from tests.conftest import committed_world
from tests.fuzz.conftest import examples
from tests.fuzz.texts import KEYS, NASTY, TEXTS
from tracking.actions.sites import add_site

VERBS = ("fields", "send", "glance")
TOLD = ("aid", "url", "referrer", "language", "event", "field")
NAMES = ("f_name", "f_email", "f_company", "f_message", "f_news", "utm_source", "lw_key", "lw_time", "lw_homepage", "lw_other")
DEEP = ["[" * 100_000, '{"values":' * 20_000, '{"values":{"f_name":' + "[" * 900 + "]" * 900 + "}}"]
ASKED = ("key", "id", "url", "ref", "lang", "consent", "preview", "token", "lw_trap", "utm_source", "lw_time")
TEXT = st.one_of(NASTY, st.text(max_size=20), st.sampled_from(["%00", "%FF", "http://[", "//", "汉" * 3_000, "a@b.example"]))
BYTES = TEXT.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=20)
numbers = itertools.count()


class Doors:
    """What acme has published, and a stranger."""

    def __init__(self, cast: Cast) -> None:
        olga, start = as_actor(cast.olga), clock.now() + timedelta(days=1)
        with tenancy.scope(cast.acme.id):
            _site, self.key = add_site(name="Site", url="https://www.acme.example", actor=olga)
            contact, register = (self._published(name, olga) for name in ("contact", "registration"))
            occasion = plan_occasion(plan=Plan("Webinar", "online", start, start + timedelta(hours=1), register.pk), actor=olga)
        self.form = f"/f/{contact.public_id}"
        self.pages = [self.form, f"/e/{occasion.public_id}", "/d/x", "/a/x", "/q/x", "/f/confirm/x", "/heat/cells", "/onsite/decide"]
        self.client = Client(raise_request_exception=False)

    @staticmethod
    def _published(starter: str, actor: Actor) -> Form:
        asked = starters.content(starter)
        assert asked is not None
        form = create_form(name=starter, content=asked, actor=actor)
        publish_form(form=form, content=asked, actor=actor)
        return form

    def answers(self, method: str, address: str, body: bytes = b"", kind: str = "text/plain", **headers: Any) -> None:
        """Never the server's fault. Each asks from an address of its own: so many are more than a person sends in a minute."""
        number = next(numbers)
        headers |= {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        answer = self.client.generic(method, address, body, kind, **headers)
        assert answer.status_code < 500, (address, body[:200], getattr(answer, "exc_info", None))


@pytest.fixture(scope="module")
def doors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Doors]:
    with committed_world(django_db_blocker):
        cache.clear()
        yield Doors(assemble())


@examples(60)
@given(verb=st.sampled_from(VERBS), body=TEXTS.map(str.encode) | st.binary(max_size=100) | st.sampled_from(DEEP).map(str.encode))
def test_any_text_is_answered(doors: Doors, verb: str, body: bytes) -> None:
    doors.answers("POST", f"{doors.form}/{verb}", body)
    doors.answers("POST", "/q/arrived", body, HTTP_ORIGIN="https://www.acme.example")


@examples(100)
@given(verb=st.sampled_from(VERBS), told=st.dictionaries(st.sampled_from(TOLD), TEXTS, max_size=5),
       values=st.dictionaries(st.sampled_from(NAMES) | KEYS, TEXTS, max_size=6))  # fmt: skip
def test_any_answers_are_answered(doors: Doors, verb: str, told: dict[str, str], values: dict[str, str]) -> None:
    inner = ",".join(f'"{_plain(name)}":{value}' for name, value in {**_right(), **values}.items())
    body = ",".join([*(f'"{name}":{value}' for name, value in told.items()), f'"values":{{{inner}}}'])
    doors.answers("POST", f"{doors.form}/{verb}", f"{{{body}}}".encode())


def _right() -> dict[str, str]:
    """Answers with which the form is sent, so that more is asked than its errors."""
    return {"f_name": '"Lena"', "f_email": '"lena@fischer.example"', "f_company": '"F"', "f_message": '"x"', "lw_key": f'"{next(numbers)}"'}


def _plain(name: str) -> str:
    return "".join(f"\\u{ord(char):04x}" if ord(char) < 65_536 else "x" for char in name)


@examples(60)
@given(asked=st.dictionaries(st.sampled_from(ASKED), BYTES, max_size=5), posted=st.dictionaries(st.sampled_from(NAMES), BYTES, max_size=6))
def test_any_address_and_any_post_is_answered(doors: Doors, asked: dict[str, bytes], posted: dict[str, bytes]) -> None:
    known = {"key": doors.key.encode(), **asked}
    query = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in known.items())
    right = {name: value.strip('"').encode() for name, value in _right().items()}
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in {**right, **posted}.items()).encode()
    for page in doors.pages:
        doors.answers("GET", f"{page}?{query}")
        doors.answers("POST", f"{page}?{query}", body, "application/x-www-form-urlencoded")
