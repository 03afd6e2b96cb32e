"""What forms were told decides whether campaigns write: at planning, at claiming and at the hand-over."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.actions import deliver as delivering
from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.actions.deliver import deliver
from campaigns.actions.permissions import ask_consent, change_purpose
from campaigns.actions.suppress import suppress
from campaigns.actions.unsubscribe import unsubscribe
from campaigns.domain.permission import Word
from campaigns.enums import SuppressionReason
from campaigns.models import Message, Template
from campaigns.queries import keyring, permissions, suppressions
from campaigns.queries.permissions import Asked, Reach
from capture.actions.carry import write_consents
from capture.actions.consents import withdraw, withdraw_purpose
from capture.actions.submit import Sent, submit
from capture.domain import content as contents
from capture.models import Consent, Submission
from capture.queries import consents, forms
from kernel import clock, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.erase import erase_person
from leads.actions.people import create_lead
from leads.models import Identifier, Lead
from leads.queries import dossier
from tests.capture.conftest import Publish
from tests.cast import Cast, as_actor
from tests.conftest import NOON

LENA = "lena@fischer.example"


@pytest.fixture
def lena(cast: Cast) -> Lead:
    with tenancy.scope(cast.acme.id):
        return create_lead({"name": "Lena Fischer", "email": LENA}, as_actor(cast.mara))


Say = Any


@pytest.fixture
def say(cast: Cast, published: Publish) -> Say:
    """`say(True)`: Lena answers the newsletter question of a contact form."""
    form = published("contact")

    def answer(given: bool, address: str = LENA, key: str = "") -> None:
        with tenancy.scope(cast.acme.id):
            answers = {"f_name": ["Lena"], "f_email": [address], "f_message": ["Please call me."], "f_company": ["Fischer"]}
            answers |= {"f_news": ["yes"]} if given else {}
            assert (
                submit(form=form, version=forms.versions(form)[0], sent=Sent(answers, key or str(clock.now()), seconds=30.0)).errors == {}
            )

    return answer


def queued(cast: Cast, lead: Lead, key: str) -> tuple[str, str]:
    with tenancy.scope(cast.acme.id):
        answer = queue_messages([MessageJob(lead.pk, "welcome", key)])[key]
    return answer.state, answer.reason


def require(cast: Cast, required: bool = True) -> None:
    with tenancy.scope(cast.acme.id):
        ask_consent(purpose="newsletter", required=required, actor=as_actor(cast.adam))


def test_by_default_only_a_no_counts(cast: Cast, lena: Lead, say: Say) -> None:
    assert queued(cast, lena, "1") == ("queued", "")
    say(False)
    assert queued(cast, lena, "2") == ("suppressed", "consent_refused")
    say(True, key="again")
    assert queued(cast, lena, "3") == ("queued", "")
    say(False, key="left empty")
    assert queued(cast, lena, "4") == ("queued", "")


def test_where_a_consent_is_required_silence_is_a_no(cast: Cast, lena: Lead, say: Say) -> None:
    require(cast)
    assert queued(cast, lena, "1") == ("suppressed", "no_consent")
    with tenancy.scope(cast.acme.id):
        change_purpose(template=Template.objects.get(key="welcome"), purpose="service", actor=as_actor(cast.mara))
    assert queued(cast, lena, "2") == ("queued", "")
    with tenancy.scope(cast.acme.id):
        change_purpose(template=Template.objects.get(key="welcome"), purpose="newsletter", actor=as_actor(cast.mara))
    say(True)
    assert queued(cast, lena, "3") == ("queued", "")
    with tenancy.scope(cast.globex.id):
        assert permissions.required(["newsletter"]) == set()


def test_a_withdrawal_counts_at_the_moment_of_sending(cast: Cast, lena: Lead, say: Say, post: Any) -> None:
    say(True)
    assert queued(cast, lena, "1") == ("queued", "")
    with tenancy.scope(cast.acme.id):
        assert withdraw(email=LENA, actor=as_actor(cast.mara)) == 1
    assert deliver(cast.acme.id) == 1
    with tenancy.scope(cast.acme.id):
        assert list(Message.objects.values_list("state", "reason")) == [("suppressed", "consent_withdrawn")]
    assert post.kept() == []


def test_a_withdrawal_between_claim_and_hand_over_stops_it(
    cast: Cast, lena: Lead, say: Say, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(True)
    queued(cast, lena, "1")
    real = delivering.failpoint

    def between(name: str) -> None:
        real(name)
        if name == "send.after_claim":
            with tenancy.scope(cast.acme.id):
                withdraw(email=LENA, actor=as_actor(cast.mara))

    monkeypatch.setattr(delivering, "failpoint", between)
    deliver(cast.acme.id)
    monkeypatch.undo()
    deliver(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert list(Message.objects.values_list("state", "reason")) == [("suppressed", "consent_withdrawn")]
    assert post.kept() == []


def test_what_somebody_said_at_another_address_counts(cast: Cast, lena: Lead, say: Say) -> None:
    with tenancy.scope(cast.acme.id):
        Identifier.objects.create(person_id=lena.person_id, kind="email", value="lena@home.example")
    say(True, "lena@home.example")
    require(cast)
    assert queued(cast, lena, "1") == ("queued", "")


def test_the_preview_counts_who_would_not_be_written_to(cast: Cast, lena: Lead, say: Say, signed_in: Any) -> None:
    with tenancy.scope(cast.acme.id):
        create_lead({"name": "Max"}, as_actor(cast.mara))
        create_lead({"name": "Eva", "email": "eva@fischer.example"}, as_actor(cast.mara))
    say(False)
    with tenancy.scope(cast.acme.id):
        assert permissions.reach("newsletter") == Reach(3, 2, {"consent_refused": 1, "no_address": 1})
    require(cast)
    with tenancy.scope(cast.acme.id):
        assert permissions.reach("newsletter") == Reach(3, 3, {"consent_refused": 1, "no_address": 1, "no_consent": 1})
        assert permissions.purposes() == ["newsletter"]
        assert AuditEntry.objects.filter(verb="consent_rule.changed").count() == 1
    page = signed_in("mara").get("/w/acme/templates/welcome/reach").content.decode()
    assert "3 of 3 known leads would not be written to" in page
    assert "Refused consent to this purpose" in page
    with tenancy.scope(cast.globex.id):
        assert permissions.reach("newsletter") == Reach(0, 0, {})


def test_everybody_is_counted_once_whatever_they_said_at_which_address(cast: Cast, lena: Lead, say: Say) -> None:
    actor = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id):
        Identifier.objects.create(person_id=lena.person_id, kind="email", value="lena@home.example")
        *_, gone = (create_lead({"name": "E", "email": f"{name}@x.example"}, actor) for name in ("eva", "max", "gone"))
        suppress(address="max@x.example", reason=SuppressionReason.MANUAL, actor=actor)
        erase_person(person_id=gone.person_id, actor=actor, confirm=dossier.confirmation(gone.person_id))
        create_lead({"name": "Back", "email": "Gone@x.example"}, actor)
        create_lead({"name": "No address"}, actor)
    say(False, "lena@home.example")
    say(True)
    say(False, "eva@x.example")
    require(cast)
    with tenancy.scope(cast.acme.id):
        silenced = {"erased": 1, "manual": 1, "no_address": 1}
        assert permissions.reaches(["newsletter", "news", "service"]) == (
            {
                "newsletter": Reach(5, 4, {"consent_refused": 1, **silenced}),
                "news": Reach(5, 3, silenced),
                "service": Reach(5, 3, silenced),
            },
            None,
        )
        ask_consent(purpose="news", required=True, actor=as_actor(cast.adam))
        assert permissions.reach("news") == Reach(5, 5, {"no_consent": 2, **silenced})
        withdraw_purpose(["eva@x.example", LENA], "newsletter", actor)
        assert permissions.reach("newsletter") == Reach(5, 5, {"consent_withdrawn": 1, "consent_refused": 1, **silenced})


def test_pages_and_api_set_the_rule(cast: Cast, lena: Lead, signed_in: Any) -> None:
    assert signed_in("mara").post("/w/acme/consent/change", {"purpose": "newsletter", "required": "yes"}).status_code == 403
    admin = signed_in("adam")
    assert admin.post("/w/acme/consent/change", {"purpose": "newsletter", "required": "yes"}).status_code == 302
    assert "Has not consented to this purpose" in admin.get("/w/acme/consent").content.decode()
    assert admin.post("/w/acme/consent/change", {"purpose": "service", "required": "yes"}).status_code == 400
    assert admin.post("/w/acme/templates/welcome/purpose", {"purpose": "", "other": "product news"}).status_code == 302
    assert admin.post("/w/acme/templates/welcome/purpose", {"purpose": "newsletter", "other": " product news "}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Template.objects.get(key="welcome").purpose == "product news"
        assert permissions.purposes() == ["newsletter", "product news"]
        with pytest.raises(Refused, match="Name the purpose"):
            change_purpose(template=Template.objects.get(key="welcome"), purpose=" ", actor=as_actor(cast.mara))


def test_the_readers_own_link_withdraws_one_purpose_or_all(cast: Cast, lena: Lead, say: Say, pump: Any) -> None:
    say(True)
    with tenancy.scope(cast.acme.id):
        message = Message.objects.get(pk=queue_messages([MessageJob(lena.pk, "welcome", "1")])["1"].message_id)
        link = urlsplit(keyring.unsubscribe_url(message.pk)).path
    page = Client().get(link).content.decode()
    assert 'name="purpose" value="newsletter"' in page
    for _ in range(2):
        assert "Your consent is withdrawn" in Client().post(link, {"purpose": "newsletter"}).content.decode()
    with tenancy.scope(cast.acme.id):
        assert [consent.withdrawn_at is not None for consent in Consent.objects.all()] == [True]
        assert suppressions.open_for([LENA]) == {}
    assert 'name="purpose"' not in Client().get(link).content.decode()
    assert queued(cast, lena, "2") == ("suppressed", "consent_withdrawn")


def test_unsubscribing_withdraws_under_every_address(cast: Cast, lena: Lead, say: Say, pump: Any) -> None:
    with tenancy.scope(cast.acme.id):
        Identifier.objects.create(person_id=lena.person_id, kind="email", value="lena@home.example")
    say(True)
    say(True, "lena@home.example")
    with tenancy.scope(cast.acme.id):
        message_id = queue_messages([MessageJob(lena.pk, "welcome", "1")])["1"].message_id
        assert message_id is not None
        unsubscribe(message_id)
    pump()
    with tenancy.scope(cast.acme.id):
        assert [consent.withdrawn_at is not None for consent in Consent.objects.all()] == [True, True]


def test_the_persons_page_and_the_export_tell_the_history(cast: Cast, lena: Lead, say: Say, signed_in: Any) -> None:
    say(True)
    with tenancy.scope(cast.acme.id):
        withdraw(email=LENA, actor=as_actor(cast.mara))
        (said,) = consents.of_person(lena.person_id)
        stored = Consent.objects.get()
        document = dossier.export(lena.person_id)
    assert (said.purpose, said.channel, said.text, said.text_version) == ("newsletter", "email", stored.text, 1)
    assert (said.given, said.at, said.withdrawn_at, said.form) == (True, stored.at, stored.withdrawn_at, "A form")
    assert document is not None
    (row,) = document["tables"]["capture_consent"]
    assert {key: row[key] for key in ("purpose", "channel", "text", "text_version", "given", "email")} == {
        "purpose": "newsletter", "channel": "email", "text": stored.text, "text_version": 1, "given": True, "email": LENA,
    }  # fmt: skip
    assert row["withdrawn_at"] is not None
    page = signed_in("mara").get(f"/w/acme/leads/{lena.pk}").content.decode()
    for shown in ("Consents", "withdrawn", "Text, version 1", "A form", stored.text):
        assert shown in page
    with tenancy.scope(cast.globex.id):
        assert consents.of_person(lena.person_id) == []


def test_a_known_person_who_was_not_asked_for_the_address_consents_under_it(cast: Cast, lena: Lead, published: Publish) -> None:
    form = published("contact")
    with tenancy.scope(cast.acme.id):
        version = forms.versions(form)[0]
        row = Submission.objects.create(
            form=form, version=version, key="k", state="accepted", values={"news": True}, anonymous_id="b", person_id=lena.person_id,
            language="en",
        )  # fmt: skip
        write_consents(row, contents.read(version.content), clock.now())
        assert list(Consent.objects.values_list("email", "given")) == [(LENA, True)]


Moment = tuple[bool, int, int | None]


def by_hand(said: list[Moment]) -> Word:
    """The same, told one by one."""
    given_at = max((at for given, at, _ in said if given), default=None)
    gone_at = max((gone for given, _, gone in said if given and gone is not None), default=None)
    stands = given_at is not None and (gone_at is None or given_at > gone_at)
    return Word(stands, gone_at is not None, any(not given for given, _, _ in said))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(said=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=6))
def test_folding_in_sql_is_folding_by_hand(cast: Cast, lena: Lead, say: Say, said: list[Moment]) -> None:
    with tenancy.scope(cast.acme.id):
        Consent.objects.all().delete()
        kept = Submission.objects.count()
    for number in range(kept, len(said)):
        say(True, key=str(number))
    with tenancy.scope(cast.acme.id):
        Consent.objects.all().delete()
        places = list(Submission.objects.values_list("pk", flat=True))
        Consent.objects.bulk_create([
            Consent(
                submission_id=places[number], email=LENA, purpose="newsletter", channel="email", text="x",
                text_version=1, language="en", given=given, at=NOON + timedelta(days=at),
                withdrawn_at=NOON + timedelta(days=gone) if given and gone is not None else None,
            )
            for number, (given, at, gone) in enumerate(said)
        ])  # fmt: skip
        found = permissions._words([Asked(lena.person_id, LENA, "newsletter")])
        assert found.get((lena.person_id, "newsletter"), Word()) == by_hand(said)
