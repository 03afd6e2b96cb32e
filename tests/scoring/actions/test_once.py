"""A rule that counts once: the first time alone gives points, whatever comes late, twice, from a bot, or with a merge."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel import clock, tenancy
from leads.models import Snapshot
from scoring.actions import disown
from scoring.actions.rescore import score_activity
from scoring.domain.revalue import Ledger, revalue
from scoring.models import LedgerEntry
from scoring.queries import history
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain
from tests.cast import Cast
from tests.conftest import NOON
from tests.leads.stage import Stage
from tests.scoring.actions.test_doubts import Doubts
from tests.scoring.actions.test_switch import parts_and_score, publish, rules
from tests.scoring.people import Office

DAY = timedelta(days=1)
TWICE = {
    "asset_downloaded": {"once": True, "decay": {"kind": "linear", "days": 20.0}},
    "live_broadcast_watched": {"once": True},
}
NAMES = ("asset_downloaded", "live_broadcast_watched", "email_clicked")


@pytest.fixture
def once(office: Office) -> Office:
    publish(office, rules({}, {"asset_downloaded": {"once": True}}), NOON)
    return office


def interest(lead_id: UUID, at: datetime) -> tuple[float, float, float]:
    """What is left of it by the lead's row, by the ledger, and by its events played anew."""
    row, why, book = Snapshot.objects.get(pk=lead_id), explain(lead_id, at), books.live().book
    assert why is not None
    anew = [revalue(each.past, each.told, Ledger(), (), book, 9, at).account.left(at) for each in history.of_leads([lead_id], [], at)]
    return row.interest(at), why.interest, anew[0] if anew else 0.0


def test_the_second_time_gives_nothing(once: Office) -> None:
    lead = once.lead(NOON)
    once.did(lead, "asset_downloaded", NOON)
    again = once.did(lead, "asset_downloaded", NOON + DAY, NOON + 2 * DAY)
    with clock.pretend(NOON + 2 * DAY), tenancy.scope(once.workspace.id):
        score_activity(again, [lead, lead])
    assert once.score(lead, NOON + 7 * DAY) == 7
    assert once.get(lead).snapshot.silent_at == NOON + 32 * DAY
    with tenancy.scope(once.workspace.id):
        why = explain(lead, NOON + 7 * DAY)
        marks = LedgerEntry.objects.filter(lead_id=lead, effect_key__startswith="surplus:").values_list("points", "reason")
        assert list(marks) == [(-10.0, "Counts once: it was done before")] * 2
    assert why is not None
    assert [(part.rule, part.points, part.entries) for part in why.parts] == [("event:asset_downloaded", 7.0, 1)]


def test_of_one_batch_the_earliest_counts(once: Office) -> None:
    lead = once.lead(NOON)
    once.did(lead, "asset_downloaded", NOON + 7 * DAY, NOON, NOON + 3 * DAY)
    assert once.score(lead, NOON + 7 * DAY) == 7


def test_an_earlier_one_that_comes_late_takes_the_place(once: Office) -> None:
    lead = once.lead(NOON)
    once.did(lead, "asset_downloaded", NOON + 7 * DAY)
    assert once.score(lead, NOON + 7 * DAY) == 10
    once.did(lead, "asset_downloaded", NOON, now=NOON + 7 * DAY)
    assert once.score(lead, NOON + 7 * DAY) == 7
    assert parts_and_score(once, lead, NOON + 7 * DAY) == (7, 7)


def test_what_takes_the_place_is_limited_as_if_nothing_had_stood(office: Office) -> None:
    publish(office, rules({}, {"asset_downloaded": {"once": True}}, limits={"behaviour": {"cap": 8.0}}), NOON)
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON + 7 * DAY)
    office.did(lead, "asset_downloaded", NOON, now=NOON + 7 * DAY)
    with tenancy.scope(office.workspace.id):
        held, told, anew = interest(lead, NOON + 7 * DAY)
    assert (told, anew) == (pytest.approx(held, abs=1e-6), pytest.approx(held, abs=1e-6))
    assert held <= 8 + 1e-6


def test_a_version_that_counts_once_and_one_that_does_not(once: Office) -> None:
    lead = once.lead(NOON)
    once.did(lead, "asset_downloaded", NOON)
    once.did(lead, "asset_downloaded", NOON + DAY)
    publish(once, rules(), NOON + DAY)
    assert once.score(lead, NOON + DAY) == pytest.approx(10 + 10 * 0.7 ** (1 / 7), abs=1e-5)
    publish(once, rules({}, {"asset_downloaded": {"once": True}}), NOON + 2 * DAY)
    assert once.score(lead, NOON + 7 * DAY) == 7
    once.did(lead, "asset_downloaded", NOON - 7 * DAY, now=NOON + 2 * DAY)
    assert once.score(lead, NOON + 7 * DAY) == pytest.approx(4.9)


def test_what_a_version_took_back_stands_when_the_first_was_a_bots(office: Office) -> None:
    lead = office.lead(NOON)
    first = office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "asset_downloaded", NOON + DAY)
    publish(office, rules({}, {"asset_downloaded": {"once": True}}), NOON + DAY)
    assert office.score(lead, NOON + 7 * DAY) == 7
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        disown.disown(first, NOON + DAY)
    assert office.score(lead, NOON + 8 * DAY) == 7


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(cast)


def opened(stage: Stage) -> Doubts:
    world = Doubts(stage.cast)
    world.now = stage.now = stage.now + DAY
    publish(Office(stage.cast.acme), rules({}, TWICE), world.now)
    world.open()
    return world


def test_a_merge_leaves_one_and_its_undoing_gives_each_its_own(stage: Stage) -> None:
    world = opened(stage)
    for number in (0, 1):
        world.say(number, "track", world.now - timedelta(hours=20 * (1 + number)), event="live_broadcast_watched")
    before = [world.counted(number) for number in (0, 1)]
    merge = world.merge(0, 1)
    stood = world.counted(0)
    assert stood[0][2] == pytest.approx(before[1][0][2], abs=0.01)
    world.say(1, "track", world.now, event="asset_downloaded")
    world.undo(merge)
    assert world.counted(0)[0][2] == pytest.approx(before[0][0][2], abs=0.1)
    assert [(rule, entries, at) for rule, _, entries, at in world.counted(0)[0][3]] == [(r, n, at) for r, _, n, at in before[0][0][3]]
    assert world.counted(1)[0][2] == pytest.approx(before[1][0][2] + 10, abs=0.05)


STEP = st.one_of(
    st.tuples(st.just("track"), st.sampled_from((0, 1)), st.integers(0, 900), st.sampled_from(NAMES)),
    st.tuples(st.just("track"), st.sampled_from((0, 1)), st.integers(0, 900), st.sampled_from(NAMES[:1])),
    st.tuples(st.just("judge"), st.sampled_from((0, 1)), st.sampled_from(["bot", "human"])),
    st.tuples(st.just("join"), st.sampled_from((0, 1))),
    st.tuples(st.just("part")),
)


@given(steps=st.lists(STEP, min_size=3, max_size=10))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
def test_late_events_doubts_and_merges_leave_what_the_events_say(steps: list[tuple[Any, ...]], stage: Stage) -> None:
    world, merge, winner = opened(stage), None, 0
    for what, *more in steps:
        if what == "track":
            world.say(more[0], "track", world.now - timedelta(minutes=more[1]), event=more[2])
        elif what == "judge":
            world.judge(*more)
        elif what == "join" and merge is None:
            winner = more[0]
            merge = world.merge(winner, 1 - winner)
        elif what == "part" and merge is not None:
            world.undo(merge)
            merge = None
        with tenancy.scope(world.cast.acme.id):
            for number in (0, 1) if merge is None else (winner,):
                held, told, anew = interest(world.lead(number), world.now)
                assert (told, anew) == (pytest.approx(held, abs=1e-6), pytest.approx(held, abs=1e-6)), (what, more)
    stage.now = world.now
