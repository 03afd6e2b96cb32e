"""A draft in the shadow: compared on what happens from now on, and heard by nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import audit, clock, sql, tenancy, work
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions import firmographics, lists
from leads.actions.lifecycle import Move, move_stage
from leads.actions.merge import merge_people
from leads.actions.people import change_person
from leads.actions.qualification import qualify
from leads.actions.unmerge import undo_merge
from leads.domain.qualification import Answer
from leads.enums import MoveReason, Stage
from leads.models import Person, Segment
from scoring.actions import backtests, disown, rulebooks, shadow
from scoring.actions.tag_merges import merge_tags, unmerge_tag
from scoring.actions.tags import define_tag, tag_lead
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.models import Backtest, BacktestLead, ShadowLead, Tag
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


def test_the_shadow_follows_and_ends(office: Office) -> None:
    early = office.lead(NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
        with pytest.raises(Refused, match="finished test"):
            shadow.begin_shadow(test.pk, audit.SYSTEM)
    office.run(NOON + DAY)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        shadow.begin_shadow(test.pk, audit.SYSTEM)
    late = office.lead(NOON + 2 * DAY)
    for lead in (early, late):
        office.did(lead, "live_broadcast_watched", NOON + 3 * DAY)
    office.run(NOON + 3 * DAY + timedelta(minutes=2))
    with tenancy.scope(office.workspace.id):
        found = BacktestLead.objects.filter(backtest=test)
        assert {row.lead_id: (row.draft_at, row.live_at) for row in found} == dict.fromkeys((early, late), (NOON + 3 * DAY, None))
        assert Backtest.objects.get().verdict["draft"]["handed"] == 2
    assert [office.get(lead).stage for lead in (early, late)] == ["target", "target"]
    with clock.pretend(NOON + 4 * DAY), tenancy.scope(office.workspace.id):
        shadow.end_shadow(test.pk, audit.SYSTEM)
        assert (shadow.is_due(), shadow.follow()) == (False, 0)


TITLE = {"name": "chief", "label": "Chief", "field": "title", "points": 40, "any_of": ["chief"]}
PARTNER = {"name": "partner", "label": "Partner", "field": "conditions", "points": 50, "who": {"ask": "marked", "tag": "Partner"}}
BUDGET = {"name": "budget", "label": "Budget", "field": "conditions", "points": 60,
          "who": {"ask": "bant_budget", "values": ["approved"], "confidence": "guess"}}  # fmt: skip


@pytest.fixture
def followed(office: Office) -> Office:
    """A draft in the shadow whose rules of match ask for a title, a tag, a list and an answer; the live rulebook asks for none of them."""
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        define_tag("Partner", "factual", "", audit.SYSTEM)
        fair = lists.make_list(name="Fair", lead_ids=[], actor=audit.SYSTEM)
        listed = {**PARTNER, "name": "fair", "points": 70, "who": {"ask": "on_list", "list": str(fair.line_id)}}
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"fit": [TITLE, PARTNER, BUDGET, listed]})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        shadow.begin_shadow(test.pk, audit.SYSTEM)
    return office


def seen(office: Office, at: datetime) -> dict[UUID, float]:
    """Lead → its peak under the draft, when the shadow has looked."""
    office.run(at + timedelta(minutes=2))
    with tenancy.scope(office.workspace.id):
        assert ShadowLead.objects.count() == 0
        return {row.lead_id: row.draft_peak for row in BacktestLead.objects.all()}


def done(office: Office, at: datetime, what: Callable[[], Any]) -> Any:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        found = what()
    office.run(at)
    return found


def test_whatever_changes_a_lead_is_seen_without_any_event(followed: Office) -> None:
    office, at = followed, NOON + DAY
    titled, put, listed, answered, merged, quiet = (office.lead(at) for _ in range(6))
    assert seen(office, at) == dict.fromkeys((titled, put, listed, answered, merged, quiet), 0)
    people = {each: office.get(each).person_id for each in (titled, merged)}
    with tenancy.scope(office.workspace.id):
        fair = Segment.objects.get(name="Fair")
    causes: list[tuple[Callable[[], Any], UUID, float]] = [
        (lambda: change_person(people[titled], {"title": "Chief"}, audit.SYSTEM), titled, 40),
        (lambda: tag_lead(put, "Partner", audit.SYSTEM), put, 50),
        (lambda: lists.add(segment=fair, lead_ids=[listed], actor=audit.SYSTEM), listed, 70),
        (lambda: qualify(answered, "budget", Answer("approved"), actor=audit.SYSTEM), answered, 60),
    ]
    for number, (cause, lead, peak) in enumerate(causes, 2):
        done(office, NOON + number * DAY, cause)
        assert seen(office, NOON + number * DAY)[lead] == peak
    merge = done(office, NOON + 7 * DAY, lambda: merge_people(people[titled], people[merged], audit.SYSTEM))
    assert merged not in seen(office, NOON + 7 * DAY), "who is part of another is no lead of its own"
    done(office, NOON + 8 * DAY, lambda: undo_merge(merge.pk, audit.SYSTEM))
    assert seen(office, NOON + 8 * DAY)[merged] == 0
    move = Move(answered, Stage.SQL, MoveReason.ACCEPTED, NOON + 9 * DAY)
    done(office, NOON + 9 * DAY, lambda: move_stage(move, audit.SYSTEM))
    seen(office, NOON + 9 * DAY)
    with tenancy.scope(office.workspace.id):
        assert [row.lead_id for row in BacktestLead.objects.exclude(outcome_at=None)] == [answered]


def test_tags_that_become_one_and_part_are_seen(followed: Office) -> None:
    office = followed
    lead = office.lead(NOON + DAY)
    vip = done(office, NOON + DAY, lambda: define_tag("VIP", "factual", "", audit.SYSTEM))
    done(office, NOON + 2 * DAY, lambda: tag_lead(lead, "VIP", audit.SYSTEM))
    assert seen(office, NOON + 2 * DAY)[lead] == 0
    done(office, NOON + 3 * DAY, lambda: merge_tags(vip, Tag.objects.get(name="Partner"), audit.SYSTEM))
    assert seen(office, NOON + 3 * DAY)[lead] == 50
    done(office, NOON + 4 * DAY, lambda: unmerge_tag(vip, audit.SYSTEM))
    assert seen(office, NOON + 4 * DAY)[lead] == 0


def test_a_company_that_changes_by_itself_is_seen(followed: Office) -> None:
    """Nobody touches the lead: what its company is said to be changes, by hand or by a message about somebody else."""
    office = followed
    lead = office.lead(NOON + DAY, email="lena@acme-works.example")
    assert seen(office, NOON + DAY)[lead] == 0
    with tenancy.scope(office.workspace.id):
        company = Person.objects.get(pk=office.get(lead).person_id).company_id
        ShadowLead.objects.all().delete()
    with clock.pretend(NOON + 2 * DAY), tenancy.scope(office.workspace.id):
        firmographics.say(company, {"industry": "machines"}, audit.SYSTEM)
        while work.do_batch("facts", office.workspace.id):
            pass
        assert list(ShadowLead.objects.values_list("lead_id", flat=True).distinct()) == [lead]


def test_what_is_heard_late_and_what_a_bot_did_are_seen(followed: Office) -> None:
    office, at = followed, NOON + 20 * DAY
    lead = office.lead(NOON + DAY)
    (late,) = office.did(lead, "live_broadcast_watched", NOON + 2 * DAY, now=at)
    assert seen(office, at)[lead] == pytest.approx(30)
    with clock.pretend(at + DAY), tenancy.scope(office.workspace.id):
        sql.execute("UPDATE tracking_event SET is_bot = true WHERE workspace_id = %(workspace_id)s AND id = %(id)s", id=str(late))
        disown.disown([late], at + DAY)
    assert seen(office, at + DAY)[lead] == 0


def test_what_happened_between_the_test_and_its_shadow_is_looked_at(office: Office) -> None:
    lead = office.lead(NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"fit": [TITLE]})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON + DAY)
    done(office, NOON + 2 * DAY, lambda: change_person(office.get(lead).person_id, {"title": "Chief"}, audit.SYSTEM))
    done(office, NOON + 9 * DAY, lambda: shadow.begin_shadow(test.pk, audit.SYSTEM))
    assert seen(office, NOON + 9 * DAY)[lead] == 40
    done(office, NOON + 10 * DAY, lambda: change_person(office.get(lead).person_id, {"title": ""}, audit.SYSTEM))
    done(office, NOON + 10 * DAY, lambda: shadow.end_shadow(test.pk, audit.SYSTEM))
    with tenancy.scope(office.workspace.id):
        assert ShadowLead.objects.count() == 0


def test_who_began_to_write_before_the_shadow_and_ended_after_it_is_looked_at(office: Office) -> None:
    """Such a batch sees no shadow, so it notes nobody, and at the shadow's beginning nobody sees what it wrote."""
    lead = office.lead(NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"fit": [TITLE]})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON + DAY)
    at = NOON + 2 * DAY
    done(office, at, lambda: shadow.begin_shadow(test.pk, audit.SYSTEM))
    with tenancy.scope(office.workspace.id):
        assert ShadowLead.objects.count() == 0, "the request looks at nobody"
    done(office, at + timedelta(seconds=9), lambda: change_person(office.get(lead).person_id, {"title": "Chief"}, audit.SYSTEM))
    with tenancy.scope(office.workspace.id):
        ShadowLead.objects.all().delete()  # as if nobody had been told
    assert seen(office, at)[lead] == 40


def test_a_company_that_changed_between_the_test_and_its_shadow_is_looked_at(office: Office) -> None:
    lead = office.lead(NOON, email="lena@acme-works.example")
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        maker = {"name": "maker", "label": "Maker", "field": "industry", "points": 33, "any_of": ["machines"]}
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"fit": [maker]})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON + DAY)
    with tenancy.scope(office.workspace.id):
        company = Person.objects.get(pk=office.get(lead).person_id).company_id
    done(office, NOON + 2 * DAY, lambda: firmographics.say(company, {"industry": "machines"}, audit.SYSTEM))
    done(office, NOON + 3 * DAY, lambda: shadow.begin_shadow(test.pk, audit.SYSTEM))
    assert seen(office, NOON + 3 * DAY)[lead] == 33


@pytest.mark.parametrize("end", ["publish", "drop_draft"])
def test_the_shadow_ends_with_its_draft(office: Office, end: str) -> None:
    """Published or thrown away, there is no draft left to compare: the shadow stops, and cannot begin again."""
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        shadow.begin_shadow(test.pk, audit.SYSTEM)
        getattr(rulebooks, end)(2, audit.SYSTEM)
        assert Backtest.objects.get().shadow_at is None
        assert list(AuditEntry.objects.filter(verb="backtest.shadow_ended").values_list("target_id", flat=True)) == [str(test.pk)]
        with pytest.raises(Refused) as caught:
            shadow.begin_shadow(test.pk, audit.SYSTEM)
        assert caught.value.code == "not_the_draft"


def test_the_first_look_goes_over_all_leads_some_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One question of all leads of a large workspace would take longer than the database lets it, again and again."""
    monkeypatch.setattr(shadow, "LOOKED", 2)
    leads = [office.lead(NOON) for _ in range(5)]
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"fit": [TITLE]})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON + DAY)
    for lead in (leads[0], leads[4]):
        done(office, NOON + 2 * DAY, lambda: change_person(office.get(lead).person_id, {"title": "Chief"}, audit.SYSTEM))  # noqa: B023
    at = NOON + 3 * DAY
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        shadow.begin_shadow(test.pk, audit.SYSTEM)
    with clock.pretend(at + 2 * shadow.EVERY), tenancy.scope(office.workspace.id):
        for n in (2, 4):
            assert shadow.follow() == 1
            found = Backtest.objects.get()
            assert (found.after_id, found.until) == (sorted(leads)[n - 1], test.until)
            assert ShadowLead.objects.count() == len({leads[0], leads[4]} & set(sorted(leads)[:n]))
        assert shadow.follow() == 1
        peaks = dict(BacktestLead.objects.values_list("lead_id", "draft_peak"))
        assert peaks == {lead: 40 * (lead in (leads[0], leads[4])) for lead in leads}
        assert not shadow.is_due()
