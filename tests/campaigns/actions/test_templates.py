"""Templates come published, and every publishing is a new, immutable version."""

import pytest

from campaigns.actions.starters import install
from campaigns.actions.templates import archive, create_template, publish, save_draft
from campaigns.actions.trial import send_trial
from campaigns.domain import names
from campaigns.domain.variants import Source
from campaigns.models import Template, TemplateVersion
from campaigns.queries import templates
from kernel.audit import SYSTEM
from kernel.problems import Refused
from tests.campaigns.conftest import Post
from tests.cast import Cast

GOOD = Source("Hi {{ lead.first_name | default: 'there' }}", "<mjml><mj-body><mj-section></mj-section></mj-body></mjml>")


def test_a_workspace_begins_with_nine_published_templates(acme: Cast) -> None:
    assert templates.live_keys() == [
        "drip-1", "drip-2", "drip-3", "message-received", "product-news", "reengage-1", "welcome", "welcome-cxo", "welcome-marketer",
    ]  # fmt: skip
    install()
    assert TemplateVersion.objects.count() == 9
    assert {one.purpose for one in Template.objects.filter(key="message-received")} == {"service"}


def test_publishing_makes_the_next_version(acme: Cast) -> None:
    template = create_template(key="offer", name="Offer", actor=SYSTEM)
    assert [publish(template=template, source=GOOD, variants={}, actor=SYSTEM).number for _ in range(2)] == [1, 2]
    save_draft(template=template, source=Source("x", "y"), variants={}, actor=SYSTEM)
    assert templates.draft_of(template) == (Source("x", "y"), {})
    assert templates.live(["offer"])["offer"].subject == GOOD.subject
    archive(template=template, actor=SYSTEM)
    assert templates.live(["offer"]) == {}


def test_what_cannot_be_filled_is_not_published(acme: Cast) -> None:
    template = create_template(key="offer", name="Offer", actor=SYSTEM)
    with pytest.raises(Refused, match=r"subject, line 1: “lead\.nmae” is unknown"):
        publish(template=template, source=Source("{{ lead.nmae }}", GOOD.mjml), variants={}, actor=SYSTEM)
    with pytest.raises(Refused, match="names no variant"):
        publish(template=template, source=GOOD, variants={"no good!": {}}, actor=SYSTEM)
    assert TemplateVersion.objects.filter(template=template).count() == 0


@pytest.mark.parametrize("key", ["", "Über", "a b", "-a", "x" * 61])
def test_a_key_is_made_of_plain_letters(acme: Cast, key: str) -> None:
    with pytest.raises(Refused):
        create_template(key=key, name="x", actor=SYSTEM)


def test_a_key_is_taken_once(acme: Cast) -> None:
    with pytest.raises(Refused, match="already"):
        create_template(key="welcome", name="x", actor=SYSTEM)


def test_a_trial_goes_to_its_author_and_is_not_tracked(acme: Cast, post: Post) -> None:
    send_trial(key="offer", source=GOOD, variants={}, reader=names.SAMPLE, to="mara@acme.example", actor=SYSTEM)
    (mail,) = post.kept()
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert (mail["To"], mail["Subject"]) == ("mara@acme.example", "[Test] Hi Lena")
    assert ["/o/" in html, "/c/" in html, "/u/" in html] == [False, False, True]


def test_a_trial_that_the_server_refuses_says_so(acme: Cast, post: Post) -> None:
    post.behave("5xx")
    with pytest.raises(Refused, match="550"):
        send_trial(key="offer", source=GOOD, variants={}, reader=names.SAMPLE, to="mara@acme.example", actor=SYSTEM)
