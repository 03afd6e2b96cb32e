"""A touch does what its disposition means, once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM, Actor
from kernel.problems import Refused
from leads.actions.schemes import publish_scheme, read
from leads.domain.schemes import DEFAULTS, plain
from leads.models import Lead, StageVisit
from sales.actions.claim import claim
from sales.actions.touch import Said, log_touch, return_hand_off
from sales.models import HandOff, Touch
from sales.queries import cards
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tracking.models import Event

KEY = Actor("key", "k", "CRM")


def test_accept_makes_an_sql_with_an_owner(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(minutes=10)):
        touch, new = log_touch(Said(disposition="accept", note="Budget is there"), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        assert (new, touch.kind, touch.actor_name, touch.actor_id) == (True, "call", "Sam", cast.sam.pk)
        lead, found = Lead.objects.get(pk=hand_off.lead_id), HandOff.objects.get(pk=hand_off.pk)
        assert (lead.stage, lead.owner_id) == ("sql", cast.sam.pk)
        assert (found.state, found.owner_id, found.first_touch_at, found.closed_at) == ("accepted", cast.sam.pk, touch.at, touch.at)
        assert StageVisit.objects.get(lead_id=lead.pk, stage="sql").reason == "accepted"
        event = Event.objects.get(name="sdr_touched")
        assert event.properties == {"kind": "call", "disposition": "accept", "reason": "", "by": "Sam"}


def test_no_answer_keeps_it_with_who_called(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=1)):
        log_touch(Said(disposition="no_answer"), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        found = HandOff.objects.get(pk=hand_off.pk)
        assert (found.state, found.owner_id, found.version) == ("claimed", cast.sam.pk, 2)
        with clock.pretend(NOON + timedelta(hours=2)):
            log_touch(Said(disposition="voicemail"), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        assert HandOff.objects.get(pk=hand_off.pk).first_touch_at == NOON + timedelta(hours=1)


def test_a_note_is_no_first_touch(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        log_touch(Said(kind="note", note="Ask Lena"), actor=as_actor(cast.mara), hand_off_id=hand_off.pk)
        found = HandOff.objects.get(pk=hand_off.pk)
        assert (found.state, found.owner_id, found.first_touch_at) == ("open", None, None)


def test_what_was_said_twice_happens_once(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off, at = mql(), NOON + timedelta(minutes=5)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=1)):
        for said in (Said(disposition="accept", at=at), Said(disposition="voicemail", external_id="crm-1")):
            first, new = log_touch(said, actor=KEY, hand_off_id=hand_off.pk)
            again, new_again = log_touch(said, actor=KEY, hand_off_id=hand_off.pk)
            assert (new, new_again, again.pk) == (True, False, first.pk)
        assert (Touch.objects.count(), Event.objects.filter(name="sdr_touched").count()) == (2, 2)


def test_a_second_disposition_is_refused(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        log_touch(Said(disposition="accept"), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        with pytest.raises(Refused) as refused:
            log_touch(Said(disposition="accept"), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        assert (refused.value.status, refused.value.code) == (409, "already_closed")
        assert Touch.objects.count() == 1


def test_a_stale_version_overwrites_nothing(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        log_touch(Said(disposition="no_answer", version=1), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        with pytest.raises(Refused) as refused:
            log_touch(Said(disposition="not_a_fit", version=1), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        assert (refused.value.status, refused.value.code, refused.value.field) == (409, "stale", "version")
        assert (Touch.objects.count(), Lead.objects.get(pk=hand_off.lead_id).stage) == (1, "mql")


def test_a_colleagues_lead_is_his(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        claim(hand_off.pk, actor=as_actor(cast.sofia))
        with pytest.raises(Refused) as refused:
            log_touch(Said(disposition="accept"), actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
        assert (refused.value.code, refused.value.detail) == ("claimed_by", "Sofia has claimed this lead.")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(kind="pigeon"), "kind"),
        (Said(disposition="whistled"), "disposition"),
        (Said(disposition="not_now", reason="mood"), "reason"),
        (Said(at=NOON + timedelta(days=1)), "at"),
    ],
)
def test_bad_input_names_its_field(cast: Cast, mql: Callable[..., HandOff], said: Said, field: str) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id), clock.pretend(NOON), pytest.raises(Refused) as refused:
        log_touch(said, actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
    assert (refused.value.field, refused.value.status) == (field, 400)


def test_a_lead_without_a_hand_off_is_touched_but_not_disposed_of(cast: Cast, lena: Callable[..., UUID]) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        touch, _ = log_touch(Said(kind="email", note="Sent the offer"), actor=as_actor(cast.sam), lead_id=lead_id)
        assert (touch.hand_off_id, touch.note) == (None, "Sent the offer")
        with pytest.raises(Refused) as refused:
            log_touch(Said(disposition="accept"), actor=as_actor(cast.sam), lead_id=lead_id)
        assert refused.value.code == "no_hand_off"


def test_a_reason_finds_its_disposition(cast: Cast, mql: Callable[..., HandOff]) -> None:
    found = {}
    for reason in ("bad_data", "not_a_fit", "budget_priority"):
        hand_off = mql()
        with tenancy.scope(cast.acme.id):
            touch, _ = return_hand_off(hand_off.pk, Said(reason=reason), actor=KEY)
            found[reason] = (touch.disposition, touch.reason)
    assert found == {
        "bad_data": ("bad_data", "bad_data"),
        "not_a_fit": ("not_a_fit", "not_a_fit"),
        "budget_priority": ("not_now", "budget_priority"),
    }


def test_a_strangers_hand_off_is_not_there(cast: Cast, mql: Callable[..., HandOff]) -> None:
    hand_off = mql()
    for ids in ({"hand_off_id": hand_off.pk}, {"lead_id": hand_off.lead_id}):
        with tenancy.scope(cast.globex.id), pytest.raises(Refused) as refused:
            log_touch(Said(), actor=SYSTEM, **ids)
        assert refused.value.status == 404


def test_a_reason_of_the_workspaces_own_returns_a_lead(cast: Cast, mql: Callable[..., HandOff]) -> None:
    given = plain("nine", DEFAULTS["nine"])
    given["reasons"].append({"key": "competitor", "name": "Went to a competitor", "name_zh": ""})
    hand_off = mql()
    with tenancy.scope(cast.acme.id):
        with pytest.raises(Refused):
            return_hand_off(hand_off.pk, Said(reason="competitor"), actor=KEY)
        publish_scheme("nine", read("nine", given), KEY)
        touch, _ = return_hand_off(hand_off.pk, Said(reason="competitor"), actor=KEY)
        assert (touch.disposition, touch.reason) == ("not_now", "competitor")
        visit = StageVisit.objects.get(lead_id=hand_off.lead_id, stage="target", reason="sales_return")
        assert visit.note == "Went to a competitor"
        assert cards.card(HandOff.objects.get(pk=hand_off.pk)).returned_for == "Went to a competitor"
