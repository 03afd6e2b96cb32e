"""A submission and what tells of it are one transaction; a digest that is down loses nothing."""

from typing import Any

import pytest

from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.actions.unsubscribe import unsubscribe
from capture.actions.consents import withdraw
from capture.actions.submit import Sent, submit
from capture.domain.content import Content, Field
from capture.models import Consent, Form, Submission
from capture.queries import forms, submissions
from kernel import tenancy
from leads.actions.erase import erase_person
from leads.models import Lead
from tests.capture.conftest import ANSWERS, Publish
from tests.cast import Cast, as_actor
from tracking.actions.accept import accept_messages
from tracking.models import Event, InboxMessage

POSTED = {**{name: [value] for name, value in ANSWERS.items()}, "f_news": ["yes"]}


def send(cast: Cast, form: Form, key: str = "key", **more: Any) -> Submission:
    with tenancy.scope(cast.acme.id):
        version = forms.version(form)
        assert version is not None
        told: dict[str, Any] = {"anonymous_id": "browser-0001", "seconds": 30.0, **more}
        found = submit(form=form, version=version, sent=Sent(POSTED, key, **told)).submission
    assert found is not None
    return found


def waiting(cast: Cast) -> list[tuple[str, bool]]:
    with tenancy.scope(cast.acme.id):
        return list(InboxMessage.objects.filter(message_id__startswith="form-").order_by("seq").values_list("kind", "digested"))


def test_while_the_digest_is_down_everything_is_kept_and_nothing_is_lost(cast: Cast, published: Publish, pump: Any) -> None:
    form = published()
    for _ in range(3):
        send(cast, form)
    assert waiting(cast) == [("identify", False), ("track", False)]
    pump()
    assert waiting(cast) == [("identify", True), ("track", True)]
    with tenancy.scope(cast.acme.id):
        assert (Submission.objects.count(), Event.objects.filter(name="contact_request_submitted").count()) == (1, 1)


def test_when_the_transaction_fails_neither_is_there(cast: Cast, published: Publish) -> None:
    form = published()

    def fail() -> None:
        with tenancy.scope(cast.acme.id):
            version = forms.version(form)
            assert version is not None
            submit(form=form, version=version, sent=Sent(POSTED, "key", seconds=30.0))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert waiting(cast) == []
    with tenancy.scope(cast.acme.id):
        assert Submission.objects.count() == 0


def test_the_keyword_and_the_way_to_the_form_are_kept(cast: Cast, published: Publish) -> None:
    sent = send(cast, published(), url="https://a.example/contact?utm_source=baidu&utm_term=crm", referrer="https://a.example/pricing")
    told = {name: sent.attribution[name] for name in ("source", "term", "previous")}
    assert told == {"source": "baidu", "term": "crm", "previous": "https://a.example/pricing"}


def test_a_submission_tells_of_the_visit_in_which_it_was_sent(cast: Cast, published: Publish, pump: Any) -> None:
    """Not of how the browser came the first time; that stands with the person."""
    form = published()
    for number, source in enumerate(("newsletter", "baidu")):
        page = {"url": f"https://a.example/{source}?utm_source={source}&utm_term=crm{number}"}
        with tenancy.scope(cast.acme.id):
            accept_messages([{"type": "page", "messageId": f"m-{number}", "anonymousId": "browser-0001", "context": {"page": page}}])
        pump()
    told = send(cast, form, url="https://a.example/contact").attribution
    assert (told["source"], told["term"], told["landing"].partition("?")[0]) == ("baidu", "crm1", "https://a.example/baidu")
    pump()
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(person__email="lena@fischer.example").person.first_touch["source"] == "newsletter"


def test_a_consent_is_withdrawn_and_its_record_stays(cast: Cast, published: Publish) -> None:
    send(cast, published())
    with tenancy.scope(cast.acme.id):
        gone = [withdraw(email="lena@fischer.example", actor=as_actor(cast.mara), purpose="newsletter") for _ in range(2)]
        assert (gone, submissions.standing_consents("lena@fischer.example").count(), Consent.objects.count()) == ([1, 0], 0, 1)


def test_what_an_erased_person_typed_is_nowhere(cast: Cast, published: Publish, pump: Any) -> None:
    form = published()
    send(cast, form)
    pump()
    with tenancy.scope(cast.acme.id):
        person = Lead.objects.get(person__email="lena@fischer.example").person_id
        done = erase_person(person_id=person, actor=as_actor(cast.olga), confirm="lena@fischer.example")
        assert (done["capture_submission"], done["capture_consent"]) == (1, 1)
        for rows in (Submission.objects.values(), Consent.objects.values()):
            assert "fischer" not in str(list(rows)).lower()
        assert forms.funnels(form.pk)[form.pk].submitted == 1


def test_an_unsubscribed_reader_has_withdrawn(cast: Cast, published: Publish, pump: Any) -> None:
    send(cast, published())
    pump()
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(person__email="lena@fischer.example")
        queued = queue_messages([MessageJob(lead.id, "welcome", "step:1")])["step:1"]
        assert queued.message_id is not None
        unsubscribe(queued.message_id)
    pump()
    with tenancy.scope(cast.acme.id):
        assert Consent.objects.get().withdrawn_at is not None


def test_a_long_letter_in_every_field_is_kept_and_told_in_short(cast: Cast, published: Publish, pump: Any) -> None:
    """An event takes 32 KB; six full fields of Chinese, or as many of the person's own, are more. Nothing of the submission is lost."""
    for purpose, maps in (("contact", "event"), ("other", "attribute")):
        names = [f"{purpose}{number}" for number in range(6)]
        asked = Content(
            title={"en": "A form"}, purpose=purpose,
            fields=(Field(key="email", kind="email", label={"en": "E-mail"}, maps="email"),
                    *(Field(key=name, kind="textarea", label={"en": name}, maps=maps) for name in names)),
        )  # fmt: skip
        form = published(content=asked, name=purpose)
        posted = {"f_email": ["lena@fischer.example"], **{f"f_{name}": ["汉" * 5_000] for name in names}}
        with tenancy.scope(cast.acme.id):
            version = forms.version(form)
            assert version is not None
            found = submit(form=form, version=version, sent=Sent(posted, purpose, "browser-0001", seconds=900.0)).submission
        assert found is not None
        assert [len(found.values[name]) for name in names] == [5_000] * 6
    pump()
    with tenancy.scope(cast.acme.id):
        [told] = Event.objects.filter(name="contact_request_submitted")
        lengths = [len(told.properties[f"contact{number}"]) for number in range(6)]
        assert (min(lengths) >= 1_000, told.properties["submission_id"] != "") == (True, True)
        assert Lead.objects.filter(person__email="lena@fischer.example").count() == 1
