"""Members of segments that ask a filter of the list are kept as well: at once where something happens, within the hour where time passes.

The life lives every door of the three lives once, in an order of chance; FILTER_LIVES says how often.
"""

import os
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.actions.segments import build_segment
from leads.domain import trees as domain
from leads.domain.filters import REGISTRY
from leads.queries import membership, segments
from leads.queries.leads import search
from leads.queries.leaves.records import RECHECK, is_timed
from tests.cast import Cast
from tests.leads import far_life, filter_life, segment_life
from tests.leads.actions.test_membership import asked_whole, kept, settle
from tests.leads.actions.test_membership_soak import join, part
from tests.leads.conftest import Happen, message
from tests.leads.filter_life import ASKED_AS_SEGMENT, KNOWN_LATER, VALUES

SHOP = {"context": {"page": {"url": "https://www.acme.example/pricing"}}}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LIVES = int(os.environ.get("FILTER_LIVES", "1"))


def test_the_life_asks_every_filter_that_there_is() -> None:
    assert {*VALUES, *KNOWN_LATER, *ASKED_AS_SEGMENT} == set(REGISTRY)


def timed() -> set[str]:
    """Segments that time alone may change, by the hour."""
    ordered = segments.in_order(segments.newest())
    by_time = {found.line_id for found, node in ordered if any(is_timed(leaf) for leaf in domain.leaves(node))}
    for found, node in ordered:
        if segments.stands_on(node) & by_time:
            by_time.add(found.line_id)
    return {found.name for found, _ in ordered if found.line_id in by_time}


def happen(what: str, leads: list[UUID], random: Random, at: datetime, cast: Cast) -> None:
    if what == "joined":
        join(leads, random)
    elif what == "parted":
        part(leads, random)
    elif what.startswith("far:"):
        far_life.happen(random.choice(leads), random, at)
    elif what.startswith("near:"):
        segment_life.happen(random.choice(leads), random, at)
    else:
        getattr(filter_life, what)(random.choice(leads), random, at, cast)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(LIVES))
def test_what_filters_name_is_kept(acme: Cast, noon: datetime, seed: int) -> None:
    random, at = Random(seed), noon
    leads = segment_life.people(10, random)
    far_life.some_segments()
    filter_life.some_segments(acme, leads)
    by_time, moved = timed(), set[str]()
    doors = [*(door.__name__ for door in filter_life.DOORS), *["near:"] * 12, *["far:"] * 8, "joined", "parted"]
    settle()
    for number, what in enumerate(random.sample(doors, len(doors))):
        at += timedelta(hours=random.choice((0.01, 1, 7, 60)))
        with clock.pretend(at):
            before = kept()
            happen(what, leads, random, at, acme)
            settle()
            now, asked = kept(), asked_whole()
            wrong = [name for name in asked if name not in by_time and now[name] != asked[name]]
            assert wrong == [], f"seed {seed}, {number}: {what}"
        at += RECHECK + SECOND
        with clock.pretend(at):
            settle()
            now, asked = kept(), asked_whole()
            assert [name for name in asked if now[name] != asked[name]] == [], f"seed {seed}, {number}: an hour after {what}"
            moved |= {name for name in asked if now[name] != before[name]}
    assert len(moved & {*VALUES, *KNOWN_LATER}) > 25
    for key, values in VALUES.items():
        if key != "known":
            with clock.pretend(at):
                assert now[key] == set(search({key: values, "known": ["all"]}).values_list("id", flat=True)), key


def test_colleagues_wake_with_who_becomes_active_and_fall_asleep_by_the_hour(cast: Cast, noon: datetime, happen: Happen) -> None:
    """F087: two of three look on the same day; the third is of an account that is awake from then on, and for thirty days."""
    with tenancy.scope(cast.acme.id):
        mails = ("ann@alpha.example", "bob@alpha.example", "old@alpha.example", "eve@beta.example")
        ann, bob, old, alone = (create_lead({"email": mail}, SYSTEM).pk for mail in mails)
        found = {answer: build_segment(name=answer, tree=asks_awake(answer), actor=SYSTEM).line_id for answer in ("yes", "no")}

    def told() -> dict[str, set[UUID]]:
        with tenancy.scope(cast.acme.id):
            settle()
            assert kept() == asked_whole()
            return {answer: membership.members(line) for answer, line in found.items()}

    assert told() == {"yes": set(), "no": {ann, bob, old, alone}}
    for device, mail in enumerate(mails[:2]):
        happen(message("identify", f"d{device}", noon, traits={"email": mail}), message("page", f"d{device}", noon, **SHOP))
    assert told() == {"yes": {ann, bob, old}, "no": {alone}}
    with clock.pretend(noon + 30 * DAY + RECHECK):
        assert told() == {"yes": set(), "no": {ann, bob, old, alone}}


def asks_awake(answer: str) -> dict[str, str]:
    return {"ask": "filter", "key": "awake", "value": answer}
