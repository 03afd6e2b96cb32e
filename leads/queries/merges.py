"""Merges: those that stand, what one of them kept, and which have to be undone before it can be."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from leads.models import PersonMerge


def merge(merge_id: UUID) -> PersonMerge | None:
    return PersonMerge.objects.select_related("winner", "loser").filter(pk=merge_id).first()


def standing(merge_ids: Iterable[UUID]) -> set[UUID]:
    """Those of `merge_ids` that nobody has undone."""
    return set(PersonMerge.objects.filter(id__in=list(merge_ids), undone_at=None).values_list("id", flat=True))


def kept(merge_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What each merge moved and what the stations noted, with "recorded_at" and the people."""
    found = PersonMerge.objects.filter(id__in=list(merge_ids))
    return {m.pk: {**m.moved, "recorded_at": m.recorded_at, "winner_person": m.winner_id, "loser_person": m.loser_id} for m in found}


def dependent(asked: PersonMerge) -> list[PersonMerge]:
    """Later merges that stand on this one, the newest first: whoever it made was merged again, or took in others."""
    people, found = {asked.winner_id}, []
    for later in PersonMerge.objects.filter(undone_at=None, id__gt=asked.pk).order_by("id"):
        if later.winner_id in people or later.loser_id in people:
            people.add(later.winner_id)
            found.append(later)
    return found[::-1]


def people_of(merge_ids: Iterable[UUID]) -> list[UUID]:
    """Winner and loser of each of these merges; somebody of several of them is there several times."""
    pairs = PersonMerge.objects.filter(id__in=list(merge_ids)).values_list("winner_id", "loser_id")
    return [person for pair in pairs for person in pair]


def undoable(merge: PersonMerge) -> bool:
    """Whether it kept what it takes to undo it; merges of before that record was kept did not."""
    return merge.undone_at is None and "after" in merge.moved


def of_person(person_id: UUID) -> list[PersonMerge]:
    """Merges that made this person what they are, also those of whoever was merged into them (three steps deep), newest first."""
    here = Q(winner_id=person_id) | Q(loser_id=person_id)
    here |= Q(winner__merged_into=person_id) | Q(winner__merged_into__merged_into=person_id)
    return list(PersonMerge.objects.select_related("winner", "loser").filter(here).order_by("-id"))
