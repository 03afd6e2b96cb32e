"""The pages: everybody sees, marketers write, outsiders find nothing."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import clear_url_caches

import campaigns.web.urls
import config.urls
from campaigns.actions.deliver import deliver
from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Message, Suppression, Template
from campaigns.queries import templates
from kernel import tenancy
from kernel.audit import SYSTEM
from leads.models import Lead
from tests.campaigns.conftest import Post, Queue, told
from tests.cast import Cast

SignIn = Callable[[str], Client]
MJML = "<mjml><mj-body><mj-section><mj-column>\n<mj-text>Hi {{ lead.first_name }}</mj-text></mj-column></mj-section></mj-body></mjml>"


@pytest.fixture
def sent(cast: Cast, post: Post, lena: Lead, queue: Queue) -> Any:
    answer = queue(lena)
    deliver(cast.acme.id)
    return answer.message_id


@pytest.fixture
def with_mailbox(post: Post) -> Iterator[None]:
    """The addresses of the mailbox are there only with the embedded server."""
    for module in (campaigns.web.urls, config.urls):
        importlib.reload(module)
    clear_url_caches()
    yield
    configured.MAIL_SINK_DIR = ""
    for module in (campaigns.web.urls, config.urls):
        importlib.reload(module)
    clear_url_caches()


def test_everybody_sees_the_pages(cast: Cast, sent: Any, signed_in: SignIn) -> None:
    paths = [
        "templates", "templates/welcome", "templates/welcome?version=1", "templates/welcome/preview", "messages",
        "messages?state=sent&q=lena",
        f"messages/{sent}", f"messages/{sent}/body", "suppressions", "suppressions?show=lifted",
    ]  # fmt: skip
    for name in ("olga", "mara", "sam", "vera"):
        client = signed_in(name)
        assert [client.get(f"/w/acme/{path}").status_code for path in paths] == [200] * len(paths)


def test_an_outsider_finds_no_page(cast: Cast, sent: Any, signed_in: SignIn) -> None:
    client = signed_in("otto")
    paths = ["templates", f"messages/{sent}", "suppressions"]
    assert [client.get(f"/w/acme/{path}").status_code for path in paths] == [404] * 3
    assert client.get(f"/w/globex/messages/{sent}").status_code == 404
    assert client.get("/w/globex/templates/welcome/preview?lead=" + str(sent)).status_code == 404


def test_a_viewer_writes_nothing(cast: Cast, sent: Any, signed_in: SignIn) -> None:
    client = signed_in("vera")
    paths = ["templates/new", "templates/welcome/save", "templates/welcome/publish", "templates/welcome/test", "templates/welcome/archive",
             f"messages/{sent}/resend", f"messages/{sent}/cancel", "suppressions/new"]  # fmt: skip
    assert [client.post(f"/w/acme/{path}").status_code for path in paths] == [403] * len(paths)


def test_a_template_is_written_seen_tested_and_published(cast: Cast, post: Post, lena: Lead, signed_in: SignIn) -> None:
    client = signed_in("mara")
    assert client.post("/w/acme/templates/new", {"name": "Offer", "key": "offer"})["Location"] == "/w/acme/templates/offer"
    text = {"subject": "Hi", "mjml": MJML, "variant_key": ["", "zh-hans"], "variant_subject": ["", "你好"], "variant_mjml": ["", ""]}
    seen = client.post("/w/acme/templates/offer/preview", {**text, "lead": str(lena.id)}).content.decode()
    assert "Hi Lena" in seen
    assert "Hi Lena" in client.post("/w/acme/templates/offer/preview", {**text, "lead": "~zh-hans"}).content.decode()
    assert client.post("/w/acme/templates/offer/save", text).status_code == 302
    assert client.post("/w/acme/templates/offer/test", text).status_code == 302
    assert [(mail["To"], mail["Subject"]) for mail in post.kept()] == [("mara@acme.example", "[Test] Hi")]
    assert client.post("/w/acme/templates/offer/publish", text).status_code == 302
    with tenancy.scope(cast.acme.id):
        version = templates.live(["offer"])["offer"]
        assert (version.subject, version.mjml, version.variants) == ("Hi", MJML, {"zh-hans": {"subject": "你好"}})
        assert version.published_by == "Mara"
    assert client.post("/w/acme/templates/offer/archive").status_code == 302
    listed = [">Offer</a>" in client.get(f"/w/acme/templates{asked}").content.decode() for asked in ("", "?show=archived")]
    assert listed == [False, True]


def test_what_is_wrong_stands_above_the_editor_and_in_the_preview(cast: Cast, signed_in: SignIn) -> None:
    client, bad = signed_in("mara"), {"subject": "Hi {{ nope }}", "mjml": MJML}
    answer = client.post("/w/acme/templates/welcome/publish", bad)
    assert (answer.status_code, "subject, line 1: “nope” is unknown" in answer.content.decode()) == (400, True)
    assert "Hi {{ nope }}" in answer.content.decode()
    assert "“nope” is unknown" in client.post("/w/acme/templates/welcome/preview", bad).content.decode()
    with tenancy.scope(cast.acme.id):
        assert Template.objects.get(key="welcome").live_version == 1


def test_a_refused_new_template_says_why(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in("mara").post("/w/acme/templates/new", {"name": "Again", "key": "welcome"})
    assert (answer.status_code, "already" in answer.content.decode()) == (400, True)


def test_mail_is_framed_by_a_policy_of_its_own(cast: Cast, sent: Any, signed_in: SignIn) -> None:
    answer = signed_in("mara").get(f"/w/acme/messages/{sent}/body")
    policy = answer["Content-Security-Policy"]
    assert [part in policy for part in ("default-src 'none'", "style-src 'unsafe-inline'", "sandbox", "script-src")] == [
        True,
        True,
        True,
        False,
    ]
    page = signed_in("mara").get(f"/w/acme/messages/{sent}")
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert "style=" not in page.content.decode()


def test_an_unknown_message_is_sent_again_by_a_person(cast: Cast, sent: Any, signed_in: SignIn) -> None:
    with tenancy.scope(cast.acme.id):
        Message.objects.update(state="unknown", reason="The worker died while it was being handed over.")
    client = signed_in("mara")
    assert "The worker died" in client.get("/w/acme/messages?state=unknown").content.decode()
    assert client.post(f"/w/acme/messages/{sent}/resend").status_code == 302
    assert client.post(f"/w/acme/messages/{sent}/cancel").status_code == 302
    assert told(cast, "state", "reason") == [("cancelled", "by Mara")]


def test_suppressions_are_added_and_lifted_with_a_reason(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("mara")
    assert client.post("/w/acme/suppressions/new", {"address": "nobody"}).status_code == 400
    assert client.post("/w/acme/suppressions/new", {"address": "Lena@Fischer.example"}).status_code == 302
    assert "lena@fischer.example" in client.get("/w/acme/suppressions?q=lena").content.decode()
    with tenancy.scope(cast.acme.id):
        row = Suppression.objects.get()
    client.post(f"/w/acme/suppressions/{row.id}/lift", {"reason": ""})
    client.post(f"/w/acme/suppressions/{row.id}/lift", {"reason": "asked by phone"})
    assert "asked by phone" in client.get("/w/acme/suppressions?show=lifted").content.decode()


def test_a_foreign_suppression_cannot_be_lifted(cast: Cast, signed_in: SignIn) -> None:
    with tenancy.scope(cast.acme.id):
        row = suppress(address="lena@fischer.example", reason=SuppressionReason.MANUAL, actor=SYSTEM)
    assert signed_in("otto").post(f"/w/globex/suppressions/{row.id}/lift", {"reason": "x"}).status_code == 404


def test_the_mailbox_shows_only_the_mail_of_its_workspace(cast: Cast, with_mailbox: None, post: Post, sent: Any, signed_in: SignIn) -> None:
    mara, otto = signed_in("mara"), signed_in("otto")
    name = next(iter(post.folder.glob("*.eml"))).stem
    paths = ["mailbox", f"mailbox/{name}", f"mailbox/{name}/body", "mailbox/1-1-1", "mailbox/..%2Fmode"]
    assert [mara.get(f"/w/acme/{path}").status_code for path in paths] == [200, 200, 200, 404, 404]
    assert [otto.get(f"/w/globex/{path}").status_code for path in paths] == [200, 404, 404, 404, 404]
    assert "Welcome to Acme" in mara.get("/w/acme/mailbox").content.decode()
    assert "Welcome to Acme" not in otto.get("/w/globex/mailbox").content.decode()
