"""Members of a segment come to the stage whose entry rule names it: when they come in, and when the rule is published."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, facts, tenancy, work
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions import entry_rules
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import create_lead
from leads.actions.schemes import entering, publish_scheme, read
from leads.actions.segments import archive_segment, build_segment
from leads.actions.snapshot import mark_returned
from leads.domain.schemes import DEFAULTS, Scheme, plain
from leads.enums import SchemeName
from leads.facts import SegmentChanged
from leads.models import Lead, Person, Segment, StageScheme, StageVisit
from leads.queries import schemes
from sales.models import HandOff
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.people import Office
from tracking.actions.accept import accept_messages

NINE = SchemeName.NINE.value
DAY = timedelta(days=1)
ASKED = {"ask": "did", "event": "plan_compared", "days": 30}


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast.acme)


def by_segment(line: UUID | str, stage: str = "mql", of: Scheme = DEFAULTS[NINE]) -> Scheme:
    return replace(of, stages=tuple(replace(one, entry_segment=str(line)) if one.key == stage else one for one in of.stages))


def rule(office: Office, at: Any, stage: str = "mql", tree: Any = None, expected: int | None = None) -> UUID:
    """A segment, filled, and a scheme in which its members come to `stage`."""
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        line = build_segment(name=f"Asked for {stage}", tree=tree or ASKED, actor=SYSTEM).line_id
    office.run(at)
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        publish_scheme(NINE, by_segment(line, stage, schemes.standing(NINE).scheme), SYSTEM, expected=expected)
    office.run(at)
    return UUID(str(line))


def visits(office: Office, lead: UUID) -> list[tuple[str, int, str, str]]:
    with tenancy.scope(office.workspace.id):
        found = StageVisit.objects.filter(lead_id=lead, undone_at=None).order_by("entered_at", "recorded_at", "id")
        return [(visit.stage, visit.visit_no, visit.reason, visit.note) for visit in found][1:]


def test_who_comes_in_moves_through_what_is_passed_and_is_handed_over_once(office: Office) -> None:
    rule(office, NOON)
    lead = office.lead(NOON)
    office.did(lead, "plan_compared", NOON)
    passed = [(stage, 1, "passed", "") for stage in ("engaged", "target")]
    assert visits(office, lead)[1:] == [*passed, ("mql", 1, "entry_rule", "Asked for mql")]
    with tenancy.scope(office.workspace.id):
        assert HandOff.objects.filter(lead_id=lead).count() == 1
        line = next(iter(entry_rules.entry_rules.standing().values()))
        with clock.pretend(NOON):
            facts.publish(SegmentChanged(line_id=line, entered=[lead], left=[], at=NOON))
    office.run(NOON)
    assert len(visits(office, lead)) == 4, "told again, nobody stands before it"


def test_nobody_is_moved_back_and_a_stranger_stays(office: Office, cast: Cast) -> None:
    rule(office, NOON, "engaged")
    lead, stranger = office.lead(NOON), office.lead(NOON, name="", email="")
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        move_stage(Move(lead, "target", "manual", NOON, "Seen at the fair"), SYSTEM)
        Person.objects.filter(pk=office.get(stranger).person_id).update(known_at=None)
    for each in (lead, stranger):
        office.did(each, "plan_compared", NOON)
    assert office.get(lead).stage == "target"
    assert [reason for each in (lead, stranger) for _, _, reason, _ in visits(office, each) if reason == "entry_rule"] == []


def test_who_was_returned_comes_again_by_coming_in_again_after_the_cool_down(office: Office) -> None:
    rule(office, NOON)
    lead = office.lead(NOON)
    office.did(lead, "plan_compared", NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        mark_returned(lead, NOON + 8 * DAY)
        move_stage(Move(lead, "target", "sales_return", NOON + DAY), SYSTEM)
    office.did(lead, "plan_compared", NOON + 2 * DAY)
    assert office.get(lead).stage == "target", "still a member: nothing comes in"
    office.run(NOON + 40 * DAY)
    office.did(lead, "plan_compared", NOON + 41 * DAY)
    assert (office.get(lead).stage, visits(office, lead)[-1]) == ("mql", ("mql", 2, "entry_rule", "Asked for mql"))


def test_a_cooling_lead_that_comes_in_waits(office: Office) -> None:
    rule(office, NOON)
    lead = office.lead(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        mark_returned(lead, NOON + 8 * DAY)
    office.did(lead, "plan_compared", NOON + DAY)
    assert office.get(lead).stage == "name"


def test_members_of_now_are_counted_before_and_moved_after(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_rules, "BATCH", 1)
    leads = [office.lead(NOON) for _ in range(3)]
    for lead in leads:
        office.did(lead, "plan_compared", NOON)
    for wrong in (None, 2, 4):
        with pytest.raises(Refused, match="3 in all") as refused:
            rule(office, NOON, "target", expected=wrong)
        assert (refused.value.code, refused.value.field) == ("confirm", "expected")
    rule(office, NOON, "target", expected=3)
    assert [office.get(lead).stage for lead in leads] == ["target"] * 3
    with tenancy.scope(office.workspace.id):
        assert StageScheme.objects.get().entering is None
        assert publish_scheme(NINE, DEFAULTS[NINE], SYSTEM).entering is None


def test_who_is_in_the_segments_of_two_stages_is_counted_once_where_they_come_to_in_the_end(office: Office) -> None:
    both, one, cooling = (office.lead(NOON) for _ in range(3))
    for lead in (both, cooling):
        office.did(lead, "plan_compared", NOON)
    for lead in (both, one, cooling):
        office.did(lead, "page_seen", NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        mark_returned(cooling, NOON + 8 * DAY)
        trees = {"mql": ASKED, "target": {**ASKED, "event": "page_seen"}}
        lines = {stage: build_segment(name=stage, tree=tree, actor=SYSTEM).line_id for stage, tree in trees.items()}
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        scheme = by_segment(lines["target"], "target", by_segment(lines["mql"]))
        assert entering(scheme, schemes.standing(NINE).scheme) == {"mql": 1, "target": 2}
        publish_scheme(NINE, scheme, SYSTEM, expected=3)
    office.run(NOON)
    assert [office.get(lead).stage for lead in (both, one, cooling)] == ["mql", "target", "target"]


def test_a_stranger_who_came_in_comes_to_the_stage_when_there_is_a_name(office: Office) -> None:
    rule(office, NOON, "target")
    device: dict[str, Any] = {"anonymousId": "dev-1"}
    who = {"email": "i@firm.example"}
    told = ({"type": "track", "messageId": "m1", "event": "plan_compared"}, {"type": "identify", "messageId": "m2", "traits": who})
    stages = []
    for hours, each in enumerate(told, 1):
        at = NOON + timedelta(hours=hours)
        with clock.pretend(at), tenancy.scope(office.workspace.id):
            accept_messages([device | each])
        office.run(at)
        with tenancy.scope(office.workspace.id):
            stages.append(Lead.objects.get().stage)
    assert stages[1] == "target"
    assert stages[0] not in ("name", "engaged", "target")


def test_members_that_are_still_looked_for_are_waited_for(office: Office) -> None:
    for _ in range(2):
        office.did(office.lead(NOON), "plan_compared", NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        line = build_segment(name="Asked", tree=ASKED, actor=SYSTEM).line_id
        with pytest.raises(Refused, match="“Asked” are still being looked for") as refused:
            publish_scheme(NINE, by_segment(line, "mql"), SYSTEM)
    assert (refused.value.status, refused.value.code) == (409, "filling")
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id), pytest.raises(Refused, match="2 in all"):
        publish_scheme(NINE, by_segment(line, "mql"), SYSTEM)


def test_a_newer_version_ends_what_an_older_one_began(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_rules, "BATCH", 1)
    leads = [office.lead(NOON) for _ in range(3)]
    for lead in leads:
        office.did(lead, "plan_compared", NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        line = build_segment(name="Asked", tree=ASKED, actor=SYSTEM).line_id
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        publish_scheme(NINE, by_segment(line, "target"), SYSTEM, expected=3)
        work.do_batch(entry_rules.KIND, office.workspace.id)
        publish_scheme(NINE, DEFAULTS[NINE], SYSTEM)
    office.run(NOON)
    assert sorted(office.get(lead).stage for lead in leads) == ["name", "name", "target"]


@pytest.mark.parametrize(("stage", "line", "field"), [
    ("sql", str(UUID(int=1)), "stages[6].entry_segment"), ("name", str(UUID(int=1)), "stages[2].entry_segment"),
    ("mql", "mine", "stages[5].entry_segment"), ("mql", 7, "stages[5].entry_segment"),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_place(acme: Cast, stage: str, line: Any, field: str) -> None:
    told = plain(NINE, DEFAULTS[NINE])
    next(one for one in told["stages"] if one["key"] == stage)["entry_segment"] = line
    with pytest.raises(Refused) as refused:
        read(NINE, told)
    assert refused.value.field == field


def test_a_segment_that_is_not_here_is_refused(office: Office, cast: Cast) -> None:
    with tenancy.scope(cast.globex.id):
        strange = build_segment(name="Theirs", tree=ASKED, actor=SYSTEM).line_id
    with tenancy.scope(office.workspace.id), pytest.raises(Refused) as refused:
        publish_scheme(NINE, by_segment(strange), SYSTEM)
    assert refused.value.field == "stages[5].entry_segment"


def asking(office: Office, count: int) -> tuple[list[UUID], UUID]:
    """Members of a segment, and its line."""
    leads = [office.lead(NOON) for _ in range(count)]
    for lead in leads:
        office.did(lead, "plan_compared", NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        line = build_segment(name="Asked", tree=ASKED, actor=SYSTEM).line_id
    office.run(NOON)
    return leads, UUID(str(line))


def worded(scheme: Scheme, name: str) -> Scheme:
    return replace(scheme, stages=tuple(replace(one, name=name) if one.key == "mql" else one for one in scheme.stages))


def test_a_version_with_the_same_rule_goes_on_with_what_the_one_before_began(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_rules, "BATCH", 1)
    leads, line = asking(office, 3)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        publish_scheme(NINE, by_segment(line, "target"), SYSTEM, expected=3)
        work.do_batch(entry_rules.KIND, office.workspace.id)
        publish_scheme(NINE, worded(schemes.standing(NINE).scheme, "Hot"), SYSTEM)
    office.run(NOON)
    assert [office.get(lead).stage for lead in leads] == ["target"] * 3


def test_a_segment_that_is_archived_since_keeps_its_rule(office: Office) -> None:
    _leads, line = asking(office, 0)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        publish_scheme(NINE, by_segment(line, "target"), SYSTEM)
        archive_segment(segment_id=Segment.objects.get(line_id=line).pk, actor=SYSTEM)
        made = publish_scheme(NINE, worded(schemes.standing(NINE).scheme, "Hot"), SYSTEM)
        assert read(NINE, made.scheme).stage("target").entry_segment == str(line)  # type: ignore[union-attr]
        with pytest.raises(Refused, match="no such segment"):
            publish_scheme(NINE, by_segment(line, "engaged", schemes.standing(NINE).scheme), SYSTEM)


def test_who_is_closed_stays(office: Office) -> None:
    rule(office, NOON)
    lead = office.lead(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        Lead.objects.filter(pk=lead).update(closed_at=NOON, closed_reason="job_change")
    office.did(lead, "plan_compared", NOON)
    assert all(reason != "entry_rule" for _, _, reason, _ in visits(office, lead))


def test_whom_a_file_brought_moves_and_is_not_handed_over_by_itself(office: Office) -> None:
    told = {"ask": "text", "field": "title", "op": "is", "values": ["CEO"]}
    rule(office, NOON, tree=told)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        filed = create_lead({"name": "Ida", "email": "ida@firm.example", "title": "CEO"}, SYSTEM, NOON - 9 * DAY, history=True).pk
        met = create_lead({"name": "Theo", "email": "theo@firm.example", "title": "CEO"}, SYSTEM).pk
    office.run(NOON)
    assert [office.get(lead).stage for lead in (filed, met)] == ["mql", "mql"]
    with tenancy.scope(office.workspace.id):
        assert list(HandOff.objects.values_list("lead_id", flat=True)) == [met]
