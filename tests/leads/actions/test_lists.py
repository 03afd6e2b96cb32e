"""Lists: members named one by one."""

from datetime import datetime
from uuid import UUID

import pytest

from kernel import facts
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions import lists, membership
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.actions.segments import archive_segment, build_segment, restore_segment
from leads.actions.unmerge import undo_merge
from leads.models import Lead, PersonMerge
from leads.queries import membership as standings
from leads.queries import segments
from tests.cast import Cast
from tests.leads.actions.test_membership import settle


def someone(name: str) -> Lead:
    return create_lead({"name": name, "email": f"{name}@firm.example"}, SYSTEM)


def test_a_frozen_list_stays_when_the_segment_moves_on(acme: Cast, noon: datetime) -> None:
    one = someone("lena")
    found = build_segment(name="All", tree={"all": []}, actor=SYSTEM)
    settle()
    frozen = lists.freeze(segment=found, name="Then", actor=SYSTEM)
    two = someone("theo")
    settle()
    assert standings.members(found.line_id) == {one.pk, two.pk}
    assert standings.members(frozen.line_id) == {one.pk}
    membership.refresh()
    settle()
    assert standings.members(frozen.line_id) == {one.pk}


def test_a_segment_may_stand_on_a_list_and_follows_it(acme: Cast) -> None:
    one, two = someone("lena"), someone("theo")
    fair = lists.make_list(name="Fair", lead_ids=[one.pk], actor=SYSTEM)
    not_there = build_segment(name="Not", tree={"not": {"ask": "segment", "segment": str(fair.line_id)}}, actor=SYSTEM)
    settle()
    assert standings.members(not_there.line_id) == {two.pk}
    assert (
        lists.add(segment=fair, lead_ids=[one.pk, two.pk], actor=SYSTEM),
        lists.remove(segment=fair, lead_ids=[one.pk], actor=SYSTEM),
    ) == (1, 1)
    settle()
    assert standings.members(not_there.line_id) == {one.pk}
    assert [stay.left_at is None for stay in standings.stays(fair.line_id, one.pk)] == [False]


def test_who_becomes_part_of_another_is_replaced_on_lists(acme: Cast) -> None:
    winner, loser = someone("lena"), someone("theo")
    fair = lists.make_list(name="Fair", lead_ids=[loser.pk], actor=SYSTEM)
    merge_people(winner.person_id, loser.person_id, SYSTEM)
    settle()
    assert standings.members(fair.line_id) == {winner.pk}
    undo_merge(PersonMerge.objects.get().pk, SYSTEM)
    settle()
    assert standings.members(fair.line_id) == {winner.pk, loser.pk}


def test_the_stay_of_who_becomes_part_of_another_ends_and_goes_on_after_the_undoing(acme: Cast, noon: datetime) -> None:
    winner, loser = someone("lena"), someone("theo")
    fair = lists.make_list(name="Fair", lead_ids=[winner.pk, loser.pk], actor=SYSTEM)
    merge_people(winner.person_id, loser.person_id, SYSTEM)
    settle()
    assert [stay.left_at for stay in standings.stays(fair.line_id, loser.pk)] == [noon]
    undo_merge(PersonMerge.objects.get().pk, SYSTEM)
    settle()
    assert [stay.left_at for stay in standings.stays(fair.line_id, loser.pk)] == [None]
    assert lists.remove(segment=fair, lead_ids=[loser.pk], actor=SYSTEM) == 1


def test_the_last_of_a_chain_takes_the_place_on_the_lists_of_all(acme: Cast) -> None:
    """One batch of events may make theo part of max and max part of lena."""
    lena, max_, theo = (someone(name) for name in ("lena", "max", "theo"))
    fair = lists.make_list(name="Fair", lead_ids=[theo.pk], actor=SYSTEM)
    membership.follow([max_.pk, lena.pk], [theo.pk, max_.pk])
    assert standings.members(fair.line_id) == {lena.pk, theo.pk}  # theo until the drain sees that his lead is closed


def test_lists_announce_who_comes_and_goes(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[list[UUID], list[UUID]]] = []
    lena = someone("lena").pk
    monkeypatch.setattr(facts, "publish", lambda fact: told.append((fact.entered, fact.left)))
    fair = lists.make_list(name="Fair", lead_ids=[lena], actor=SYSTEM)
    lists.add(segment=fair, lead_ids=[lena], actor=SYSTEM)
    lists.remove(segment=fair, lead_ids=[lena], actor=SYSTEM)
    assert told == [([lena], []), ([], [lena])]


def test_pasted_addresses_find_people_and_name_the_strangers(acme: Cast) -> None:
    lena = someone("lena")
    made = lists.import_list(name="Fair", text="Lena@firm.example, x@y.example\n;no address", actor=SYSTEM)
    assert (made.found, made.missing) == (1, ["x@y.example", "no address"])
    assert standings.members(made.segment.line_id) == {lena.pk}


@pytest.mark.parametrize(
    ("name", "text", "field"), [("", "lena@firm.example", "name"), ("Fair", "lena@firm.example", "name"), ("New", "nothing", "addresses")]
)
def test_a_list_needs_a_free_name_and_an_address(acme: Cast, name: str, text: str, field: str) -> None:
    someone("lena")
    lists.make_list(name="Fair", lead_ids=[], actor=SYSTEM)
    with pytest.raises(Refused) as refused:
        lists.import_list(name=name, text=text, actor=SYSTEM)
    assert refused.value.field == field


def test_only_lists_are_changed_by_hand(acme: Cast) -> None:
    found = build_segment(name="All", tree={"all": []}, actor=SYSTEM)
    with pytest.raises(Refused, match="conditions"):
        lists.add(segment=found, lead_ids=[], actor=SYSTEM)
    lists.make_list(name="Fair", lead_ids=[], actor=SYSTEM)
    with pytest.raises(Refused, match="list has this name"):
        build_segment(name="Fair", tree={"all": []}, actor=SYSTEM)


def test_a_list_is_made_of_as_many_as_were_shown(acme: Cast) -> None:
    lena = someone("lena")
    found = build_segment(name="All", tree={"all": []}, actor=SYSTEM)
    settle()
    for make in (
        lambda expected: lists.freeze(segment=found, name="Then", actor=SYSTEM, expected=expected),
        lambda expected: lists.import_list(name="Pasted", text="lena@firm.example", actor=SYSTEM, expected=expected).segment,
    ):
        with pytest.raises(Refused) as refused:
            make(2)
        assert (refused.value.code, refused.value.status) == ("changed", 409)
        assert standings.members(make(1).line_id) == {lena.pk}


def test_a_list_that_is_taken_back_frees_its_name_and_comes_back_with_its_members(acme: Cast) -> None:
    one = someone("lena")
    first = lists.make_list(name="Fair", lead_ids=[one.pk], actor=SYSTEM)
    archive_segment(segment_id=first.pk, actor=SYSTEM)
    second = lists.make_list(name="Fair", lead_ids=[], actor=SYSTEM)
    assert [each.pk for each in segments.segments()] == [second.pk]
    back = restore_segment(segment_id=first.pk, actor=SYSTEM)
    assert back.name.startswith("Fair (")
    assert standings.members(back.line_id) == {one.pk}
    assert {each.pk for each in segments.segments()} == {first.pk, second.pk}
