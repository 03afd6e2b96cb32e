"""Row 18 for what stands in mails and on other people's pages: links, pixels, the way out, scripts, invitations. Never a 5xx, and whatever
is not ours to the last bit leads nowhere."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.actions.templates import create_template, publish
from campaigns.domain.variants import Source
from campaigns.models import Message
from campaigns.queries import keyring
from kernel import clock, tenancy
from leads.actions.people import create_lead
from tenants.actions.members import invite
from tenants.web import invitations
from tests.cast import as_actor, assemble
from tests.conftest import committed_world
from tests.fuzz.conftest import examples
from tests.fuzz.test_strangers import BYTES, Doors
from tests.life import MJML

PLACES = (
    "/c/{}", "/o/{}.gif", "/u/{}", "/a/{}", "/f/confirm/{}", "/invite/{}", "/q/{}", "/f/{}", "/d/{}", "/e/{}", "/t@{}.js", "/t-{}.js",
    "/t-heat@{}.js", "/t-{}@1.0.0.js", "/heat/cells?token={}", "/onsite/decide?key={}",
)  # fmt: skip
FIXED = ("/t.js", "/t-csp.js", "/t-heat.js", "/healthz", "/readyz", "/", "/heat/cells", "/onsite/decide", "/language", "/theme")
METHODS = st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"])
WORDS = st.one_of(
    st.text(max_size=30), st.binary(max_size=30).map(lambda raw: raw.decode("latin-1")),
    st.sampled_from(["", "..", "%00", "\x00", "0.0.0", "9" * 400, "a" * 9_000, "²", "1.0.0", "汉", "\ud800", "A" * 64]),
)  # fmt: skip


class Links(Doors):
    """Doors, and what a mail of acme and an invitation lead to."""

    def __init__(self) -> None:
        cast = assemble()
        olga = as_actor(cast.olga)
        super().__init__(cast)
        with tenancy.scope(cast.acme.id):
            template = create_template(key="hello", name="Hello", actor=olga)
            publish(template=template, source=Source(subject="Hello", mjml=MJML), variants={}, actor=olga)
            lead = create_lead({"email": "lena@fischer.example", "name": "Lena"}, olga)
            queue_messages([MessageJob(lead.pk, "hello", "test:1", at=clock.now())])
            message = Message.objects.get().pk
            urls = [keyring.click_url(message, "https://www.acme.example/x"), keyring.open_url(message), keyring.unsubscribe_url(message)]
            invited = invitations.path(invite(email="guest@acme.example", role="viewer", actor=olga))
        self.links = [*(url.removeprefix(settings.BASE_URL) for url in urls), invited]


@pytest.fixture(scope="module")
def links(django_db_setup: None, django_db_blocker: Any) -> Iterator[Links]:
    with committed_world(django_db_blocker):
        cache.clear()
        yield Links()


@examples(300)
@given(place=st.sampled_from(PLACES), method=METHODS, word=WORDS, body=st.binary(max_size=60))
def test_any_word_is_answered(links: Links, place: str, method: str, word: str, body: bytes) -> None:
    links.answers(method, place.format(quote(word.encode("utf-8", "replace"), safe="")), body)


@examples(100)
@given(address=st.sampled_from(FIXED), method=METHODS, asked=BYTES, body=st.binary(max_size=60))
def test_any_question_is_answered(links: Links, address: str, method: str, asked: bytes, body: bytes) -> None:
    links.answers(method, f"{address}?x={quote_from_bytes(asked)}", body)


@examples(80)
@given(link=st.integers(0, 3), place=st.integers(0, 400), letter=st.sampled_from("aA0_-=.%/"), asked=BYTES, post=st.booleans())
def test_a_link_that_was_changed_leads_nowhere(links: Links, link: int, place: int, letter: str, asked: bytes, post: bool) -> None:
    """Nor does the right one break, whatever stands behind it or is sent to it."""
    ours = links.links[link]
    start = ours.index("/", 1) + 1
    at = start + place % (len(ours) - start)
    links.answers("POST" if post else "GET", f"{ours}?purpose={quote_from_bytes(asked)}", b"purpose=" + quote_from_bytes(asked).encode())
    changed = f"{ours[:at]}{letter}{ours[at + 1 :]}"
    if changed != ours:
        answer = links.client.get(changed)
        assert answer.status_code in (404, 410), changed
        assert "Location" not in answer.headers


def test_the_right_links_lead_where_they_say(links: Links) -> None:
    told = [links.client.get(link) for link in links.links]
    assert [answer.status_code for answer in told] == [302, 200, 200, 200]
    assert told[0].headers["Location"] == "https://www.acme.example/x"
