"""The journey step `invite_to_event`: once per event and lead, as a mail that keeps to everything mails keep to (F088)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.actions.suppress import suppress
from campaigns.actions.templates import create_template, publish
from campaigns.domain.variants import Source
from campaigns.enums import SuppressionReason
from campaigns.models import Message
from capture.actions.occasions import archive_occasion
from capture.models import Invitation, Occasion
from capture.queries import invitations
from journeys.domain.graph import Node
from journeys.domain.steps import KINDS, StepJob
from journeys.web import forms, words
from kernel import clock, tenancy
from leads.actions.blacklist import blacklist
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.actions.unmerge import undo_merge
from leads.models import Company, Lead, Person
from leads.queries import leads
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_public_forms import sent
from tests.capture.web.test_public_things import occasion_of
from tests.cast import Cast, as_actor
from tests.life import MJML

Job = Callable[..., StepJob]


@pytest.fixture
def event(cast: Cast, published: Publish) -> Occasion:
    with tenancy.scope(cast.acme.id):
        template = create_template(key="come", name="Come", actor=as_actor(cast.mara))
        publish(template=template, source=Source(subject="Come", mjml=MJML), variants={}, actor=as_actor(cast.mara))
    return occasion_of(cast, published("registration"), kind="offline")


@pytest.fixture
def job(cast: Cast, event: Occasion) -> Job:
    def make(name: str, key: str = "", config: dict[str, Any] | None = None) -> StepJob:
        with tenancy.scope(cast.acme.id):
            lead = create_lead({"email": f"{name}@x.example", "name": name}, as_actor(cast.mara))
            config = config or {"occasion": str(event.pk), "template": "come"}
            return StepJob(uuid4(), uuid4(), lead.pk, "ask", 1, config, key or f"run:{name}:1", clock.now())

    return make


def performed(cast: Cast, *jobs: StepJob) -> list[str]:
    perform = KINDS["invite_to_event"].perform
    assert perform is not None
    with tenancy.scope(cast.acme.id):
        results = perform(list(jobs))
        return [results[one.enrolment_id].outcome for one in jobs]


def test_a_lead_is_invited_once_however_often_and_by_whom(cast: Cast, job: Job) -> None:
    first = job("lena")
    assert [performed(cast, first), performed(cast, first)] == [["invited"], ["invited"]]
    elsewhere = job("lena", "other:lena:1")
    assert performed(cast, elsewhere, job("theo")) == ["invited_already", "invited"]
    with tenancy.scope(cast.acme.id):
        assert Invitation.objects.count() == Message.objects.count() == 2
        assert Invitation.objects.get(lead_id=first.lead_id).message_id == Message.objects.get(lead_id=first.lead_id).pk


def test_two_journeys_at_once_invite_once(cast: Cast, job: Job) -> None:
    assert performed(cast, job("lena"), job("lena", "other:lena:1")) == ["invited", "invited_already"]


def test_who_comes_anyway_is_silent_or_barred_is_not_asked(cast: Cast, event: Occasion, job: Job, pump: Any) -> None:
    sent(Client(), f"/e/{event.public_id}", {**ANSWERS, "f_email": "lena@x.example"})
    pump()
    with tenancy.scope(cast.acme.id):
        suppress(address="theo@x.example", reason=SuppressionReason.UNSUBSCRIBED, actor=as_actor(cast.mara))
    barred = job("nora")
    with tenancy.scope(cast.acme.id):
        company = Company.objects.create(name="Barred", domain="barred.example")
        Person.objects.filter(email="nora@x.example").update(company=company)
        blacklist(company.pk, "They told us so", as_actor(cast.mara))
    assert performed(cast, job("lena"), job("theo"), barred) == ["registered_already", "suppressed", "blacklisted"]
    with tenancy.scope(cast.acme.id):
        assert Invitation.objects.count() == 0


def test_nobody_is_invited_to_what_is_over_gone_or_none(cast: Cast, event: Occasion, job: Job) -> None:
    strange = [{"occasion": text, "template": "come"} for text in (str(uuid4()), "none")]
    assert performed(cast, *(job(f"n{number}", "", config) for number, config in enumerate(strange))) == ["no_such_event"] * 2
    assert performed(cast, job("max", "", {"occasion": str(event.pk), "template": "none"})) == ["no_template"]
    with clock.pretend(event.ends_at + timedelta(seconds=1)):
        assert performed(cast, job("late")) == ["over"]
    with tenancy.scope(cast.acme.id):
        archive_occasion(occasion=event, actor=as_actor(cast.mara))
    assert performed(cast, job("early")) == ["over"]


def test_its_settings_its_words_and_its_editor(cast: Cast, event: Occasion) -> None:
    kind = KINDS["invite_to_event"]
    config = {"occasion": str(event.pk), "template": "come"}
    assert (kind.problems(config), len(kind.problems({"occasion": "x", "more": 1}))) == ([], 3)
    with tenancy.scope(cast.acme.id):
        node = Node("invite_to_event", "", config, "", {})
        assert (words.node_words(node), words.outcome("invited_already", node)) == ("Invite to “Webinar”", "Was invited before")
        asked = forms.fields_of("invite_to_event")
        assert [value for value, _label in asked["occasion"].choices] == ["", str(event.pk)]  # type: ignore[attr-defined]


def test_the_page_counts_who_was_invited_and_opens_them(cast: Cast, event: Occasion, job: Job, signed_in: Any, pump: Any) -> None:
    lena, theo = job("lena"), job("theo")
    performed(cast, lena, theo)
    sent(Client(), f"/e/{event.public_id}", {**ANSWERS, "f_email": "lena@x.example"})
    pump()
    page = signed_in("mara").get(f"/w/acme/occasions/{event.pk}").content.decode()
    assert ("2 invited" in page, "1 of them registered" in page) == (True, True)
    listed = signed_in("mara").get(f"/w/acme/leads?known=all&invited={event.pk}").content.decode()
    assert (f"/leads/{lena.lead_id}" in listed, f"/leads/{theo.lead_id}" in listed, "Any event" in listed) == (True, True, True)
    with tenancy.scope(cast.acme.id):
        with CaptureQueriesContext(connection) as asked:
            assert invitations.turnout(event) == (2, 1)
        assert (len(asked), str(lena.lead_id) in asked[0]["sql"]) == (1, False)
        found: set[UUID] = {lead.pk for lead in leads.search({"invited": [str(event.pk)]})}
        assert found == {lena.lead_id, theo.lead_id}


def test_two_leads_that_become_one_were_invited_once_and_part_again(cast: Cast, event: Occasion, job: Job, pump: Any) -> None:
    lena, theo, nora = job("lena"), job("theo"), job("nora")
    performed(cast, lena, theo)
    pump()
    with tenancy.scope(cast.acme.id):
        people = {lead.pk: lead.person_id for lead in Lead.objects.all()}
        before = dict(Invitation.objects.values_list("id", "lead_id"))
        merged = [merge_people(people[nora.lead_id], people[one.lead_id], as_actor(cast.mara)) for one in (lena, theo)]
    pump()
    with tenancy.scope(cast.acme.id):
        standing = {lead.pk for lead in Lead.objects.exclude(closed_reason="merged").filter(person__email__contains="x.example")}
        assert len(standing & set(Invitation.objects.values_list("lead_id", flat=True))) == 1
    assert performed(cast, job("nora", "again:nora:1")) == ["invited_already"]
    with tenancy.scope(cast.acme.id):
        for merge in reversed(merged):
            undo_merge(merge.pk, as_actor(cast.mara))
    pump()
    with tenancy.scope(cast.acme.id):
        assert dict(Invitation.objects.values_list("id", "lead_id")) == before
