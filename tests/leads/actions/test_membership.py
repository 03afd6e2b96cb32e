"""Members are kept as things happen and as time passes, and are at every moment those whom the conditions name."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions import membership
from leads.actions.erase import erase_person
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.actions.segments import build_segment
from leads.actions.unmerge import undo_merge
from leads.models import Lead, PersonMerge, Segment, SegmentStanding, SegmentStay, SegmentTouch
from leads.queries import membership as standings
from leads.queries import segments, trees
from tests.cast import Cast
from tests.leads import segment_life
from tests.leads.segment_life import EVENTS

DAY = timedelta(days=1)
# One life; `make soak` lives the hundred thousand of the promise (test_membership_soak).
HAPPENINGS = 150


def settle() -> None:
    """What the worker does until nothing is left."""
    for _ in range(100):
        if not standings.pending():
            return
        membership.bring_up_to_date()
    raise AssertionError("the segments never became quiet")


def asked_whole() -> dict[str, set[UUID]]:
    """Every segment asked of the database from the beginning."""
    return {found.name: trees.members(node) for found, node in segments.in_order(segments.newest())}


def kept() -> dict[str, set[UUID]]:
    members: dict[UUID, set[UUID]] = {}
    for line, lead in SegmentStanding.objects.filter(inside=True).values_list("line_id", "lead_id"):
        members.setdefault(line, set()).add(lead)
    return {found.name: members.get(found.line_id, set()) for found in segments.newest()}


def some_segments() -> None:
    """What marketers ask for, each leaf somewhere, standing on each other."""
    demo = {"ask": "did", "event": "demo_viewed", "times": 2, "days": 7}
    hot = build_segment(name="Hot", tree={"any": [demo, {"ask": "score", "op": "at_least", "value": 55}]}, actor=SYSTEM)
    on_hot = {"ask": "segment", "segment": str(hot.line_id)}
    quiet = {"ask": "moment", "field": "last_active_at", "op": "before", "days": 3}
    silent = build_segment(
        name="Silent", tree={"all": [{"not": on_hot}, {"any": [quiet, {"not": {"ask": "did", "event": "*"}}]}]}, actor=SYSTEM
    )
    build_segment(name="A list of all", tree={"any": [on_hot, {"ask": "segment", "segment": str(silent.line_id)}]}, actor=SYSTEM)
    build_segment(name="Order", tree={"ask": "sequence", "first": EVENTS[0], "then": EVENTS[1], "within": 3, "days": 7}, actor=SYSTEM)
    tags = [{"ask": "tag", "tag": "hot", "weight": 0.5}, {"ask": "tag", "tag": "cold", "weight": 1.2}]
    build_segment(name="Tags", tree={"any": tags}, actor=SYSTEM)
    ending = [{"ask": "tag", "tag": "linear", "weight": 0.4}, {"ask": "tag", "tag": "brief"}, {"ask": "tag", "tag": "warm", "weight": 1}]
    build_segment(name="Ending tags", tree={"any": ending}, actor=SYSTEM)
    fields = [
        {"ask": "text", "field": "industry", "op": "contains", "values": ["soft"]},
        {"ask": "number", "field": "attribute:size", "value": 3},
    ]
    build_segment(name="Fields", tree={"any": fields}, actor=SYSTEM)
    passed = [{"ask": "been", "stage": "mql", "times": 2, "days": 30}, {"ask": "stage", "stages": ["target"], "visit": 2}]
    build_segment(name="Stages", tree={"any": [*passed, {"ask": "first", "event": EVENTS[2], "days": 3}]}, actor=SYSTEM)
    build_segment(name="Returned", tree={"ask": "number", "field": "returns", "value": 1}, actor=SYSTEM)
    looked = {"ask": "engaged_time", "seconds": 60, "days": 3, "page": "www."}
    build_segment(name="Looked", tree={"any": [looked, {"ask": "engaged_time", "seconds": 120}]}, actor=SYSTEM)
    build_segment(name="Pages", tree={"ask": "did", "event": "*", "of": "pages", "times": 2, "days": 1}, actor=SYSTEM)
    stays = [{"ask": "overdue"}, {"ask": "ping_pong", "times": 1, "days": 7}]
    build_segment(name="Stays", tree={"any": stays}, actor=SYSTEM)


@pytest.fixture
def life(acme: Cast, noon: datetime) -> Iterator[tuple[list[UUID], Random]]:
    random = Random(11)
    some_segments()
    return segment_life.people(12, random), random


def test_members_are_after_each_happening_those_whom_the_conditions_name(life: tuple[list[UUID], Random], noon: datetime) -> None:
    leads, random = life
    at, moves = noon, 0
    for number in range(HAPPENINGS):
        at += timedelta(hours=random.choice((0, 0.01, 1, 7, 60)))
        with clock.pretend(at):
            segment_life.happen(random.choice(leads), random, at)
            settle()
            before = kept()
            assert before == asked_whole(), f"after {number + 1} happenings"
            moves += sum(map(len, before.values()))
    assert moves > HAPPENINGS
    entered, left = SegmentStay.objects.count(), SegmentStay.objects.exclude(left_at=None).count()
    assert entered > left > HAPPENINGS / 20
    assert entered - left == sum(map(len, kept().values()))


def test_people_who_are_joined_and_parted_stand_where_they_belong(life: tuple[list[UUID], Random], noon: datetime) -> None:
    leads, random = life
    for number in range(40):
        with clock.pretend(noon + number * timedelta(hours=3)):
            segment_life.happen(random.choice(leads), random, clock.now())
    with clock.pretend(noon + 5 * DAY):
        settle()
        before = kept()
        one, two = (Lead.objects.get(pk=lead).person_id for lead in leads[:2])
        merge_people(one, two, SYSTEM)
        settle()
        assert kept() == asked_whole()
        assert not any(lead in members for members in kept().values() for lead in leads[1:2])
        undo_merge(PersonMerge.objects.get().pk, SYSTEM)
        settle()
        assert kept() == asked_whole() == before


def test_time_alone_makes_members_leave_at_the_foretold_instant(acme: Cast, noon: datetime) -> None:
    lead = create_lead({"email": "lena@firm.example"}, SYSTEM).pk
    found = build_segment(name="New", tree={"ask": "moment", "field": "created_at", "days": 8}, actor=SYSTEM)
    settle()
    told = standings.why(found.line_id, lead)
    assert told is not None
    assert (told.inside, told.since, told.turns_at) == (True, noon, noon + 8 * DAY)
    with clock.pretend(noon + 8 * DAY - timedelta(seconds=1)):
        assert not standings.pending()
    with clock.pretend(noon + 9 * DAY):  # the worker was away for a day: history tells the instant, not the delay
        assert standings.pending()
        settle()
        assert standings.members(found.line_id) == set()
        (stay,) = standings.stays(found.line_id, lead)
        assert (stay.entered_at, stay.left_at) == (noon, noon + 8 * DAY)


def test_what_asks_another_segment_knows_when_that_changes(acme: Cast, noon: datetime) -> None:
    """M9: by the first change of the one that is asked, however deep, and by what it asks itself."""
    lead = create_lead({"email": "lena@firm.example"}, SYSTEM).pk
    new = build_segment(name="New", tree={"ask": "moment", "field": "created_at", "days": 8}, actor=SYSTEM)
    on_new: dict[str, Any] = {"ask": "segment", "segment": str(new.line_id)}
    old = build_segment(name="Old", tree={"not": on_new}, actor=SYSTEM)
    on_old = {"ask": "segment", "segment": str(old.line_id)}
    fresh = {"ask": "moment", "field": "created_at", "days": 3}
    foretold = {
        "Both": ({"all": [on_new, fresh]}, 3), "Either": ({"any": [on_new, fresh]}, 8), "Deep": (on_old, 8),
        "All": ({"any": [on_new, on_old]}, None),
    }  # fmt: skip
    found = {name: build_segment(name=name, tree=tree, actor=SYSTEM) for name, (tree, _) in foretold.items()}
    settle()
    told = {name: standings.why(segment.line_id, lead) for name, segment in found.items()}
    assert {name: why and why.turns_at for name, why in told.items()} == {
        name: noon + days * DAY if days else None for name, (_, days) in foretold.items()
    }
    before = {name: bool(why and why.inside) for name, why in told.items()}
    for name, (_, days) in foretold.items():
        if days:
            with clock.pretend(noon + days * DAY):
                settle()
                assert (lead in standings.members(found[name].line_id)) != before[name]


def test_a_new_version_asks_everybody_again_in_portions(acme: Cast, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    leads = segment_life.people(7, Random(1))
    found = build_segment(name="All", tree={"all": []}, actor=SYSTEM)
    monkeypatch.setattr(membership, "FILL", 3)
    membership.bring_up_to_date()
    assert len(standings.members(found.line_id)) == 3
    settle()
    assert standings.members(found.line_id) == set(leads)
    new = build_segment(name="All", tree={"any": []}, actor=SYSTEM)
    assert (new.line_id, new.version) == (found.line_id, 2)
    settle()
    assert standings.members(found.line_id) == set()
    assert Segment.objects.get(pk=new.pk).filled_at == noon


def test_an_erasure_asks_again_of_whom_spoke_of_the_erased(acme: Cast, noon: datetime) -> None:
    gone = create_lead({"email": "lena@fischer.example"}, SYSTEM)
    friend = create_lead({"email": "theo@firm.example", "attributes": {"told_by": "lena@fischer.example"}}, SYSTEM)
    tree = {"ask": "text", "field": "attribute:told_by", "op": "contains", "values": ["@fischer"]}
    found = build_segment(name="Told", tree=tree, actor=SYSTEM)
    settle()
    assert standings.members(found.line_id) == {friend.pk}
    erase_person(person_id=gone.person_id, actor=SYSTEM, confirm="lena@fischer.example")
    settle()
    assert standings.members(found.line_id) == set()


def test_what_was_refreshed_while_a_portion_was_asked_is_asked_again(transactional_db: None, cast: Cast) -> None:
    """The drain is at the first portion by the old rulebook when the new one is published: nothing of that may count as asked."""
    acme, asking, refreshed = cast.acme.id, Event(), Event()
    with tenancy.scope(acme):
        build_segment(name="All", tree={"all": []}, actor=SYSTEM)
        create_lead({"email": "lena@firm.example"}, SYSTEM)

    def publish() -> None:
        try:
            asking.wait(10)
            with tenancy.scope(acme):
                refreshed.set()
                membership.refresh()
        finally:
            connection.close()

    plain = membership.ask

    def ask(*given: Any) -> Any:
        asking.set()
        refreshed.wait(10)
        time.sleep(0.3)  # the refresh is done by now, or waits for us
        return plain(*given)

    with ThreadPoolExecutor(1) as pool, pytest.MonkeyPatch.context() as patch:
        other = pool.submit(publish)
        patch.setattr(membership, "ask", ask)
        with tenancy.scope(acme):
            SegmentTouch.objects.all().delete()
            membership.bring_up_to_date()
        other.result(10)
    with tenancy.scope(acme):
        assert Segment.objects.get().filled_at is None
        assert standings.pending()


def test_without_segments_nobody_is_touched(acme: Cast) -> None:
    create_lead({"email": "lena@firm.example"}, SYSTEM)
    assert SegmentTouch.objects.count() == 0


def test_why_names_the_leaf_with_its_evidence(acme: Cast, noon: datetime) -> None:
    lead = create_lead({"email": "lena@firm.example", "industry": "Software"}, SYSTEM)
    tree = {"all": [{"ask": "text", "field": "industry", "op": "is", "values": ["software"]}, {"ask": "did", "event": "x"}]}
    found = build_segment(name="Both", tree=tree, actor=SYSTEM)
    told = standings.why(found.line_id, lead.pk)
    assert told is not None
    assert told.judged is not None
    assert [(part.verdict.holds, [one.text for one in part.verdict.evidence]) for part in told.judged.parts] == [
        (True, ["Software"]), (False, ["0 ×"]),
    ]  # fmt: skip
    assert (told.inside, told.turns_at) == (False, None)
