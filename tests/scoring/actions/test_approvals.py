"""Marketing and sales agree before a rulebook goes live."""

from datetime import timedelta

import pytest

from kernel import audit, clock, tenancy
from kernel.audit import Actor
from kernel.models import AuditEntry
from kernel.problems import Refused
from scoring.actions import approvals, backtests, rulebooks
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.queries import rulebooks as questions
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.agreed import agree
from tests.scoring.people import Office

DAY = timedelta(days=1)


def test_no_rulebook_goes_live_untested_or_without_both(office: Office, cast: Cast) -> None:
    mara, sam = as_actor(cast.mara), as_actor(cast.sam)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        draft = rulebooks.begin_draft(mara, rulebook.plain(DEFAULT) | {"threshold": 61})
        for attempt in (lambda: rulebooks.publish(2, mara), lambda: approvals.approve(draft, "sales", sam)):
            with pytest.raises(Refused) as caught:
                attempt()
            assert caught.value.code == "untested"
        backtests.begin_test(2, backtests.Asked(), mara)
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        with pytest.raises(Refused) as caught:
            rulebooks.publish(2, mara)
        assert caught.value.code == "not_approved"
        approvals.approve(draft, "marketing", mara)
        with pytest.raises(Refused, match="The yes of sales is missing"):
            rulebooks.publish(2, mara)
        approvals.approve(draft, "sales", sam)
        rulebooks.publish(2, mara)
        assert questions.live().version == 2
        told = AuditEntry.objects.filter(verb__in=("rulebook.approved", "rulebook.published")).order_by("id")
        assert list(told.values_list("verb", "actor_name")) == [
            ("rulebook.approved", "Mara"), ("rulebook.approved", "Sam"), ("rulebook.published", "Mara"),
        ]  # fmt: skip


def test_a_change_of_the_draft_asks_for_a_new_yes(office: Office, cast: Cast) -> None:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.begin_draft(audit.SYSTEM)
    agree(cast, NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.change_draft(2, rulebook.plain(DEFAULT) | {"threshold": 61}, audit.SYSTEM)
        with pytest.raises(Refused) as caught:
            rulebooks.publish(2, as_actor(cast.mara))
        assert caught.value.code == "untested"


def test_one_person_is_one_side_and_a_key_is_none(office: Office, cast: Cast) -> None:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        draft = rulebooks.begin_draft(audit.SYSTEM)
        backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        approvals.approve(draft, "marketing", as_actor(cast.olga))
        for actor, code in ((as_actor(cast.olga), "same_person"), (Actor("key", "1", "Key"), "not_a_person")):
            with pytest.raises(Refused) as caught:
                approvals.approve(draft, "sales", actor)
            assert caught.value.code == code
    with clock.pretend(NOON), tenancy.scope(cast.globex.id):
        alone = rulebooks.begin_draft(audit.SYSTEM)
        backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    Office(cast.globex).run(NOON)
    with clock.pretend(NOON), tenancy.scope(cast.globex.id):
        for side in ("marketing", "sales"):
            approvals.approve(alone, side, as_actor(cast.otto))
        assert rulebooks.publish(2, as_actor(cast.otto)).state == "published"


def test_moving_more_than_half_asks_for_the_number(office: Office, cast: Cast) -> None:
    leads = [office.lead(NOON - 9 * DAY) for _ in range(4)]
    for lead in leads[:3]:
        office.did(lead, "live_broadcast_watched", NOON - 8 * DAY)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
    agree(cast, NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        for typed in ("", "4", "yes"):
            with pytest.raises(Refused) as caught:
                rulebooks.publish(2, as_actor(cast.mara), typed)
            assert (caught.value.code, caught.value.field) == ("confirm", "confirmation")
        assert rulebooks.publish(2, as_actor(cast.mara), "3").state == "published"
