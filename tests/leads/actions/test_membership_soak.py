"""`make soak`: members as they are kept are those whom the conditions name, after each of a hundred thousand happenings (M9).

Some hundred happenings make a life of twelve people, with merges and their undoing; each life is rolled back, so that the last is asked
as quickly as the first. `make test` lives one short life; SEGMENT_EVENTS says how many happenings there are, SEGMENT_SHARES among how many
processes they are shared, SEGMENT_SEED with which life they begin. What is told goes to the standard error, because that of a shared-out
test is heard.
"""

import json
import os
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

import pytest
from django.db import transaction

from kernel import clock
from kernel.audit import SYSTEM
from leads.actions.merge import merge_people
from leads.actions.unmerge import undo_merge
from leads.models import Lead, PersonMerge, SegmentStay
from tests.cast import Cast
from tests.leads import far_life, segment_life
from tests.leads.actions.test_membership import asked_whole, kept, settle, some_segments

SHARES = int(os.environ.get("SEGMENT_SHARES", "1"))
# Of the first life; whoever has lived some already goes on with others.
SEED = int(os.environ.get("SEGMENT_SEED", "100"))
HAPPENINGS, LIFE = int(os.environ.get("SEGMENT_EVENTS", "60")) // SHARES, 250


def join(leads: list[UUID], random: Random) -> str:
    """Two people turn out to be one; the list keeps who stays."""
    if len(leads) < 6:
        return part(leads, random)
    one, two = random.sample(leads, 2)
    merge_people(Lead.objects.get(pk=one).person_id, Lead.objects.get(pk=two).person_id, SYSTEM)
    leads[:] = Lead.objects.exclude(closed_reason="merged").order_by("id").values_list("id", flat=True)
    return "joined"


def part(leads: list[UUID], random: Random) -> str:
    """The last merge was none."""
    merge = PersonMerge.objects.filter(undone_at=None).order_by("-at", "-id").first()
    if merge is None:
        return "nothing"
    undo_merge(merge.pk, SYSTEM)
    leads[:] = Lead.objects.exclude(closed_reason="merged").order_by("id").values_list("id", flat=True)
    return "parted"


def happen(leads: list[UUID], random: Random, at: datetime, fair: set[UUID]) -> str:
    """`fair`: who was put on the list, whoever is part of somebody else meanwhile among them."""
    if random.random() < 0.04:
        before = set(leads)
        what = random.choice((join, part))(leads, random)
        if (before - set(leads)) & fair:
            fair.add(Lead.objects.get(person_id=PersonMerge.objects.order_by("-at", "-id")[0].winner_id, number=1).pk)
        return what
    if random.random() < 0.35:
        lead = random.choice(leads)
        what = far_life.happen(lead, random, at)
        if what in ("listed", "unlisted"):
            (fair.add if what == "listed" else fair.discard)(lead)
        return what
    return segment_life.happen(random.choice(leads), random, at)


def live(seed: int, happenings: int, at: datetime) -> Counter[str]:
    """One life; what happened how often, and what was found."""
    random, told, fair = Random(seed), Counter[str](), set[UUID]()
    some_segments()
    leads = segment_life.people(12, random)
    far_life.some_segments()
    for number in range(happenings):
        at += timedelta(hours=random.choice((0, 0.01, 1, 7, 60, 60, 400)))
        with clock.pretend(at):
            what = happen(leads, random, at, fair)
            settle()
            members, asked = kept(), asked_whole()
            listed = members.pop("Fair")
            assert listed == fair & set(leads), f"seed {seed}, happening {number + 1} ({what}): the list"
            assert members == asked, f"seed {seed}, happening {number + 1} ({what})"
            told.update([what])
            told["compared"] += len(asked)
    told["entered"] = SegmentStay.objects.count()
    told["left"] = SegmentStay.objects.exclude(left_at=None).count()
    told["happened"] = number + 1
    assert told["entered"] - told["left"] == sum(map(len, kept().values()))
    return told


@pytest.mark.timeout(24 * 3600)
@pytest.mark.parametrize("share", range(SHARES))
def test_members_are_kept_through_many_lives(acme: Cast, noon: datetime, share: int) -> None:
    told, began, left = Counter[str](), time.monotonic(), HAPPENINGS
    for seed in count(SEED + 10_000 * share):
        if left <= 0:
            break
        with transaction.atomic():
            told += live(seed, min(LIFE, left), noon)
            transaction.set_rollback(True)
        left -= LIFE
        if HAPPENINGS > LIFE:
            tell(f"{HAPPENINGS - max(left, 0)} of {HAPPENINGS}: {time.monotonic() - began:.0f} s")
    found = {"soak": "segments", "share": share, "events": HAPPENINGS, "seconds": round(time.monotonic() - began, 1), **told}
    tell(json.dumps(found))
    assert told["entered"] > told["left"] > HAPPENINGS / 20


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
