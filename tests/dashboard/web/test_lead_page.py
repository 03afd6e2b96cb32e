"""The lead page: one timeline over all stations, and what stands beside it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.queries import forms
from dashboard.queries import timeline
from kernel import clock, tenancy
from leads.actions.episodes import change_job
from leads.actions.merge import merge_people
from leads.actions.people import assign_owner, change_person
from leads.models import Lead, Snapshot
from sales.actions.touch import Said, log_touch
from tests.capture.conftest import live_form
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.dashboard.conftest import Told, Visit
from tracking.actions.catalogue import mark_key_moment
from tracking.models import EventName

SignIn = Callable[[str], Client]


def titles(answer: Any) -> list[str]:
    return [str(one.title) for _, moments in answer.context["days"] for one in moments]


def test_everything_stands_on_one_line(signed_in: SignIn, visit: Visit, cast: Cast) -> None:
    lead = visit("lena", events=("contact_request_submitted",), name="Lena Fischer", title="Head of Marketing", company="Nordlicht")
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        change_person(lead.person_id, {"phone": "+49 30 5550101"}, as_actor(cast.mara))
        log_touch(Said(kind="call", disposition="no_answer", note="Voice of a robot"), actor=as_actor(cast.sam), lead_id=lead.pk)
        assign_owner(lead.pk, cast.sam.pk, as_actor(cast.mara))
    with clock.pretend(NOON):
        answer = signed_in("mara").get(f"/w/acme/leads/{lead.pk}")
    assert answer.status_code == 200
    found = titles(answer)
    assert set(found) >= {"Call · No answer", "Data changed", "Owner changed", "Handed to sales", "Asked for contact", "Gave contact data"}
    assert found[-1] in ("Viewed Acme", "Began as")
    assert [one.detail for _, day in answer.context["days"] for one in day if str(one.title) == "Owner changed"] == ["owner: Sam · Mara"]
    assert answer.context["side"].owner == "Sam"
    assert answer.context["side"].hand_off.name in ("open", "claimed")
    assert "Voice of a robot" in answer.content.decode()


def test_points_stand_with_the_event_that_earned_them(signed_in: SignIn, visit: Visit) -> None:
    lead = visit("lena", name="Lena")
    with clock.pretend(NOON):
        answer = signed_in("mara").get(f"/w/acme/leads/{lead.pk}")
    pricing = [one for _, moments in answer.context["days"] for one in moments if str(one.title) == "Viewed Pricing"]
    assert [one.points for one in pricing] == [10.0]


def test_why_points_were_given_is_said_in_the_readers_language(signed_in: SignIn, visit: Visit) -> None:
    lead = visit("lena", name="Lena", title="Head of Marketing")
    with clock.pretend(NOON):
        answer = signed_in("mara").get(f"/w/acme/leads/{lead.pk}?show=score", headers={"accept-language": "zh-hans"})
    assert "部门负责人或总监" in titles(answer)


def test_a_filter_shows_one_station(signed_in: SignIn, visit: Visit) -> None:
    lead = visit("lena", events=("contact_request_submitted",), name="Lena")
    with clock.pretend(NOON):
        answer = signed_in("mara").get(f"/w/acme/leads/{lead.pk}?show=stages")
    kinds = {one.kind for _, moments in answer.context["days"] for one in moments}
    assert kinds == {"stage"}


def mark(cast: Cast, name: str) -> None:
    with tenancy.scope(cast.acme.id):
        for entry in EventName.objects.filter(name=name):
            mark_key_moment(entry_id=entry.pk, on=True, actor=as_actor(cast.mara))


def test_key_moments_stand_out_and_can_be_shown_alone(signed_in: SignIn, visit: Visit, cast: Cast) -> None:
    lead = visit("lena", events=("demo_requested", "form_submitted"), name="Lena")
    mark(cast, "demo_requested")
    with clock.pretend(NOON):
        whole = signed_in("mara").get(f"/w/acme/leads/{lead.pk}")
        alone = signed_in("mara").get(f"/w/acme/leads/{lead.pk}?show=key")
    assert [str(one.title) for _, moments in whole.context["days"] for one in moments if one.is_key] == ["Asked for a demo"]
    assert titles(alone) == ["Asked for a demo"]
    assert whole.content.decode().count("Key moment</span>") == 1


def test_a_key_moment_that_is_told_by_sales_too_stands_there(signed_in: SignIn, visit: Visit, cast: Cast) -> None:
    """A win is left out as an event beside its deal, unless it is marked: Home tells of it then, so the page that it leads to shows it."""
    lead = visit("lena", events=("opportunity_won",), name="Lena")

    def shown(show: str) -> list[bool]:
        with clock.pretend(NOON):
            days = signed_in("mara").get(f"/w/acme/leads/{lead.pk}?show={show}").context["days"]
        return [one.is_key for _, moments in days for one in moments if str(one.title) == "opportunity_won"]

    assert (shown("key"), shown("activity")) == ([], [])
    mark(cast, "opportunity_won")
    assert (shown("key"), shown("activity"), shown("")) == ([True], [True], [True])


def test_bots_are_marked_and_can_be_hidden(signed_in: SignIn, visit: Visit) -> None:
    lead = visit("lena", name="Lena")
    visit("lena", name="Lena", agent="curl/8.0", at=NOON)
    mara = signed_in("mara")
    with clock.pretend(NOON):
        for path in ("", "?bots=no", "?show=nonsense", "?before=nonsense"):
            assert mara.get(f"/w/acme/leads/{lead.pk}{path}").status_code == 200
        hidden = mara.get(f"/w/acme/leads/{lead.pk}?bots=no")
    assert [one for _, moments in hidden.context["days"] for one in moments if one.is_bot] == []


def test_older_moments_follow_without_a_gap(signed_in: SignIn, visit: Visit, cast: Cast) -> None:
    lead = visit("lena", events=("contact_request_submitted",), name="Lena")
    with tenancy.scope(cast.acme.id):
        whole, _ = timeline.of_lead(lead.pk, lead.person_id)
        seen, key, more = [], ("", ""), True
        while more:
            rows, more = timeline.of_lead(lead.pk, lead.person_id, before=key[0], before_id=key[1], limit=3)
            seen += rows
            key = (rows[-1].at.isoformat(), rows[-1].id)
    assert [(row.kind, row.id) for row in seen] == [(row.kind, row.id) for row in whole]


def test_a_foreign_lead_is_a_lead_that_is_not_there(signed_in: SignIn, visit: Visit) -> None:
    lead = visit("lena", name="Lena")
    otto = signed_in("otto")
    codes = [otto.get(f"/w/{slug}/leads/{one}").status_code for slug in ("acme", "globex") for one in (lead.pk, uuid4())]
    assert codes == [404, 404, 404, 404]


def test_a_merged_record_leads_to_the_one_that_lives_on(signed_in: SignIn, visit: Visit, cast: Cast) -> None:
    lead = visit("lena", name="Lena")
    with tenancy.scope(cast.acme.id):
        loser = Lead.objects.create(person=type(lead.person).objects.create(name="Old", merged_into_id=lead.person_id))
        Snapshot.objects.create(id=loser.pk)
    assert signed_in("mara").get(f"/w/acme/leads/{loser.pk}").headers["Location"] == f"/w/acme/leads/{lead.pk}"


def test_it_takes_few_queries(signed_in: SignIn, visit: Visit, counted: Callable[..., Told], cast: Cast) -> None:
    lead = visit("lena", events=("contact_request_submitted",), name="Lena Fischer", company="Nordlicht")
    visit("jonas", name="Jonas")
    told = counted(signed_in("olga"), f"/w/acme/leads/{lead.pk}")
    assert (told.answer.status_code, told.queries <= 15) == (200, True)


def test_one_with_everything_takes_no_more(signed_in: SignIn, visit: Visit, counted: Callable[..., Told], cast: Cast) -> None:
    """Asked for consents, merged, with two episodes, judged by a model of its channel, owned by somebody, and back from sales."""
    lead, twin = visit("lena", events=("contact_request_submitted",), name="Lena Fischer"), visit("jonas", name="Lena Fischer")
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        change_person(lead.person_id, {"phone": "+49 30 5550101"}, as_actor(cast.mara))
        assign_owner(lead.pk, cast.sam.pk, as_actor(cast.mara))
        log_touch(Said(kind="call", disposition="not_now"), actor=as_actor(cast.sam), lead_id=lead.pk)
        merge_people(lead.person_id, twin.person_id, as_actor(cast.mara))
        _say_yes("lena@nordlicht.example", cast)
        next_one = change_job(lead.pk, as_actor(cast.mara), email="lena@blue.example", company="Blue", title="CTO")
    for one, questions in ((lead, 15), (next_one, 13)):
        told = counted(signed_in("olga"), f"/w/acme/leads/{one.pk}")
        page = told.answer.content.decode()
        assert [word in page for word in ("Consents", "Merges", "Episodes", "Known by")] == [True] * 4
        assert (told.answer.status_code, told.queries) == (200, questions)


def _say_yes(address: str, cast: Cast) -> None:
    """Send the form of the workspace with its tick for news, in the open scope."""
    asked = starters.content("contact")
    assert asked is not None
    form = live_form(cast, asked, "Contact")
    version = forms.version(form)
    assert version is not None
    answers = {"f_name": ["Lena"], "f_email": [address], "f_company": ["Nordlicht"], "f_message": ["Hello"], "f_news": ["yes"]}
    submit(form=form, version=version, sent=Sent(answers, "key", anonymous_id="browser-1", seconds=30.0))


def test_beside_the_points_stands_the_place_among_the_leads(signed_in: SignIn, visit: Visit) -> None:
    lead = visit("lena", events=("contact_request_submitted",), name="Lena Fischer")
    visit("jonas", name="Jonas")
    assert "Above 50 % of the open leads." in signed_in("olga").get(f"/w/acme/leads/{lead.pk}").content.decode()
