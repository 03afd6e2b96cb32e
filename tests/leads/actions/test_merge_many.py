"""Every pair from a confidence on in one go, and back in one go."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from kernel import ids, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.duplicates import merge_pair
from leads.actions.merge_many import merge_surest, undo_batch
from leads.actions.people import create_lead
from leads.actions.unmerge import undo_merge
from leads.models import Duplicate, MergeBatch, Person
from tests.cast import Cast, as_actor
from tests.leads.stage import Stage
from tests.leads.whole import differences

FIELDS = ("id", "name", "email", "title", "merged_into_id", "company_id")


def queue(cast: Cast, pump: Callable[[], int]) -> None:
    """Three pairs of one mailbox and one name (98), one of a name at one company only (72)."""
    with tenancy.scope(cast.acme.id):
        mara = as_actor(cast.mara)
        for name in ("Ada Berg", "Lena Fischer", "Tom Adler"):
            first = name.split()[0].lower()
            create_lead({"name": name, "email": f"{first}@acme.example"}, mara)
            create_lead({"name": name, "email": f"{first}+x@acme.example", "title": "CTO"}, mara)
        for local in ("w.wang", "wei"):
            create_lead({"name": "Wei Wang", "email": f"{local}@globex.example"}, mara)
    pump()


def people() -> list[Any]:
    return list(Person.objects.order_by("id").values_list(*FIELDS))


def test_the_sure_ones_are_merged_and_all_of_them_are_taken_apart_again(cast: Cast, pump: Callable[[], int]) -> None:
    queue(cast, pump)
    with tenancy.scope(cast.acme.id):
        mara, before = as_actor(cast.mara), people()
        assert sorted(Duplicate.objects.values_list("confidence", flat=True)) == [72, 98, 98, 98]
        batch = merge_surest(actor=mara, least=90, expected=3)
        assert (len(batch.merges), Person.objects.filter(merged_into=None).count()) == (3, 5)
        assert list(Duplicate.objects.filter(state="open").values_list("confidence", flat=True)) == [72]
    pump()
    with tenancy.scope(cast.acme.id):
        assert undo_batch(batch.pk, actor=mara) == 3
        assert people() == before
        assert Duplicate.objects.filter(state="open").count() == 4
        verbs = ["people.merged", "people.unmerged"]
        assert list(AuditEntry.objects.filter(verb__in=verbs).order_by("id").values_list("verb", flat=True)) == verbs
        with pytest.raises(Refused) as refused:
            undo_batch(batch.pk, actor=mara)
        assert refused.value.status == 409


def test_three_records_of_one_human_leave_a_pair_for_the_next_look(cast: Cast, pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        for tag in ("", "+x", "+y"):
            create_lead({"name": "Lena Fischer", "email": f"lena{tag}@acme.example"}, as_actor(cast.mara))
    pump()
    with tenancy.scope(cast.acme.id):
        before = people()
        first = merge_surest(actor=as_actor(cast.mara), least=80)
    pump()
    with tenancy.scope(cast.acme.id):
        if Duplicate.objects.filter(state="open", one__merged_into=None, other__merged_into=None).exists():
            second = merge_surest(actor=as_actor(cast.mara), least=80)
            undo_batch(second.pk, actor=as_actor(cast.mara))
        undo_batch(first.pk, actor=as_actor(cast.mara))
        assert people() == before


def test_merges_of_one_go_that_stand_on_each_other_are_given_back_whole(stage: Stage) -> None:
    """Two become part of a third: the second brings a title, which is worth points; the first has done enough for sales."""
    for number, tag in enumerate(("", "+x", "+y")):
        stage.person(number, {"name": "Lena Fischer", "email": f"lena{tag}@firm.example", **({"title": "CEO"} if tag == "+y" else {})})
    stage.did(1, "offline_meeting_attended", 2)
    stage.did(2, "asset_downloaded", 3)
    before = stage.whole()
    batch = stage.settle(lambda: merge_surest(actor=stage.actor, least=80))
    assert len(batch.merges) == 2
    stage.settle(lambda: undo_batch(batch.pk, actor=stage.actor))
    assert differences(before, stage.whole()) == {}


def test_one_undone_by_itself_stays_so_and_the_rest_is_undone(cast: Cast, pump: Callable[[], int]) -> None:
    queue(cast, pump)
    with tenancy.scope(cast.acme.id):
        mara, before = as_actor(cast.mara), people()
        batch = merge_surest(actor=mara, least=90)
        undo_merge(UUID(batch.merges[1]), mara)
        assert undo_batch(batch.pk, actor=mara) == 2
        assert people() == before


def test_what_was_not_shown_is_not_merged(cast: Cast, pump: Callable[[], int]) -> None:
    queue(cast, pump)
    with tenancy.scope(cast.acme.id):
        mara = as_actor(cast.mara)
        for asked, status in (({"least": 79}, 400), ({"least": 101}, 400), ({"least": 90, "expected": 2}, 409), ({"least": 100}, 409)):
            with pytest.raises(Refused) as refused:
                merge_surest(actor=mara, **asked)
            assert refused.value.status == status
        merge_pair(Duplicate.objects.filter(confidence=98)[0].pk, mara)
        with pytest.raises(Refused):
            merge_surest(actor=mara, least=90, expected=3)
        assert MergeBatch.objects.count() == 0
    with tenancy.scope(cast.globex.id), pytest.raises(Refused):
        undo_batch(ids.new(), actor=as_actor(cast.otto))
