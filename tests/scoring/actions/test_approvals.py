"""Marketing and sales agree before a rulebook goes live."""

from datetime import datetime, timedelta

import pytest

from kernel import audit, clock, tenancy
from kernel.audit import Actor
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.models import Lead
from scoring.actions import approvals, backtests, rulebooks
from scoring.domain import agreement, rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.models import Rulebook
from scoring.queries import rulebooks as questions
from scoring.queries.backtests import Confirmation, counting, to_confirm
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


def test_a_yes_is_to_the_agreement_that_was_seen(office: Office, cast: Cast) -> None:
    mara, sam = as_actor(cast.mara), as_actor(cast.sam)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        draft = rulebooks.begin_draft(mara, rulebook.plain(DEFAULT) | {"threshold": 61})
        backtests.begin_test(2, backtests.Asked(), mara)
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        seen = agreement.mark(draft.agreement)
        rulebooks.change_draft(2, draft.rules, mara, agreed={"indicators": "A budget of at least 10,000."})
        with pytest.raises(Refused) as caught:
            approvals.approve(draft, "sales", sam, seen)
        assert (caught.value.code, caught.value.status) == ("changed", 409)
        now = questions.draft()
        assert now is not None
        assert approvals.approve(draft, "sales", sam, agreement.mark(now.agreement)).name == "Sam"


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


def draft_that_moves_three_of_four(office: Office, cast: Cast, moving: int = 3) -> None:
    """Tested on a year and approved by both sides; all but one move."""
    leads = [office.lead(NOON - 9 * DAY) for _ in range(moving + 1)]
    for lead in leads[:moving]:
        office.did(lead, "live_broadcast_watched", NOON - 8 * DAY)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
    agree(cast, NOON)


def test_moving_more_than_half_asks_for_the_number(office: Office, cast: Cast) -> None:
    draft_that_moves_three_of_four(office, cast)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        for typed in ("", "4", "yes"):
            with pytest.raises(Refused) as caught:
                rulebooks.publish(2, as_actor(cast.mara), typed)
            assert (caught.value.code, caught.value.field) == ("confirm", "confirmation")
        assert rulebooks.publish(2, as_actor(cast.mara), "3").state == "coming"


def test_a_number_that_leads_have_moved_meanwhile_is_taken(office: Office, cast: Cast) -> None:
    """21 would move by now; the page that somebody read said 20 or 22, and neither is worth to begin again. 19 is another number."""
    draft_that_moves_three_of_four(office, cast, moving=21)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        for typed in ("19", "23", "²1"):
            with pytest.raises(Refused, match="type 21,"):
                rulebooks.publish(2, as_actor(cast.mara), typed)
        assert rulebooks.publish(2, as_actor(cast.mara), "22").state == "coming"


def try_out(office: Office, at: datetime, days: int = 365) -> None:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        draft = questions.draft()
        assert draft is not None
        backtests.begin_test(draft.version, backtests.Asked(days=days), audit.SYSTEM)
    office.run(at)


def test_a_test_beside_an_older_live_version_does_not_count(office: Office, cast: Cast) -> None:
    """The same rules again, after another version went live: what was compared with is not what runs."""
    mara, rules = as_actor(cast.mara), rulebook.plain(DEFAULT) | {"threshold": 61}
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.begin_draft(mara, rules)
    try_out(office, NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.drop_draft(2, mara)
        rulebooks.begin_draft(mara, rulebook.plain(DEFAULT) | {"threshold": 40})
        rulebooks.publish(2, audit.SYSTEM)
        draft = rulebooks.begin_draft(mara, rules)
        for attempt in (lambda: approvals.approve(draft, "marketing", mara), lambda: rulebooks.publish(3, mara)):
            with pytest.raises(Refused) as caught:
                attempt()
            assert caught.value.code == "untested"
    agree(cast, NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        assert rulebooks.publish(3, mara).state == "published"


def test_a_later_shorter_test_does_not_lower_the_number(office: Office, cast: Cast) -> None:
    """A day without leads moves nobody; the year moved three of four, and three has still to be typed."""
    draft_that_moves_three_of_four(office, cast)
    try_out(office, NOON + timedelta(minutes=1), days=1)
    with clock.pretend(NOON + timedelta(minutes=2)), tenancy.scope(cast.acme.id):
        with pytest.raises(Refused) as caught:
            rulebooks.publish(2, as_actor(cast.mara))
        assert (caught.value.code, "type 3," in caught.value.detail) == ("confirm", True)
        assert rulebooks.publish(2, as_actor(cast.mara), "3").state == "coming"


def test_a_test_that_saw_too_few_leads_does_not_say_that_nobody_moves(office: Office, cast: Cast) -> None:
    """One lead of yesterday stays; the three of a year ago, at whom nobody looked, would all move."""
    mara = as_actor(cast.mara)
    old = [office.lead(NOON - 99 * DAY) for _ in range(3)]
    for lead in old:
        office.did(lead, "live_broadcast_watched", NOON - 8 * DAY)
    office.lead(NOON - DAY / 2)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        draft = rulebooks.begin_draft(mara, rulebook.plain(DEFAULT) | {"threshold": 30})
    try_out(office, NOON, days=1)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        approvals.approve(draft, "marketing", mara)
        approvals.approve(draft, "sales", as_actor(cast.sam))
        assert asked_for(draft) == Confirmation(4, 1, 4, blind=True)
        for typed in ("", "1"):
            with pytest.raises(Refused) as caught:
                rulebooks.publish(2, mara, typed)
            assert (caught.value.code, "saw only 1 of 4 open leads" in caught.value.detail) == ("confirm", True)
    try_out(office, NOON + timedelta(minutes=1))
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        assert asked_for(draft) == Confirmation(3, 4, 4)
        assert rulebooks.publish(2, mara, "3").state == "coming"


def test_leads_of_before_the_test_do_not_hide_that_most_of_the_open_ones_move(office: Office, cast: Cast) -> None:
    """Two of the three that are open move; with four that are over, that is less than half of all who were looked at."""
    for _ in range(4):
        over = office.lead(NOON - 9 * DAY)
        with tenancy.scope(cast.acme.id):
            Lead.objects.filter(pk=over).update(closed_at=NOON - 8 * DAY, closed_reason="lost")
    for lead in [office.lead(NOON - 9 * DAY) for _ in range(3)][:2]:
        office.did(lead, "live_broadcast_watched", NOON - 8 * DAY)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        draft = rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
    try_out(office, NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        assert asked_for(draft) == Confirmation(2, 3, 3)


def asked_for(draft: Rulebook) -> Confirmation:
    return to_confirm(counting(rulebook.digest(draft.rules), questions.live().version))


def test_a_test_of_no_lead_opens_nothing_where_there_are_leads(office: Office, cast: Cast) -> None:
    """A day on which nobody came says nothing of those who came before."""
    mara = as_actor(cast.mara)
    office.lead(NOON - 20 * DAY)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        draft = rulebooks.begin_draft(mara, rulebook.plain(DEFAULT) | {"threshold": 61})
        backtests.begin_test(2, backtests.Asked(days=1), mara)
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        with pytest.raises(Refused) as caught:
            approvals.approve(draft, "marketing", mara)
        assert caught.value.code == "untested"


def test_a_published_version_is_not_tested_as_a_draft(office: Office) -> None:
    with clock.pretend(NOON), tenancy.scope(office.workspace.id), pytest.raises(Refused) as caught:
        backtests.begin_test(1, backtests.Asked(), audit.SYSTEM)
    assert caught.value.code == "published"
