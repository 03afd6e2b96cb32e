"""The hosted form: without JavaScript, safe to GET, errors named, the way taken."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from capture.models import Consent, Submission
from kernel import clock, tenancy
from leads.models import Lead
from tests.capture.conftest import ANSWERS, Publish
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site
from tracking.models import Event, Visitor

HIDDEN = re.compile(r'name="(lw_key|lw_time)" value="([^"]*)"')


def opened(client: Client, address: str, **more: Any) -> dict[str, str]:
    """The hidden fields of the page, as a browser would post them."""
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return dict(HIDDEN.findall(answer.content.decode()))


def sent(client: Client, address: str, answers: dict[str, Any], seconds: int = 20) -> Any:
    """Opened some seconds ago, sent now."""
    with clock.pretend(clock.now() - timedelta(seconds=seconds)):
        hidden = opened(client, address)
    return client.post(address, {**hidden, **answers})


def states(cast: Cast) -> list[tuple[str, int]]:
    with tenancy.scope(cast.acme.id):
        return list(Submission.objects.order_by("id").values_list("state", "spam_score"))


def test_a_submission_becomes_a_person_and_an_event(cast: Cast, published: Publish, pump: Any) -> None:
    form = published()
    client = Client()
    answer = sent(client, f"/f/{form.public_id}?utm_source=fair&utm_campaign=spring", {**ANSWERS, "f_news": "yes"})
    assert (answer.status_code, "Thank you" in answer.content.decode()) == (200, True)
    assert states(cast) == [("accepted", 0)]
    pump()
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.select_related("person").get(person__email="lena@fischer.example")
        assert (lead.person.name, lead.person.company_name) == ("Lena Fischer", "Fischer GmbH")
        event = Event.objects.get(name="contact_request_submitted")
        assert (event.source, event.campaign, event.properties["form"]) == ("fair", "spring", form.public_id)
        consents = Consent.objects.values_list("purpose", "channel", "given", "text_version")
        assert list(consents) == [("newsletter", "email", True, 1)]


def test_who_follows_the_link_that_nobody_sees_is_a_machine(cast: Cast, published: Publish, pump: Any) -> None:
    """It follows every link of the page, then sends what it finds there; a person sends from the page itself."""
    form = published()
    crawler, person = Client(), Client()
    page = crawler.get(f"/f/{form.public_id}").content.decode()
    trap = re.findall(r'<div hidden aria-hidden="true"><a href="([^"]+)" rel="nofollow" tabindex="-1"></a></div>', page)
    assert trap == ["?lw_trap=1"]
    there = f"/f/{form.public_id}{trap[0]}"
    assert 'action=""' in crawler.get(there).content.decode()  # sent to the address itself, with its mark
    sent(crawler, there, {**ANSWERS, "f_email": "machine@x.example"})
    sent(person, f"/f/{form.public_id}", ANSWERS)
    pump()
    with tenancy.scope(cast.acme.id):
        told = Event.objects.filter(name="contact_request_submitted").order_by("id").values_list("is_bot", "context__human__doubts")
        assert list(told) == [(True, ["trap"]), (False, None)]
        assert sorted(Visitor.objects.values_list("human", flat=True)) == [0.03, 1.0]


def test_opening_the_page_changes_nothing(cast: Cast, published: Publish) -> None:
    form = published()
    opened(Client(), f"/f/{form.public_id}")
    assert states(cast) == []


def test_errors_are_named_by_field_in_both_languages(cast: Cast, published: Publish) -> None:
    form = published()
    for language, label in (("en", "Work e-mail"), ("zh-hans", "工作邮箱")):
        answer = sent(Client(), f"/f/{form.public_id}?lang={language}", {**ANSWERS, "f_email": "no address"})
        page = answer.content.decode()
        assert (answer.status_code, f'lang="{language}"' in page, label in page) == (422, True, True)
        assert f'href="#lw-{form.public_id}-email"' in page
        assert "Lena Fischer" in page  # what was typed is still there
    assert states(cast) == []


def test_the_same_post_twice_is_one_submission_and_a_corrected_one_another(cast: Cast, published: Publish, pump: Any) -> None:
    form, client = published(), Client()
    with clock.pretend(clock.now() - timedelta(seconds=20)):
        hidden = opened(client, f"/f/{form.public_id}")
    for message in ("one", "one", "two"):
        assert client.post(f"/f/{form.public_id}", {**hidden, **ANSWERS, "f_message": message}).status_code == 200
    assert len(states(cast)) == 2
    pump()
    with tenancy.scope(cast.acme.id):
        assert Event.objects.filter(name="contact_request_submitted").count() == 2


def test_what_looks_like_spam_is_kept_apart_and_tells_nothing(cast: Cast, published: Publish, pump: Any) -> None:
    form = published()
    answer = sent(Client(), f"/f/{form.public_id}", {**ANSWERS, "lw_homepage": "http://spam.example"})
    assert (answer.status_code, "Thank you" in answer.content.decode()) == (200, True)
    assert states(cast) == [("quarantined", 100)]
    pump()
    with tenancy.scope(cast.acme.id):
        assert not Lead.objects.filter(person__email="lena@fischer.example").exists()


def test_a_known_browser_is_asked_less_and_learns_no_value(cast: Cast, published: Publish, pump: Any) -> None:
    form, client = published(), Client()
    sent(client, f"/f/{form.public_id}", ANSWERS)
    pump()
    again = client.get(f"/f/{form.public_id}").content.decode()
    assert [name for name in ("f_name", "f_email", "f_company", "f_title") if f'name="{name}"' in again] == ["f_title"]
    assert "Fischer" not in again
    answer = sent(client, f"/f/{form.public_id}", {"f_message": "Me again", "f_title": "CEO"})
    assert answer.status_code == 200
    pump()
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(person__email="lena@fischer.example").person.title == "CEO"
        assert Event.objects.filter(name="contact_request_submitted").count() == 2


def test_who_asks_not_to_be_tracked_gets_no_id_and_is_asked_everything(cast: Cast, published: Publish) -> None:
    form, client = published(), Client(headers={"Sec-GPC": "1"})
    sent(client, f"/f/{form.public_id}", ANSWERS)
    assert dict(client.cookies) == {}
    assert 'name="f_email"' in client.get(f"/f/{form.public_id}").content.decode()


@pytest.mark.parametrize("word", ["nothing", "0" * 30, "../etc", "A" * 200])
def test_a_word_that_is_none_of_ours_is_a_neutral_404(cast: Cast, word: str) -> None:
    assert Client().get(f"/f/{word}").status_code in (404,)


def test_behind_a_proxy_each_visitor_is_counted_alone(cast: Cast, published: Publish, settings: Any) -> None:
    """A stranger's own X-Forwarded-For counts for nothing."""
    form = published()

    def codes(peer: str, *hops: str) -> list[int]:
        with clock.pretend(clock.now()):
            return [Client(REMOTE_ADDR=peer).post(f"/f/{form.public_id}", {}, HTTP_X_FORWARDED_FOR=hop).status_code for hop in hops]

    settings.TRUSTED_PROXIES = ["10.0.0.9"]
    assert set(codes("10.0.0.9", *[f"203.0.113.{n}" for n in range(22)])) == {422}
    assert codes("198.51.100.1", *[f"203.0.113.{n}" for n in range(100, 121)]) == [422] * 20 + [429]


def test_too_many_posts_from_one_address_are_slowed_down(cast: Cast, published: Publish) -> None:
    form, client = published(), Client()
    with clock.pretend(clock.now()):
        codes = [client.post(f"/f/{form.public_id}", {}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_mistakes_make_no_crowd(cast: Cast, published: Publish) -> None:
    form, client = published(), Client()
    with clock.pretend(clock.now()):
        assert [client.post(f"/f/{form.public_id}", {}).status_code for _ in range(9)] == [422] * 9
        assert "Thank you" in sent(client, f"/f/{form.public_id}", ANSWERS).content.decode()
    assert states(cast) == [("accepted", 0)]


def test_its_frame_stands_only_in_pages_of_the_workspace(cast: Cast, published: Publish) -> None:
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url="https://www.acme.example/start", actor=as_actor(cast.olga))
    answer = Client().get(f"/f/{published().public_id}")
    policy = answer.headers["Content-Security-Policy"]
    ancestors = next(part for part in policy.split(";") if "frame-ancestors" in part)
    assert "https://www.acme.example" in ancestors
    assert "*" not in ancestors
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
